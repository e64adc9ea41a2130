package dev.retool4j.cli;

import picocli.CommandLine.Command;

/// Groups what one does with a run's trajectories.
@Command(name = "trace", description = "Show, export or compare trajectories of runs, and say what their code is for.", synopsisSubcommandLabel = "COMMAND", //
        subcommands = {TraceShowCommand.class, TraceExportCommand.class, TraceCompareCommand.class, TracePurposesCommand.class}, //
        footer = {"%nExamples:", "  retool trace show runs/lr2 --filter is:corrected",
            "  retool trace export runs/lr2 train-000012-017 --out trace.html",
            "  retool trace compare runs/lr2@40 runs/lr2@400", "  retool trace purposes runs/lr2"})
final class TraceCommand extends RetoolCommand {
    @Override
    public Integer call() {
        throw CommandFailure.usage("trace needs a command", "retool trace show RUN, or see 'retool trace --help'");
    }
}
