/// What code blocks are for (ReTool's Figure 5), by rules over their syntax and the text around them.
@NullMarked
package dev.retool4j.analysis.purpose;

import org.jspecify.annotations.NullMarked;
