package dev.retool4j.run;

import java.nio.file.Path;

/// Where a configured value came from.
public sealed interface Source {

    /// The program's own default.
    record Default() implements Source {
        @Override
        public String toString() {
            return "default";
        }
    }

    /// A line of a YAML file.
    ///
    /// @param line counted from 1
    record File(Path path, int line) implements Source {
        @Override
        public String toString() {
            return path + ":" + line;
        }
    }

    /// A `key=value` argument.
    record CommandLine(String argument) implements Source {
        @Override
        public String toString() {
            return "command line";
        }
    }
}
