package dev.retool4j.model;

import java.util.Objects;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// What pointer scopes make wordy.
public final class Scopes {
    private Scopes() {}

    /// Runs a computation in a scope of its own: its result goes to the caller's scope, everything else is freed at once, save what
    /// autograd holds for the way back.
    ///
    /// @throws NullPointerException if the caller has no scope
    public static Tensor result(Supplier<Tensor> computation) {
        var outer = Objects.requireNonNull(PointerScope.getInnerScope(), "model work needs a PointerScope around it");
        try (var inner = new PointerScope()) {
            var result = computation.get();
            outer.attach(result);
            return result;
        }
    }
}
