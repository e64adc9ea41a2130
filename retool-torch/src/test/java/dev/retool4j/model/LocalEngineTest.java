package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.retool4j.rollout.Generation;
import dev.retool4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalEngineTest {

    private static Generation generate(Set<Integer> ends) {
        var weights = RandomModel.weights(RandomModel.demoSized(), 3);
        try (var engine = new LocalEngine(weights, null, new NumberTokenizer(712, ends), new LocalEngine.Options(1, 128, 1));
                var sequence = engine.open(new int[]{5, 6, 7}, 11)) {
            return sequence.generate(new Sampling(1, 1, 0, List.of("<end>")), 40, List.of());
        }
    }

    @Test
    void generationEndsAtWhicheverTokenOfTheModelsComesFirstAndKeepsIt() {
        var whole = generate(Set.of(0)).tokens();
        int early = whole[9], late = whole[20];
        int first = 0;
        while (whole[first] != early && whole[first] != late)
            first++;
        var ended = generate(Set.of(0, late, early));
        assertThat(ended.finish()).isEqualTo(Generation.Finish.END_OF_TEXT);
        assertThat(ended.tokens()).isEqualTo(Arrays.copyOf(whole, first + 1));
        assertThat(ended.stop()).isNull();
    }

    /// Closing, too, while a step flies whose tokens were not read.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(60)
    void closingAnswersWhatIsBeingWritten(boolean lookahead) throws Exception {
        var weights = RandomModel.weights(RandomModel.demoSized(), 3);
        var engine = new LocalEngine(weights, null, new NumberTokenizer(712), new LocalEngine.Options(2, 250, 1, lookahead));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Generation>>();
            for (int i = 0; i < 5; i++) {
                int seed = i;
                answers.add(threads.submit(() -> engine.open(new int[]{5, 6, 7}, seed)
                        .generate(new Sampling(1, 1, 0, List.of("<end>")), 240, List.of())));
            }
            await().until(() -> engine.stats().sampled() > 4);
            engine.close();
            for (var answer : answers)
                assertThat(answer.get().finish()).isIn(Generation.Finish.ABORTED, Generation.Finish.LENGTH);
        }
    }

    @Test
    @Timeout(60)
    void aSamplingThatCannotBeEndsInItsMessage() {
        var weights = RandomModel.weights(RandomModel.demoSized(), 3);
        try (var engine = new LocalEngine(weights, null, new NumberTokenizer(712), new LocalEngine.Options(1, 128, 1))) {
            var sequence = engine.open(new int[]{5, 6, 7}, 1);
            assertThatThrownBy(() -> sequence.generate(new Sampling(1, 1, 0, List.of("<nope>")), 40, List.of()))
                    .hasMessageContaining("cannot ban '<nope>'");
        }
    }

    @Test
    void aSequenceGoesOnWhereAnotherStoodAndTellsOfItsTokens() {
        var weights = RandomModel.weights(RandomModel.demoSized(), 3);
        var sampling = new Sampling(1, 1, 0, List.of("<end>"));
        var prompt = new int[]{5, 6, 7};
        try (var engine = new LocalEngine(weights, null, new NumberTokenizer(712), new LocalEngine.Options(3, 128, 1));
                var whole = engine.open(prompt, 11)) {
            var told = new ArrayList<Integer>();
            var first = whole.generate(sampling, 10, List.of(), told::add);
            assertThat(told).containsExactlyElementsOf(Arrays.stream(first.tokens()).boxed().toList());
            whole.append(new int[]{8, 9});
            var second = whole.generate(sampling, 10, List.of());
            var soFar = Stream.of(prompt, first.tokens(), new int[]{8, 9}).flatMapToInt(Arrays::stream).toArray();
            try (var later = engine.open(soFar, 11, 10); var elsewhere = engine.open(soFar, 11)) {
                assertThat(later.generate(sampling, 10, List.of()).tokens()).isEqualTo(second.tokens());
                assertThat(elsewhere.generate(sampling, 10, List.of()).tokens()).isNotEqualTo(second.tokens());
            }
        }
    }

    /// A server is asked for every temperature there is.
    @Test
    void manyWaysOfSamplingStandBesideEachOther() {
        var weights = RandomModel.weights(RandomModel.demoSized(), 3);
        var fixed = new Sampling(1, 1, 0, List.of("<end>"));
        try (var engine = new LocalEngine(weights, null, new NumberTokenizer(712), new LocalEngine.Options(2, 256, 1));
                var whole = engine.open(new int[]{5, 6, 7}, 11);
                var pieces = engine.open(new int[]{5, 6, 7}, 11)) {
            var expected = whole.generate(fixed, 140, List.of()).tokens();
            for (int i = 0; i < 70; i++) {
                assertThat(pieces.generate(fixed, 1, List.of()).tokens()).containsExactly(expected[2 * i]);
                pieces.generate(new Sampling(1 + i * 1e-9, 1, 0, List.of("<end>")), 1, List.of());
            }
        }
    }
}
