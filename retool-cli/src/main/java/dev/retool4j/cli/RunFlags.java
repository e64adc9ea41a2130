package dev.retool4j.cli;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What to do where a run of that name exists already: without a flag, stop.
final class RunFlags {
    @ArgGroup
    private final Choice choice = new Choice();

    /// At most one of them.
    private static final class Choice {
        @Option(names = "--resume", description = "Continue the run of this name from its last checkpoint.")
        private boolean resume;

        @Option(names = "--clean", description = "Delete the run of this name and begin anew.")
        private boolean clean;
    }

    boolean resume() {
        return choice.resume;
    }

    boolean clean() {
        return choice.clean;
    }
}
