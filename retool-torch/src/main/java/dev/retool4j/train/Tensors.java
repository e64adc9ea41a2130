package dev.retool4j.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// What the binding makes wordy. Everything is made in the caller's scope.
final class Tensors {
    private Tensors() {}

    static Tensor clamp(Tensor tensor, double low, double high) {
        return torch.clamp(tensor, new ScalarOptional(new Scalar(low)), new ScalarOptional(new Scalar(high)));
    }

    /// The elements as floats, copied to the heap in row-major order, from whatever type and device.
    static float[] floats(Tensor tensor) {
        var host = tensor.detach().cpu().to(ScalarType.Float).contiguous();
        var floats = new float[Math.toIntExact(host.numel())];
        if (floats.length > 0) host.data_ptr_float().get(floats);
        return floats;
    }
}
