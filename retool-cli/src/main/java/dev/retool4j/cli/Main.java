package dev.retool4j.cli;

import dev.retool4j.run.Suggestions;
import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Where the program begins.
public final class Main {
    private final PrintStream err;
    private final Terminal terminal;
    private final Retool root;
    private final CommandLine commandLine;

    Main(PrintStream out, PrintStream err, Terminal terminal) {
        this.err = err;
        this.terminal = terminal;
        root = new Retool(out, err, terminal);
        commandLine = new CommandLine(root);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setAbbreviatedOptionsAllowed(false);
        commandLine.setOut(new java.io.PrintWriter(out, true)).setErr(new java.io.PrintWriter(err, true));
        commandLine.setExecutionExceptionHandler((error, command, parsed) -> explain(error));
        commandLine.setParameterExceptionHandler((error, arguments) -> explain(error));
        Help.apply(commandLine, terminal.columns(), terminal.out() && terminal.color());
    }

    public static void main(String[] args) {
        System.exit(new Main(System.out, System.err, Terminal.detect(System.getenv())).run(args));
    }

    /// Runs a command line and gives the exit code: 0 done, 1 failed, 2 wrong use, 130 interrupted.
    int run(String... args) {
        Logging.configure(err::println, false);
        return commandLine.execute(args);
    }

    CommandLine commandLine() {
        return commandLine;
    }

    private int explain(Exception error) {
        var cause = root(error);
        if (cause instanceof InterruptedException) Thread.currentThread().interrupt();
        err.println(ErrorText.render(cause, style(), root.debug));
        err.flush();
        return ErrorText.exitCode(cause);
    }

    /// What picocli found wrong, in our words and with what helps.
    private static Throwable root(Exception error) {
        if (!(error instanceof ParameterException parameter)) return error;
        var command = parameter.getCommandLine().getCommandSpec().qualifiedName();
        var what = String.valueOf(parameter.getMessage()).lines().findFirst().orElse("wrong use");
        if (!(parameter instanceof UnmatchedArgumentException unmatched)) return CommandFailure.usage(what, "run '" + command + " --help'");
        var argument = unmatched.getUnmatched().getFirst();
        var commands = parameter.getCommandLine().getSubcommands().keySet();
        var suggestion = unmatched.getSuggestions().stream().findFirst();
        if (!argument.startsWith("-") && !commands.isEmpty()) {
            what = "there is no command '" + argument + "'";
            suggestion = Suggestions.nearest(argument, commands);
        }
        return CommandFailure.usage(what, suggestion.map(name -> "did you mean " + name + "?").orElse("run '" + command + " --help'"));
    }

    private Style style() {
        return new Style(terminal.err() && terminal.color() && !root.noColor);
    }
}
