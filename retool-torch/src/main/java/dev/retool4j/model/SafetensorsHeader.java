package dev.retool4j.model;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON header of a safetensors file: for each tensor its element type, shape and place in the data that follows.
final class SafetensorsHeader {
    private static final long LARGEST = 100L << 20;
    private static final String METADATA = "__metadata__";
    private static final Pattern PLAIN_NAME = Pattern.compile("[^/\\\\]*[^/\\\\.][^/\\\\]*");

    /// @param begin offset of the first byte in the data
    /// @param end   offset after the last
    record Entry(String dtype, List<Long> shape, long begin, long end) {
        long[] sizes() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }

    private SafetensorsHeader() {}

    /// @param file     named in errors
    /// @param fileSize in bytes
    /// @param length   what the first eight bytes say
    static void checkLength(String file, long fileSize, long length) throws IOException {
        if (length < 2 || length > LARGEST || 8 + length > fileSize)
            throw new IOException(
                    "%s: its header should be %d bytes long, but the file has %d; it is truncated or no safetensors file. Copy it again"
                            .formatted(file, length, fileSize));
    }

    /// @param data bytes of data that follow the header in the file
    static Map<String, Entry> parse(String file, byte[] json, long data) throws IOException {
        var root = json(file, "its header", new String(json, StandardCharsets.UTF_8));
        var entries = new LinkedHashMap<String, Entry>();
        for (var field : root.properties()) {
            if (field.getKey().equals(METADATA)) continue;
            var entry = entry(file, field.getKey(), field.getValue());
            check(file, field.getKey(), entry, data);
            entries.put(field.getKey(), entry);
        }
        return entries;
    }

    /// The index of a model in several files.
    ///
    /// @return for each tensor the name of its file, a plain name in the same folder
    static Map<String, String> parseIndex(String file, String text) throws IOException {
        var map = json(file, "it", text).path("weight_map");
        var files = new LinkedHashMap<String, String>();
        for (var field : map.properties()) {
            var name = field.getValue().asString("");
            if (!PLAIN_NAME.matcher(name).matches())
                throw new IOException(
                        "%s: weight_map places tensor %s in %s; expected the name of a file in the same folder".formatted(file,
                                field.getKey(), field.getValue()));
            files.put(field.getKey(), name);
        }
        if (files.isEmpty())
            throw new IOException(file + ": it has no weight_map; it is no index of a model in several files. Copy it again");
        return files;
    }

    private static JsonNode json(String file, String what, String text) throws IOException {
        try {
            var root = JsonMapper.shared().readTree(text);
            if (root.isObject()) return root;
            throw new IOException(
                    "%s: %s is no JSON object but %s; it is damaged. Copy it again".formatted(file, what, root.getNodeType()));
        } catch (JacksonException e) {
            throw new IOException("%s: %s is no JSON (%s); it is damaged. Copy it again".formatted(file, what, e.getOriginalMessage()), e);
        }
    }

    private static Entry entry(String file, String name, JsonNode node) throws IOException {
        var shape = node.path("shape");
        var offsets = node.path("data_offsets");
        boolean whole = shape.isArray() && offsets.isArray() && offsets.size() == 2
                && Stream.concat(shape.valueStream(), offsets.valueStream())
                        .allMatch(n -> n.isIntegralNumber() && n.canConvertToLong() && n.asLong() >= 0);
        if (!whole || !node.path("dtype").isString())
            throw new IOException(
                    "%s: tensor %s lacks dtype, shape or data_offsets in the header, or they are no such values: %s".formatted(file, name,
                            node));
        return new Entry(node.path("dtype").asString(), shape.valueStream().map(JsonNode::asLong).toList(), offsets.get(0).asLong(),
                offsets.get(1)
                        .asLong());
    }

    private static void check(String file, String name, Entry entry, long data) throws IOException {
        if (entry.end < entry.begin || entry.end > data)
            throw new IOException(
                    "%s: tensor %s should stand at bytes %d to %d of the data, of which there are %d: the file is truncated. Copy it again"
                            .formatted(file, name, entry.begin, entry.end, data));
        var expected = BigInteger.valueOf(SafetensorsType.of(file, name, entry.dtype).bytes());
        for (long size : entry.shape)
            expected = expected.multiply(BigInteger.valueOf(size));
        if (!expected.equals(BigInteger.valueOf(entry.end - entry.begin)))
            throw new IOException(
                    "%s: tensor %s of shape %s and type %s needs %d bytes, its offsets give %d; the file is damaged".formatted(file, name,
                            entry.shape, entry.dtype, expected, entry.end - entry.begin));
    }
}
