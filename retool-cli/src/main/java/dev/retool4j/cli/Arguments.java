package dev.retool4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Positional arguments `[CONFIG ...] [key=value ...]`, told apart.
///
/// @param files       YAML files, in order
/// @param assignments `key=value`, in order; they win over files
record Arguments(List<Path> files, List<String> assignments) {
    Arguments {
        files = List.copyOf(files);
        assignments = List.copyOf(assignments);
    }

    /// An argument with `=` in it is an assignment, unless there is a file of that name.
    static Arguments of(List<String> arguments) {
        var files = new ArrayList<Path>();
        var assignments = new ArrayList<String>();
        for (var argument : arguments) {
            boolean assignment = argument.indexOf('=') > 0 && !Files.isRegularFile(Path.of(argument));
            if (assignment) assignments.add(argument);
            else
                files.add(file(argument));
        }
        return new Arguments(files, assignments);
    }

    private static Path file(String argument) {
        var path = Path.of(argument);
        if (Files.isRegularFile(path)) return path;
        throw CommandFailure.usage("'" + argument + "' is neither a configuration file nor key=value",
                "check the path, or write it as key=value, for example name=" + (argument.isBlank() ? "try1" : argument));
    }
}
