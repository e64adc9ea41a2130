package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Saving needs no second copy of a model, nor of its largest tensor, also where its element type is converted. Measured in a process of its
/// own.
class SavingMemoryTest {
    /// 79 million parameters, 315 MB; an embedding, which is one tensor, is two fifths of it.
    private static final ModelConfig CONFIG = new ModelConfig(Architecture.LLAMA, 32_000, 1024, 2, 16, 8, 64, 1024, 1e4, null, 1e-6, 2048,
            false, "float32", List.of());
    private static final SaveOptions FORM = new SaveOptions(SaveOptions.Dtype.BF16, "50MB");

    @TempDir
    Path folder;

    /// The child: saves a model and prints the resident set before and its peak after.
    public static void main(String[] args) throws IOException {
        NativeSetup.initialize(1);
        var weights = Weights.zeros(CONFIG);
        weights.flat().fill_(new Scalar(0.5));
        var small = new ModelConfig(97, 32, 2, 4, 2, 8, 48, 1e4, 1e-6, 64, true);
        Weights.zeros(small).save(Path.of(args[0]).resolve("classes are loaded"), FORM, null);
        long before = ResidentMemory.peakBytes();
        weights.save(Path.of(args[0]), FORM, null);
        System.out.println(before + " " + ResidentMemory.peakBytes());
    }

    @Test
    void savingConvertsPieceByPiece() throws Exception {
        assumeTrue(ResidentMemory.peakBytes() > 0, "this system does not tell the resident set");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(java, "-Xmx64m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-cp", System.getProperty("java.class.path"), SavingMemoryTest.class.getName(),
                folder.toString()).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        var last = output.strip().lines().toList().getLast().split(" ");
        long size = 4 * new Parameters(CONFIG).elements(), before = Long.parseLong(last[0]), peak = Long.parseLong(last[1]);
        assertThat(before).isGreaterThan(size);
        assertThat((double) (peak - before)).as("peak %d MB, %d MB before", peak >> 20, before >> 20).isLessThan(0.25 * size);
        try (var files = Files.list(folder)) {
            assertThat(files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum()).isBetween(size / 2,
                    size / 2 + 100_000);
        }
    }
}
