package dev.retool4j.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// One run of the program inside the test's JVM.
///
/// @param code exit code
record Invocation(int code, String out, String err) {

    static Invocation of(String... arguments) {
        return on(Terminal.NONE, arguments);
    }

    static Invocation on(Terminal terminal, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code = new Main(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal)
                .run(arguments);
        return new Invocation(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
