package dev.retool4j.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A piece of configuration as written, with where it was written.
sealed interface ConfigNode {
    Source source();

    /// A scalar.
    ///
    /// @param text as written, without quotes; null for YAML's null
    record Scalar(@Nullable String text, Source source) implements ConfigNode {}

    record Sequence(List<ConfigNode> items, Source source) implements ConfigNode {}

    record Mapping(Map<String, ConfigNode> entries, Source source) implements ConfigNode {}

    /// This node with the later one laid over it: mappings merge key by key, anything else is replaced.
    default ConfigNode overlaidWith(ConfigNode later) {
        if (!(this instanceof Mapping mine && later instanceof Mapping theirs)) return later;
        var merged = new LinkedHashMap<>(mine.entries);
        theirs.entries.forEach((key, node) -> merged.merge(key, node, ConfigNode::overlaidWith));
        return new Mapping(merged, theirs.source);
    }

    /// What it is, for a message.
    default String describe() {
        return switch (this) {
            case Scalar scalar -> scalar.text == null ? "nothing" : "'" + scalar.text + "'";
            case Sequence sequence -> "a list of " + sequence.items.size();
            case Mapping mapping -> "keys (" + String.join(", ", mapping.entries.keySet()) + ")";
        };
    }
}
