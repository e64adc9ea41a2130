package dev.retool4j.cli;

import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;

/// Starts the sandbox for a command.
final class Interpreters {
    private Interpreters() {}

    static LocalInterpreter start(Console console) {
        return LocalInterpreter.start(LocalOptions.DEFAULT, console::line);
    }
}
