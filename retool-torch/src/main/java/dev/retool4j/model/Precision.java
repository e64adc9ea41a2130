package dev.retool4j.model;

import org.bytedeco.pytorch.global.torch.ScalarType;

/// The element type that weights are kept and computed with.
public enum Precision {
    /// exact enough for everything here; the only one in which engine and trainer agree to 1e-4
    FP32(ScalarType.Float, 4),
    /// half the memory, faster where the processor multiplies it; training keeps fp32 master copies
    BF16(ScalarType.BFloat16, 2);

    private final ScalarType scalar;
    private final int bytes;

    Precision(ScalarType scalar, int bytes) {
        this.scalar = scalar;
        this.bytes = bytes;
    }

    public ScalarType scalar() {
        return scalar;
    }

    /// Bytes of one element.
    public int bytes() {
        return bytes;
    }
}
