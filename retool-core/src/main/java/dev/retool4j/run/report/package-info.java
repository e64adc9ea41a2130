/// The report of a run: `report.html`, `report.md`, and a summary for the terminal, made of run directories.
@NullMarked
package dev.retool4j.run.report;

import org.jspecify.annotations.NullMarked;
