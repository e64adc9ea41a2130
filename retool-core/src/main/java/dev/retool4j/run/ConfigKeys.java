package dev.retool4j.run;

import dev.retool4j.run.ConfigNode.Mapping;
import dev.retool4j.run.ConfigNode.Sequence;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The keys that a configuration record allows: its component names in snake case, nested records joined by dots. `clipHigh`,
/// `clip_high` and `clip-high` are one key.
final class ConfigKeys {
    private final Class<?> root;

    ConfigKeys(Class<?> root) {
        this.root = root;
    }

    static String name(RecordComponent component) {
        return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    static String join(String parent, String name) {
        return parent.isEmpty() ? name : parent + "." + name;
    }

    /// All dotted keys, of nested records too.
    List<String> all() {
        var keys = new ArrayList<String>();
        collect(root, "", keys);
        return keys;
    }

    private static void collect(Class<?> type, String prefix, List<String> keys) {
        for (var component : type.getRecordComponents()) {
            var key = join(prefix, name(component));
            keys.add(key);
            if (component.getType().isRecord()) collect(component.getType(), key, keys);
        }
    }

    /// The same node with every key spelled as [#name] spells it; refuses keys that no record has.
    ConfigNode canonical(ConfigNode node) {
        return canonical(node, root, "");
    }

    private ConfigNode canonical(ConfigNode node, Type type, String path) {
        if (type instanceof Class<?> record && record.isRecord() && node instanceof Mapping mapping)
            return canonicalRecord(mapping, record, path);
        if (type instanceof ParameterizedType parameterized) {
            var arguments = parameterized.getActualTypeArguments();
            if (node instanceof Sequence sequence && parameterized.getRawType() == List.class)
                return new Sequence(sequence.items().stream().map(item -> canonical(item, arguments[0], path)).toList(), sequence.source());
            if (node instanceof Mapping mapping && parameterized.getRawType() == Map.class) {
                var result = new LinkedHashMap<String, ConfigNode>();
                mapping.entries().forEach((key, value) -> result.put(key, canonical(value, arguments[1], join(path, key))));
                return new Mapping(result, mapping.source());
            }
        }
        return node;
    }

    private Mapping canonicalRecord(Mapping mapping, Class<?> type, String path) {
        var result = new LinkedHashMap<String, ConfigNode>();
        mapping.entries().forEach((key, value) -> {
            var component = find(type, key).orElseThrow(() -> unknown(join(path, key), type, path, value.source()));
            var name = name(component);
            var previous = result.put(name, canonical(value, component.getGenericType(), join(path, name)));
            if (previous != null)
                throw new ConfigurationException("'" + join(path, name) + "' stands twice (" + value.source() + ")", "remove one of them");
        });
        return new Mapping(result, mapping.source());
    }

    private static Optional<RecordComponent> find(Class<?> type, String key) {
        return Arrays.stream(type.getRecordComponents()).filter(component -> plain(component.getName()).equals(plain(key))).findFirst();
    }

    private static String plain(String key) {
        return key.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    private ConfigurationException unknown(String key, Class<?> type, String path, Source source) {
        var hint = Suggestions.nearest(key, all()).map(candidate -> "did you mean '" + candidate + "'?").orElseGet(() -> "the keys "
                + (path.isEmpty() ? "here" : "under '" + path + "'") + " are "
                + Arrays.stream(type.getRecordComponents()).map(ConfigKeys::name).collect(Collectors.joining(", ")));
        return new ConfigurationException("unknown key '" + key + "' (" + source + ")", hint);
    }
}
