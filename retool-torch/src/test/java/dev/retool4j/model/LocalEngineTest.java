package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.rollout.Generation;
import dev.retool4j.rollout.Sampling;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
}
