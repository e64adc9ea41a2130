package dev.retool4j.cli;

import picocli.CommandLine.Command;

/// Groups what one does with the Python sandbox: run a program, serve, check that it holds, measure it.
@Command(name = "sandbox", description = "Run Python as the policy's code runs: fresh, confined, limited.", //
        synopsisSubcommandLabel = "COMMAND", subcommands = {SandboxRunCommand.class, SandboxServeCommand.class, SandboxCheckCommand.class,
            SandboxBenchCommand.class, SandboxSoakCommand.class}, //
        footer = {"%nExamples:", "  echo 'print(6*7)' | retool sandbox run -", "  retool sandbox check", "  retool sandbox serve"})
final class SandboxCommand extends RetoolCommand {
    @Override
    public Integer call() {
        throw CommandFailure.usage("sandbox needs a command", "retool sandbox run FILE, or see 'retool sandbox --help'");
    }
}
