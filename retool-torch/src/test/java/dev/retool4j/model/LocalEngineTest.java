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
}
