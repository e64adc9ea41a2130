package dev.retool4j.train;

import java.util.Arrays;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What optimisers ask of the buffers they work on.
final class FlatBuffers {
    private FlatBuffers() {}

    static void check(Tensor parameters, Tensor gradient) {
        check("parameters", parameters);
        check("gradient", gradient);
        if (parameters.numel() != gradient.numel()) {
            throw new IllegalArgumentException("%d parameters but a gradient of %d elements".formatted(parameters.numel(), gradient
                    .numel()));
        }
    }

    private static void check(String name, Tensor tensor) {
        if (tensor.dim() != 1 || !tensor.is_contiguous() || tensor.scalar_type().intern() != ScalarType.Float) {
            throw new IllegalArgumentException(
                    "the %s buffer has shape %s and type %s; expected one contiguous dimension of fp32".formatted(
                            name, Arrays.toString(tensor.shape()), tensor.scalar_type()));
        }
    }
}
