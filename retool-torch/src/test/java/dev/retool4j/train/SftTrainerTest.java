package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftTrainerTest {
    private static final ModelConfig TINY = new ModelConfig(40, 32, 2, 4, 2, 8, 48, 10000.0, 1e-6, 64, true);

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    @Test
    void learnsToRepeatASequence() {
        var weights = Initialization.random(TINY, 1);
        var losses = train(weights, options(60, 1), copies(1).iterator());
        assertThat(losses.getFirst()).isGreaterThan(3);
        assertThat(losses.getLast()).isLessThan(2.2);
    }

    @Test
    void twoWorkersLearnWhatOneLearns() {
        var one = Initialization.random(TINY, 1);
        var two = Initialization.random(TINY, 1);
        train(one, options(5, 1), copies(1).iterator());
        train(two, options(5, 2), copies(1).iterator());
        assertThat(values(two)).usingElementComparator((a, b) -> Math.abs(a - b) < 2e-4 ? 0 : Float.compare(a, b))
                .containsExactly(boxed(one));
    }

    @Test
    void theSameSeedGivesTheSameWeightsToTheBit() {
        var first = Initialization.random(TINY, 1);
        var second = Initialization.random(TINY, 1);
        train(first, options(8, 2), copies(1).iterator());
        train(second, options(8, 2), copies(1).iterator());
        assertThat(values(second)).isEqualTo(values(first));
    }

    @Test
    void goesOnToTheSameWeightsToTheBit(@TempDir Path folder) {
        var whole = Initialization.random(TINY, 1);
        train(whole, options(8, 2), copies(1).iterator());
        var weights = Initialization.random(TINY, 1);
        try (var trainer = new SftTrainer(weights, options(8, 2))) {
            var steps = new AtomicInteger();
            assertThat(trainer.run(copies(1).iterator(), p -> steps.incrementAndGet(), () -> steps.get() == 3).step()).isEqualTo(3);
            trainer.save(folder);
        }
        try (var trainer = new SftTrainer(weights, options(8, 2))) {
            trainer.resume(folder);
            assertThat(trainer.run(copies(1).iterator(), p -> {}, () -> false).step()).isEqualTo(8);
        }
        assertThat(values(weights)).isEqualTo(values(whole));
    }

    /// What the interpreter wrote last cannot change anything: nothing after it attends to it and it is no target itself.
    @Test
    void maskedTokensCarryNoGradient() {
        var first = Initialization.random(TINY, 1);
        var second = Initialization.random(TINY, 1);
        train(first, options(3, 1), masked(11).iterator());
        train(second, options(3, 1), masked(29).iterator());
        assertThat(values(second)).isEqualTo(values(first));
    }

    private static SftOptions options(int steps, int workers) {
        return new SftOptions(steps, 400, 0, OptimizerOptions.muon(0.02, 4e-3), new ScheduleOptions(2, 0.2, 0.1), Double.POSITIVE_INFINITY,
                workers, PassOptions.DEFAULT.withThreads(1), 5);
    }

    private static List<Double> train(Weights weights, SftOptions options, Iterator<TokenizedExample> documents) {
        var losses = new ArrayList<Double>();
        try (var trainer = new SftTrainer(weights, options)) {
            trainer.run(documents, p -> losses.add(p.loss()), () -> false);
        }
        return losses;
    }

    /// Eight random tokens, a separator, and the same again, which is trained on.
    private static Stream<TokenizedExample> copies(long seed) {
        var random = new SplittableRandom(seed);
        return Stream.generate(() -> {
            var tokens = new int[17];
            var mask = new boolean[17];
            for (int i = 0; i < 8; i++) {
                tokens[i] = tokens[9 + i] = 2 + random.nextInt(12);
                mask[9 + i] = true;
            }
            tokens[8] = 1;
            return new TokenizedExample(tokens, mask);
        });
    }

    private static Stream<TokenizedExample> masked(int last) {
        return Stream
                .generate(() -> new TokenizedExample(new int[]{2, 3, 4, 5, 6, last, last},
                        new boolean[]{false, false, true, true, true, false, false}))
                .limit(512 * 4);
    }

    private static float[] values(Weights weights) {
        var values = new float[(int) weights.flat().numel()];
        try (FloatIndexer indexer = weights.flat().createIndexer()) {
            indexer.get(0, values);
        }
        return values;
    }

    private static Float[] boxed(Weights weights) {
        var values = values(weights);
        var boxed = new Float[values.length];
        for (int i = 0; i < boxed.length; i++)
            boxed[i] = values[i];
        return boxed;
    }
}
