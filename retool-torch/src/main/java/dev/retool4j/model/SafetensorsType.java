package dev.retool4j.model;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.io.IOException;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/// Element types of safetensors files that are read and written.
enum SafetensorsType {
    F32(ScalarType.Float, 4), BF16(ScalarType.BFloat16, 2), F16(ScalarType.Half, 2), F64(ScalarType.Double, 8), I64(ScalarType.Long, 8), //
    I32(ScalarType.Int, 4), U8(ScalarType.Byte, 1), BOOL(ScalarType.Bool, 1);

    private final ScalarType scalar;
    private final int bytes;

    SafetensorsType(ScalarType scalar, int bytes) {
        this.scalar = scalar;
        this.bytes = bytes;
    }

    ScalarType scalar() {
        return scalar;
    }

    int bytes() {
        return bytes;
    }

    static SafetensorsType of(String file, String tensor, String name) throws IOException {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst()
                .orElseThrow(() -> new IOException(
                        "%s: tensor %s has element type %s; supported are %s".formatted(file, tensor, name, Arrays.toString(values()))));
    }

    static SafetensorsType of(Tensor tensor) {
        var scalar = tensor.scalar_type().intern();
        return Arrays.stream(values()).filter(type -> type.scalar == scalar).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a tensor of type " + scalar + " cannot be written as safetensors"));
    }
}
