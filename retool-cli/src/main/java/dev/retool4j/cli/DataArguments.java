package dev.retool4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Positional arguments of a command on data files, told apart: YAML files and `key=value` are configuration, the rest is data.
///
/// @param data          files, and what else the command takes
/// @param configuration YAML files and assignments
record DataArguments(List<String> data, List<String> configuration) {
    static final String LABEL_TEXT = "Data files; YAML files and key=value are configuration, --dry-run lists the keys.";

    DataArguments {
        data = List.copyOf(data);
        configuration = List.copyOf(configuration);
    }

    static DataArguments of(List<String> arguments) {
        var data = new ArrayList<String>();
        var configuration = new ArrayList<String>();
        for (var argument : arguments) {
            boolean assignment = argument.indexOf('=') > 0 && !Files.exists(Path.of(argument));
            (assignment || argument.matches("(?i).*\\.ya?ml") ? configuration : data).add(argument);
        }
        return new DataArguments(data, configuration);
    }

    /// The data as files.
    ///
    /// @param command for the message where there is none
    List<Path> files(String command) {
        if (data.isEmpty()) throw CommandFailure.usage("no data file named", "retool data " + command + " FILE");
        return data.stream().map(Path::of).toList();
    }
}
