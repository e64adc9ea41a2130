package dev.retool4j.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON header of a safetensors file: for each tensor its element type, shape and place in the data that follows.
final class SafetensorsHeader {
    private static final long LARGEST = 100L << 20;
    private static final String METADATA = "__metadata__";

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
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(new String(json, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw new IOException(file + ": its header is no JSON (" + e.getOriginalMessage() + "); it is damaged or no safetensors file",
                    e);
        }
        var entries = new LinkedHashMap<String, Entry>();
        for (var field : root.properties()) {
            if (field.getKey().equals(METADATA)) continue;
            var node = field.getValue();
            var offsets = node.path("data_offsets");
            if (!node.path("dtype").isString() || !node.path("shape").isArray() || offsets.size() != 2)
                throw new IOException("%s: tensor %s lacks dtype, shape or data_offsets in the header".formatted(file, field.getKey()));
            var shape = node.path("shape").valueStream().map(JsonNode::asLong).toList();
            var entry = new Entry(node.path("dtype").asString(), shape, offsets.get(0).asLong(), offsets.get(1).asLong());
            check(file, field.getKey(), entry, data);
            entries.put(field.getKey(), entry);
        }
        return entries;
    }

    private static void check(String file, String name, Entry entry, long data) throws IOException {
        if (entry.begin < 0 || entry.end < entry.begin || entry.end > data)
            throw new IOException(
                    "%s: tensor %s should stand at bytes %d to %d of the data, of which there are %d: the file is truncated. Copy it again"
                            .formatted(file, name, entry.begin, entry.end, data));
        long elements = entry.shape.stream().reduce(1L, (a, b) -> a * b);
        long expected = elements * SafetensorsType.of(file, name, entry.dtype).bytes();
        if (expected != entry.end - entry.begin)
            throw new IOException(
                    "%s: tensor %s of shape %s and type %s needs %d bytes, its offsets give %d; the file is damaged".formatted(file, name,
                            entry.shape, entry.dtype, expected, entry.end - entry.begin));
    }
}
