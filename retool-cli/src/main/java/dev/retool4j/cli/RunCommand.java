package dev.retool4j.cli;

import dev.retool4j.run.RunDirectory;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A command that writes a run directory.
///
/// @param <T> the configuration record
abstract class RunCommand<T extends Record> extends ConfiguredCommand<T> {
    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @ArgGroup
    private final Choice choice = new Choice();

    /// At most one of them.
    private static final class Choice {
        @Option(names = "--resume", description = "Continue the run of this name from its last checkpoint.")
        private boolean resume;

        @Option(names = "--clean", description = "Delete the run of this name and begin anew.")
        private boolean clean;
    }

    @Override
    final List<String> arguments() {
        return arguments;
    }

    /// What to do where a run of that name exists already: without a flag, stop.
    final RunDirectory.Existing existing() {
        if (choice.resume) return RunDirectory.Existing.RESUME;
        return choice.clean ? RunDirectory.Existing.CLEAN : RunDirectory.Existing.REFUSE;
    }
}
