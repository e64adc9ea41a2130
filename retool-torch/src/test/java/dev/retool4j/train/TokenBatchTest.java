package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Placement;
import dev.retool4j.model.SequenceLayout;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.LongIndexer;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TokenBatchTest {

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    @Test
    void placesPointAtTheStateBeforeEachTrainedToken() {
        try (var scope = new PointerScope()) {
            var batch = TokenBatch.of(List.of(new int[]{5, 6, 7, 8}, new int[]{9, 10}),
                    List.of(new boolean[]{false, false, true, true}, new boolean[]{false, true}), false, Placement.CPU);
            assertThat(((SequenceLayout.Padded) batch.layout()).rows().shape()).containsExactly(2, 3);
            assertThat(longs(batch.layout().ids())).containsExactly(5, 6, 7, 9, 0, 0);
            assertThat(longs(batch.places())).containsExactly(1, 2, 3);
            assertThat(longs(batch.targets())).containsExactly(7, 8, 10);
            assertThat(batch.sequence()).containsExactly(0, 0, 1);
            assertThat(batch.tokens()).isEqualTo(6);
        }
    }

    @Test
    void theFirstTokenIsNeverATarget() {
        try (var scope = new PointerScope()) {
            var batch = TokenBatch.of(List.of(new int[]{5, 6}), List.of(new boolean[]{true, true}), false, Placement.CPU);
            assertThat(longs(batch.targets())).containsExactly(6);
        }
    }

    private static long[] longs(Tensor tensor) {
        var values = new long[(int) tensor.numel()];
        try (LongIndexer indexer = tensor.createIndexer()) {
            for (int i = 0; i < values.length; i++)
                values[i] = indexer.get(i);
        }
        return values;
    }
}
