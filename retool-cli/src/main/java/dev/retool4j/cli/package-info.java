/// The `retool` command: its subcommands, console output and exit codes.
@NullMarked
package dev.retool4j.cli;

import org.jspecify.annotations.NullMarked;
