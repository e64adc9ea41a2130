package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.rollout.Generation;
import dev.retool4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// In fp32 on the CPU a seed gives the same tokens, log-probabilities and critic's values, to the bit, whatever the number of slots and the timing.
class BatchInvarianceTest {
    private static final int SEQUENCES = 48;

    /// With biases, and with norms of queries and keys in their place.
    @ParameterizedTest
    @EnumSource(names = {"QWEN2", "QWEN3"})
    void nothingDependsOnSlotsOrTiming(Architecture architecture) throws Exception {
        var weights = RandomModel.weights(RandomModel.demoSized().withArchitecture(architecture), 1);
        var expected = run(weights, 1, 0, false);
        for (int slots : new int[]{2, 16, 33, 48}) {
            compare(run(weights, slots, slots, false), expected, slots);
        }
    }

    /// Steps taken before the tokens of the one before are known, some of them in vain.
    @ParameterizedTest
    @EnumSource(names = {"QWEN2", "QWEN3"})
    void lookingAheadChangesNothing(Architecture architecture) throws Exception {
        var weights = RandomModel.weights(RandomModel.demoSized().withArchitecture(architecture), 1);
        var expected = run(weights, 16, 0, false);
        assertThat(expected).as("stopped by a text").anyMatch(generation -> generation.stop() != null);
        for (int slots : new int[]{1, 16, 33, 48}) {
            compare(run(weights, slots, slots, true), expected, slots);
        }
    }

    private static void compare(List<Generation> got, List<Generation> expected, int slots) {
        for (int i = 0; i < SEQUENCES; i++) {
            assertThat(got.get(i).tokens()).as("tokens of sequence %d with %d slots", i, slots).isEqualTo(expected.get(i).tokens());
            assertThat(got.get(i).logprobs()).as("log-probabilities of sequence %d with %d slots", i, slots)
                    .isEqualTo(expected.get(i).logprobs());
            assertThat(got.get(i).values()).as("values of sequence %d with %d slots", i, slots).isEqualTo(expected.get(i).values());
        }
    }

    /// Two turns of each sequence with appended tokens between, some sampled in another way; `jitter` changes who yields how often before going on.
    private static List<Generation> run(Weights weights, int slots, int jitter, boolean lookahead) throws Exception {
        var samplings = List.of(new Sampling(1, 1, 0, List.of("<end>")), new Sampling(0.7, 0.9, 0, List.of()));
        var critic = ValueHead.create(weights.config().hiddenSize(), 64, new SplittableRandom(3), weights.placement());
        try (var scope = new PointerScope()) {
            torch.manual_seed(4);
            critic.flat().copy_(torch.randn(critic.flat().numel()).mul(new Scalar(0.1)));
        }
        try (var engine = new LocalEngine(weights, critic, new NumberTokenizer(712), new LocalEngine.Options(slots, 224, 1, lookahead));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Generation>>();
            for (int i = 0; i < SEQUENCES; i++) {
                int number = i;
                var sampling = samplings.get(i % 5 == 0 ? 1 : 0);
                tasks.add(() -> {
                    var random = new SplittableRandom(1000L * jitter + number);
                    try (var sequence = engine.open(tokens(number), number)) {
                        var first = sequence.generate(sampling, 5 + number % 30, List.of("13 ", "7 "));
                        for (int k = random.nextInt(2000); k > 0; k--)
                            Thread.yield();
                        sequence.append(tokens(1000 + number));
                        var second = sequence.generate(sampling, 30, List.of("77 ", "4 "));
                        return new Generation(concat(first.tokens(), second.tokens()), concat(first.logprobs(), second.logprobs()),
                                concat(first.values(), second.values()),
                                second.finish(), second.stop());
                    }
                });
            }
            var results = new ArrayList<Generation>();
            for (var future : threads.invokeAll(tasks))
                results.add(future.get());
            return results;
        }
    }

    private static int[] tokens(int seed) {
        var random = new SplittableRandom(seed);
        return random.ints(10 + random.nextInt(20), 2, 700).toArray();
    }

    private static int[] concat(int[] a, int[] b) {
        var all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    private static float[] concat(float[] a, float[] b) {
        var all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
