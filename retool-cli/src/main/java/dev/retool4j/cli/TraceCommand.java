package dev.retool4j.cli;

import picocli.CommandLine.Command;

/// Groups what one does with a run's trajectories.
@Command(name = "trace", description = "Show or export trajectories of a run.", synopsisSubcommandLabel = "COMMAND", //
        subcommands = {TraceShowCommand.class, TraceExportCommand.class}, //
        footer = {"%nExamples:", "  retool trace show runs/lr2 --filter is:corrected",
            "  retool trace export runs/lr2 train-000012-017 --out trace.html"})
final class TraceCommand extends RetoolCommand {
    @Override
    public Integer call() {
        throw CommandFailure.usage("trace needs a command", "retool trace show RUN, or see 'retool trace --help'");
    }
}
