package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A checkpoint is never in memory twice while it is read. Measured in a process of its own, in which nothing else happens.
class LoadingMemoryTest {
    private static final double BOUND = 1.15;
    /// 104 million parameters; an embedding, which is one tensor, is a third of it.
    private static final ModelConfig CONFIG = new ModelConfig(Architecture.LLAMA, 32_000, 1024, 4, 16, 8, 64, 2560, 1e4, null, 1e-6, 2048,
            false, "float32", List.of());

    @TempDir
    Path folder;

    /// The child: reads the folder and prints file size, resident set before, its peak after, and one weight.
    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        NativeSetup.initialize(1);
        long before = ResidentMemory.bytes();
        var weights = Weights.open(folder);
        long after = ResidentMemory.peakBytes();
        try (FloatIndexer flat = weights.flat().createIndexer()) {
            System.out.println(before + " " + after + " " + flat.get(weights.parameters().get("head", -1).offset() + 20_000L * 1024 + 5));
        }
    }

    @Test
    void readingAnFp32CheckpointNeedsItsSizeOnce() throws Exception {
        assumeTrue(ResidentMemory.peakBytes() > 0, "this system does not tell the resident set");
        CONFIG.write(folder);
        long size = writeRandom(folder.resolve("model.safetensors"), "F32", 4);
        var read = measure();
        assertThat((double) (read.peak - read.before)).as("the peak above %d MB before, file %d MB", read.before >> 20, size >> 20)
                .isBetween(0.95 * size, BOUND * size);
        assertThat(read.weight).isEqualTo(weight(20_000L * 1024 + 5));
    }

    /// As fp32 in memory it has twice the file's size, and no more.
    @Test
    void readingABf16CheckpointNeedsNoCopyBesideItsFp32Form() throws Exception {
        assumeTrue(ResidentMemory.peakBytes() > 0, "this system does not tell the resident set");
        CONFIG.withDtype("bfloat16").write(folder);
        long size = writeRandom(folder.resolve("model.safetensors"), "BF16", 2);
        var read = measure();
        assertThat((double) (read.peak - read.before)).as("the peak above %d MB before, file %d MB", read.before >> 20, size >> 20)
                .isBetween(1.95 * size, 2 * BOUND * size);
    }

    private record Read(long before, long peak, float weight) {}

    private Read measure() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-Xmx128m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"), LoadingMemoryTest.class.getName(),
                folder.toString()).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        var last = output.strip().lines().toList().getLast().split(" ");
        return new Read(Long.parseLong(last[0]), Long.parseLong(last[1]), Float.parseFloat(last[2]));
    }

    /// A weight of the head by its index.
    private static float weight(long index) {
        return (index % 4099) / 4099f;
    }

    /// A file of the right names and shapes; the head's elements follow [#weight], those of all others are random and repeat.
    private static long writeRandom(Path file, String type, int width) throws IOException {
        var header = new LinkedHashMap<String, Map<String, Object>>();
        var elementsOf = new LinkedHashMap<String, Long>();
        long offset = 0;
        for (var parameter : new Parameters(CONFIG).all()) {
            for (var part : parameter.parts()) {
                var shape = parameter.shape().size() == 1 ? List.of(part.rows()) : List.of(part.rows(), parameter.shape().getLast());
                long elements = shape.stream().reduce(1L, (a, b) -> a * b);
                header.put(part.name(), Map.of("dtype", type, "shape", shape, "data_offsets", List.of(offset, offset + width * elements)));
                elementsOf.put(part.name(), elements);
                offset += width * elements;
            }
        }
        var text = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        var random = new SplittableRandom(1);
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, text.length));
            channel.write(ByteBuffer.wrap(text));
            var buffer = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
            var repeated = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
            while (repeated.hasRemaining())
                put(repeated, random.nextInt(1 << 20) * 0x1p-20f, width);
            for (var tensor : elementsOf.entrySet()) {
                boolean head = tensor.getKey().equals("lm_head.weight");
                for (long at = 0; at < tensor.getValue();) {
                    int count = (int) Math.min(repeated.capacity() / width, tensor.getValue() - at);
                    buffer.clear().limit(count * width);
                    if (!head) buffer.put(repeated.slice(0, count * width));
                    for (int i = 0; head && i < count; i++)
                        put(buffer, weight(at + i), width);
                    channel.write(buffer.flip());
                    at += count;
                }
            }
            return channel.size();
        }
    }

    private static void put(ByteBuffer buffer, float value, int width) {
        if (width == 4) buffer.putFloat(value);
        else
            buffer.putShort((short) (Float.floatToRawIntBits(value) >> 16));
    }
}
