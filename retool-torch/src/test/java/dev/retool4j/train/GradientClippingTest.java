package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.retool4j.model.NativeSetup;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GradientClippingTest {

    @BeforeAll
    static void libtorch() {
        NativeSetup.initialize(1);
    }

    @Test
    void scalesALongGradientDownAndReturnsItsNorm() {
        try (var scope = new PointerScope()) {
            var gradient = AbstractTensor.create(3f, 0f, -4f);
            assertThat(new GradientClipping(1).apply(gradient)).isCloseTo(5, within(1e-6));
            assertThat(Tensors.floats(gradient)).containsExactly(new float[]{0.6f, 0, -0.8f}, within(1e-6f));
        }
    }

    @Test
    void leavesAShortGradientAlone() {
        try (var scope = new PointerScope()) {
            var gradient = AbstractTensor.create(3f, 0f, -4f);
            assertThat(new GradientClipping(5.5).apply(gradient)).isCloseTo(5, within(1e-6));
            assertThat(new GradientClipping(Double.POSITIVE_INFINITY).apply(gradient)).isCloseTo(5, within(1e-6));
            assertThat(Tensors.floats(gradient)).containsExactly(3, 0, -4);
        }
    }

    @Test
    void reportsAGradientThatIsNotFiniteAndLeavesItAlone() {
        try (var scope = new PointerScope()) {
            var nan = AbstractTensor.create(3f, Float.NaN, -4f);
            assertThat(GradientClipping.DEFAULT.apply(nan)).isNaN();
            assertThat(Tensors.floats(nan)).containsExactly(3, Float.NaN, -4);
            var infinite = AbstractTensor.create(3f, Float.NEGATIVE_INFINITY);
            assertThat(GradientClipping.DEFAULT.apply(infinite)).isInfinite();
            assertThat(Tensors.floats(infinite)).containsExactly(3, Float.NEGATIVE_INFINITY);
        }
    }

    @Test
    void refusesALimitOfZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GradientClipping(0)).withMessageContaining("maxNorm is 0.0");
    }
}
