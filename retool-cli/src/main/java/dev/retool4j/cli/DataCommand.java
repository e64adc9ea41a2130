package dev.retool4j.cli;

import picocli.CommandLine.Command;

/// Groups what one does with data files: look, count, convert, compare training with evaluation data.
@Command(name = "data", description = "Show, count, convert and check data files: JSONL, JSON, CSV, parquet.", //
        synopsisSubcommandLabel = "COMMAND", subcommands = {DataShowCommand.class, DataStatsCommand.class, DataConvertCommand.class,
            DataCheckCommand.class}, //
        footer = {"%nExamples:", "  retool data show dapo-math-17k.parquet 3", "  retool data stats aime24.jsonl gsm8k.parquet",
            "  retool data convert dapo-math-17k.parquet dapo.jsonl", "  retool data check dapo.jsonl --against aime24.jsonl"})
final class DataCommand extends RetoolCommand {
    @Override
    public Integer call() {
        throw CommandFailure.usage("data needs a command", "retool data show FILE, or see 'retool data --help'");
    }
}
