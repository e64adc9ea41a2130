package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retool4j.model.ResidentMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The estimate against the peak of a process of its own that really takes a step, with 72 million parameters.
class MemoryEstimateTest {

    @ParameterizedTest
    @ValueSource(strings = {"768 8 2048 30000 1024 0 FP32 false", "768 8 2048 30000 1024 0 FP32 true",
        "768 8 2048 30000 1024 16 FP32 true",
        "768 8 2048 30000 1024 16 BF16 false"})
    void isWithinFifteenPercentOfWhatIsMeasured(String arguments) throws IOException, InterruptedException {
        assumeTrue(ResidentMemory.peakBytes() > 0, "this system does not tell a process's peak of memory");
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:MaxRAMPercentage=25", "-cp", System.getProperty("java.class.path"),
                MemoryProbe.class.getName()));
        command.addAll(List.of(arguments.split(" ")));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        var numbers = output.strip().lines().toList().getLast().split(" ");
        assertThat(Long.parseLong(numbers[0])).as(output).isCloseTo(Long.parseLong(numbers[1]), withinPercentage(15));
    }
}
