package dev.retool4j.run;

import dev.retool4j.run.ConfigNode.Mapping;
import dev.retool4j.run.ConfigNode.Scalar;
import dev.retool4j.run.ConfigNode.Sequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/// Reads YAML files and `key=value` arguments into [ConfigNode]s that remember where they stand.
final class ConfigReader {
    private static final YAMLFactory YAML = new YAMLFactory();

    private final YAMLParser parser;
    private final IntFunction<Source> sources;

    private ConfigReader(YAMLParser parser, IntFunction<Source> sources) {
        this.parser = parser;
        this.sources = sources;
    }

    /// The mapping that a YAML file holds; empty if the file holds nothing.
    static Mapping file(Path path) {
        String text;
        try {
            text = Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new ConfigurationException("no configuration file " + path, "pass the path of a YAML file that exists");
        } catch (IOException e) {
            throw new ConfigurationException("cannot read " + path + ": " + e.getMessage(), "it must be a readable file in UTF-8");
        }
        IntFunction<Source> sources = line -> new Source.File(path, line);
        var node = parse(text, path.toString(), sources);
        if (node == null) return new Mapping(Map.of(), sources.apply(1));
        if (node instanceof Mapping mapping) return mapping;
        throw new ConfigurationException(node.source() + ": expected keys with values, got " + node.describe(),
                "write lines such as 'steps: 100'");
    }

    /// A mapping with the one value that a `dotted.key=value` argument gives; the value is YAML.
    static Mapping argument(String argument) {
        int equals = argument.indexOf('=');
        if (equals < 1)
            throw new ConfigurationException("'" + argument + "' is not of the form key=value",
                    "write it without spaces, such as steps=100");
        Source source = new Source.CommandLine(argument);
        var text = argument.substring(equals + 1);
        var node = text.isEmpty() ? new Scalar("", source) : parse(text, "'" + argument + "'", line -> source);
        if (node == null) node = new Scalar("", source);
        var keys = argument.substring(0, equals).strip().split("\\.", -1);
        for (int i = keys.length - 1; i >= 0; i--)
            node = new Mapping(Map.of(keys[i], node), source);
        return (Mapping) node;
    }

    private static @Nullable ConfigNode parse(String text, String where, IntFunction<Source> sources) {
        try (var parser = (YAMLParser) YAML.createParser(ObjectReadContext.empty(), text)) {
            var reader = new ConfigReader(parser, sources);
            if (parser.nextToken() == null) return null;
            var node = reader.node();
            if (parser.nextToken() != null)
                throw new ConfigurationException(reader.source() + ": a second document begins here", "keep one YAML document in a file");
            return node;
        } catch (JacksonException e) {
            var location = e.getLocation();
            var place = location == null || location.getLineNr() < 1
                    ? where
                    : where + ":" + location.getLineNr() + ":" + location.getColumnNr();
            var problem = e.getOriginalMessage().lines().filter(line -> !line.isBlank()).findFirst().orElse("not YAML").strip();
            throw new ConfigurationException(place + ": not valid YAML: " + problem, "quote values that hold ':', '#', '{' or '['");
        }
    }

    private Source source() {
        return sources.apply(Math.max(1, parser.currentTokenLocation().getLineNr()));
    }

    private ConfigNode node() {
        if (parser.isCurrentAlias()) throw new ConfigurationException(source() + ": YAML aliases are not supported", "write the value out");
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping();
            case START_ARRAY -> sequence();
            case VALUE_NULL -> new Scalar(null, source());
            default -> new Scalar(parser.getString(), source());
        };
    }

    private Mapping mapping() {
        var source = source();
        var entries = new LinkedHashMap<String, ConfigNode>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = parser.currentName();
            var keySource = source();
            parser.nextToken();
            var previous = entries.put(key, node());
            if (previous != null)
                throw new ConfigurationException("'" + key + "' stands twice (" + previous.source() + " and " + keySource + ")",
                        "remove one of them");
        }
        return new Mapping(entries, source);
    }

    private Sequence sequence() {
        var source = source();
        var items = new ArrayList<ConfigNode>();
        while (parser.nextToken() != JsonToken.END_ARRAY)
            items.add(node());
        return new Sequence(items, source);
    }
}
