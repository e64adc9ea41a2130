package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A command that is told what to do by a configuration: YAML files over the defaults, `key=value` over the files.
///
/// @param <T> the configuration record
abstract class ConfiguredCommand<T extends Record> extends RetoolCommand {
    static final String LABEL = "[CONFIG] [key=value]";
    static final String LABEL_TEXT = "YAML files, then values that win over them; --dry-run lists the keys with their defaults.";

    @Option(names = "--dry-run", description = "Print the resolved configuration with the source of each value, and stop.")
    private boolean dryRun;

    /// The program's own values.
    abstract T defaults();

    /// Positional arguments: configuration files and assignments.
    abstract List<String> arguments();

    /// Does the work, and gives the exit code.
    abstract int run(Configuration<T> configuration) throws Exception;

    /// What `--dry-run` shows below the configuration; nothing by default.
    ///
    /// @throws Exception if the configuration asks for what there is not
    String preview(Configuration<T> configuration) throws Exception {
        return "";
    }

    /// Assignments that the command's own options stand for; they win.
    List<String> assignmentsOfOptions() {
        return List.of();
    }

    @Override
    public final Integer call() throws Exception {
        var parsed = Arguments.of(arguments());
        var assignments = new ArrayList<>(parsed.assignments());
        assignments.addAll(assignmentsOfOptions());
        var configuration = Configuration.resolve(defaults(), parsed.files(), assignments);
        if (!dryRun) return run(configuration);
        var preview = preview(configuration);
        if (json()) printJson(fields(configuration));
        else
            console().result(configuration.table().stripTrailing() + (preview.isEmpty() ? "" : "\n\n" + preview));
        return 0;
    }

    private static Map<String, Object> fields(Configuration<?> configuration) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("configuration", YAMLMapper.shared().readTree(configuration.yaml()));
        var sources = new LinkedHashMap<String, String>();
        configuration.sources().forEach((key, source) -> sources.put(key, source.toString()));
        fields.put("sources", sources);
        return fields;
    }
}
