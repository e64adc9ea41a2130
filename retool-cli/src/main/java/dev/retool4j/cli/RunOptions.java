package dev.retool4j.cli;

import java.nio.file.Path;

/// Where a run is kept, and what its random numbers begin from.
///
/// @param name name of the run: its directory is `runs/name`
/// @param runs folder of all runs
/// @param seed of everything that is random in the run
record RunOptions(String name, Path runs, long seed) {
    RunOptions {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"))
            throw new IllegalArgumentException("name must be letters, digits, '.', '_' and '-', got '" + name + "'");
    }

    Path directory() {
        return runs.resolve(name);
    }
}
