package dev.retool4j.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// What every command has: the console, and the options of the root command.
abstract class RetoolCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    private @Nullable Console console;

    final CommandSpec spec() {
        return Objects.requireNonNull(spec, "picocli sets the specification");
    }

    private Retool root() {
        return (Retool) spec().root().userObject();
    }

    /// The console, as the options say it should be. Made at first use, after the command line is parsed.
    final Console console() {
        if (console == null) console = root().newConsole();
        return console;
    }

    final boolean json() {
        return root().json;
    }

    /// Prints a value as one line of JSON on stdout: maps, lists, records, text, numbers.
    final void printJson(Object value) {
        console().result(JsonMapper.shared().writeValueAsString(value));
    }
}
