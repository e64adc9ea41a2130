package dev.retool4j.run;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/// A resolved configuration: a record, and where each of its values came from.
///
/// Defaults come from the program, YAML files are laid over them in order, then `key=value` arguments. Keys are the record's component
/// names in snake case, nested records joined by dots (`ppo.clip_high`). Components may be numbers, booleans, text, enums (in any case),
/// [java.time.Duration] (`500ms`, `5s`, `1h30m`), [Path], lists, maps from text, and records; `@Nullable` ones may be null.
///
/// ```java
/// var configuration = Configuration.resolve(TrainConfig.DEFAULT, List.of(Path.of("configs/aime.yaml")), List.of("ppo.clip_high=0.3"));
/// System.err.print(configuration.table());
/// train(configuration.value());
/// ```
///
/// @param <T> the record
public final class Configuration<T extends Record> {
    private final T value;
    private final Map<String, Source> written;

    private Configuration(T value, Map<String, Source> written) {
        this.value = value;
        this.written = written;
    }

    /// Lays files and then arguments over the defaults.
    ///
    /// @param arguments each `dotted.key=value`, the value in YAML (`[1, 2]` is a list)
    /// @throws ConfigurationException for an unknown key, a wrong type, a value outside its range (an [IllegalArgumentException] of the
    ///                                record's constructor), or a file that is missing or not YAML; it names the key and its source
    public static <T extends Record> Configuration<T> resolve(T defaults, List<Path> files, List<String> arguments) {
        var type = defaults.getClass();
        var keys = new ConfigKeys(type);
        ConfigNode tree = new ConfigNode.Mapping(Map.of(), new Source.Default());
        for (var file : files)
            tree = tree.overlaidWith(keys.canonical(ConfigReader.file(file)));
        for (var argument : arguments)
            tree = tree.overlaidWith(keys.canonical(ConfigReader.argument(argument)));
        var binder = new ConfigBinder();
        @SuppressWarnings("unchecked")
        var value = (T) binder.record(type, defaults, (ConfigNode.Mapping) tree, "");
        return new Configuration<>(value, binder.sources());
    }

    public T value() {
        return value;
    }

    /// The source of each value by dotted key, in the record's order. A list is one value; nested records and maps are not themselves listed.
    public Map<String, Source> sources() {
        var sources = new LinkedHashMap<String, Source>();
        leaves().keySet().forEach(key -> sources.put(key, source(key)));
        return sources;
    }

    /// One line for each key: key, value and source in aligned columns, as `--dry-run` prints them.
    public String table() {
        var leaves = leaves();
        int keyWidth = width(leaves.keySet());
        int valueWidth = Math.min(48, width(leaves.values()));
        var text = new StringBuilder();
        leaves.forEach((key, shown) -> text.append(pad(key, keyWidth)).append("  ").append(pad(shown, valueWidth)).append("  ")
                .append(source(key)).append('\n'));
        return text.toString();
    }

    /// The configuration as YAML that [#resolve] reads back to an equal record.
    public String yaml() {
        var mapper = YAMLMapper.builder().disable(YAMLWriteFeature.WRITE_DOC_START_MARKER, YAMLWriteFeature.SPLIT_LINES)
                .enable(YAMLWriteFeature.MINIMIZE_QUOTES, YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                .disable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();
        return mapper.writeValueAsString(plain(value));
    }

    private Source source(String key) {
        for (var path = key; !path.isEmpty(); path = path.substring(0, Math.max(0, path.lastIndexOf('.')))) {
            var source = written.get(path);
            if (source != null && (path.equals(key) || !hasChildren(path))) return source;
        }
        return new Source.Default();
    }

    /// Whether keys below this one were written, so that its own source says nothing about the others.
    private boolean hasChildren(String path) {
        return written.keySet().stream().anyMatch(key -> key.startsWith(path + "."));
    }

    private Map<String, String> leaves() {
        var leaves = new LinkedHashMap<String, String>();
        collect("", value, leaves);
        return leaves;
    }

    private static void collect(String path, @Nullable Object value, Map<String, String> leaves) {
        if (value instanceof Record record) {
            for (var component : record.getClass().getRecordComponents())
                collect(ConfigKeys.join(path, ConfigKeys.name(component)), ConfigBinder.read(component, record), leaves);
        } else if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            map.forEach((key, item) -> collect(ConfigKeys.join(path, (String) key), item, leaves));
        } else {
            leaves.put(path, shown(value));
        }
    }

    private static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "–";
            case Map<?, ?> ignored -> "{}";
            case List<?> list -> "[" + String.join(", ", list.stream().map(Configuration::shown).toList()) + "]";
            case Record record -> plain(record).toString();
            case String text -> text.isEmpty() ? "''" : text.replace("\n", "⏎");
            default -> ConfigScalars.text(value);
        };
    }

    /// A value as maps, lists and scalars that YAML can write.
    private static Object plain(Object value) {
        return switch (value) {
            case Record record -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                for (var component : record.getClass().getRecordComponents()) {
                    var item = ConfigBinder.read(component, record);
                    map.put(ConfigKeys.name(component), item == null ? null : plain(item));
                }
                yield map;
            }
            case Map<?, ?> map -> {
                var result = new LinkedHashMap<Object, Object>();
                map.forEach((key, item) -> result.put(key, plain(item)));
                yield result;
            }
            case List<?> list -> list.stream().map(Configuration::plain).toList();
            case Integer number -> number;
            case Long number -> number;
            case Double number -> number;
            case Float number -> number;
            case Boolean flag -> flag;
            default -> ConfigScalars.text(value);
        };
    }

    private static int width(Collection<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
