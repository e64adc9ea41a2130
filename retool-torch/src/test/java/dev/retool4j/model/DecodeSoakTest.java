package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Decoding does not grow the process. In full, 50,000 decode steps: see [dev.retool4j.train.TrainSoakTest].
class DecodeSoakTest {
    private static final int STEPS = "full".equals(System.getProperty("soak")) ? 50_000 : 4_000;
    private static final int LENGTH = 100;

    @Test
    void decodeStepsDoNotGrowTheProcess() throws InterruptedException {
        NativeSetup.initialize(1);
        var config = new ModelConfig(300, 64, 2, 4, 2, 16, 128, 10000.0, 1e-6, 256, true);
        var weights = Initialization.random(config, 1);
        var sizes = new ArrayList<Long>();
        try (var engine = new LocalEngine(weights, null, new NumberTokenizer(300), new LocalEngine.Options(24, 2 * LENGTH, 1))) {
            while (engine.stats().steps() < STEPS) {
                var threads = new ArrayList<Thread>();
                for (int i = 0; i < 24; i++) {
                    int seed = i + 24 * sizes.size();
                    threads.add(Thread.startVirtualThread(() -> {
                        try (var sequence = engine.open(new int[]{1 + seed % 299}, seed)) {
                            sequence.generate(new Sampling(1, 0.9, 50, List.of("<end>")), LENGTH, List.of("1 2 3 "));
                        }
                    }));
                }
                for (var thread : threads)
                    thread.join();
                sizes.add(ResidentMemory.bytes());
            }
        }
        assertThat(growth(sizes)).as("growth of the resident set: %s", sizes).isLessThan(0.02);
    }

    /// From the largest size of the first third to the median of the last.
    static double growth(List<Long> sizes) {
        int third = Math.max(1, sizes.size() / 3);
        long warm = sizes.subList(0, third).stream().mapToLong(Long::longValue).max().orElseThrow();
        long end = sizes.subList(sizes.size() - third, sizes.size()).stream().sorted().toList().get(third / 2);
        return (double) (end - warm) / warm;
    }
}
