package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.ResidentMemory;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Optimiser steps do not grow the process: after warm-up the resident set grows by less than 2%.
///
/// In full, 2,000 optimiser steps and 50,000 decode steps:
/// `./mvnw -B -pl retool-torch -am test -Dtest='*SoakTest' -Dsurefire.failIfNoSpecifiedTests=false -Dsoak=full`
class TrainSoakTest {
    private static final int STEPS = "full".equals(System.getProperty("soak")) ? 2000 : 240;

    @Test
    void optimiserStepsDoNotGrowTheProcess() {
        NativeSetup.initialize(1);
        var config = new ModelConfig(300, 64, 2, 4, 2, 16, 128, 10000.0, 1e-6, 256, true);
        var random = new SplittableRandom(1);
        var documents = Stream.generate(() -> {
            var tokens = random.ints(20 + random.nextInt(60), 1, 300).toArray();
            var mask = new boolean[tokens.length];
            java.util.Arrays.fill(mask, true);
            return new TokenizedExample(tokens, mask);
        }).iterator();
        var options = new SftOptions(STEPS, 1500, 0, OptimizerOptions.muon(0.02, 4e-3), ScheduleOptions.CONSTANT, 1.0, 2,
                PassOptions.DEFAULT.withThreads(1), 1);
        var sizes = new ArrayList<Long>();
        try (var trainer = new SftTrainer(Initialization.random(config, 1), options)) {
            trainer.run(documents, p -> sizes.add(ResidentMemory.bytes()), () -> false);
        }
        int third = sizes.size() / 3;
        long warm = sizes.subList(0, third).stream().mapToLong(Long::longValue).max().orElseThrow();
        long end = sizes.subList(2 * third, sizes.size()).stream().sorted().toList().get(third / 2);
        assertThat((double) (end - warm) / warm).as("growth from %,d to %,d bytes", warm, end).isLessThan(0.02);
    }
}
