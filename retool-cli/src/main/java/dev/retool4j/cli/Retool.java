package dev.retool4j.cli;

import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The root command, and the options that every command has.
@Command(name = "retool", description = "ReTool: train language models to reason with a Python interpreter.", versionProvider = Version.class, //
        customSynopsis = "retool COMMAND [CONFIG] [key=value ...]", footer = {"%nExamples:", "  retool demo", //
            "  retool train configs/demo.yaml train.lr=2e-6 name=lr2", //
            "  retool eval runs/lr2 --data aime24.jsonl --samples 32", "%nRun 'retool COMMAND --help' for options."}, //
        subcommands = {DemoCommand.class, DoctorCommand.class, DataCommand.class, ColdStartCommand.class, SftCommand.class,
            TrainCommand.class, MergeCommand.class,
            EvalCommand.class, CompareCommand.class, SolveCommand.class, ServeCommand.class, ReportCommand.class, TraceCommand.class,
            VerifyCommand.class, SandboxCommand.class, DashboardCommand.class, BenchCommand.class,
            CompletionCommand.class})
final class Retool extends RetoolCommand {
    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print the result as JSON.")
    boolean json;

    @Option(names = {"-q", "--quiet"}, scope = ScopeType.INHERIT, description = "Say nothing but warnings and errors.")
    boolean quiet;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack of an error, and log in detail.")
    boolean debug;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colour, as with NO_COLOR=1 in the environment.")
    boolean noColor;

    @Option(names = {"-h", "--help"}, scope = ScopeType.INHERIT, usageHelp = true, description = "Show this help.")
    boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version.")
    boolean version;

    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;

    Retool(PrintStream out, PrintStream err, Terminal terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    Console newConsole() {
        var console = new Console(out, err, terminal, !noColor, quiet);
        Logging.configure(console::print, debug);
        return console;
    }

    /// Without a command: what there is.
    @Override
    public Integer call() {
        spec().commandLine().usage(out);
        return 0;
    }
}
