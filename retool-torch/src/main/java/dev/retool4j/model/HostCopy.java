package dev.retool4j.model;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.cuda.CUDAEvent;
import org.bytedeco.pytorch.global.torch_cuda;
import org.jspecify.annotations.Nullable;

/// Results on their way from the device to the host: asked for while the device still works, waited for when they are needed. Only what
/// was queued before is waited for, not what the device was given since.
final class HostCopy {
    private final Placement placement;
    private final Kept kept;
    private @Nullable CUDAEvent asked;

    /// @param kept holds the copies
    HostCopy(Placement placement, Kept kept) {
        this.placement = placement;
        this.kept = kept;
    }

    /// The tensor on the host, contiguous; to be read after [#await].
    Tensor of(Tensor tensor) {
        var dense = tensor.contiguous();
        if (!placement.onGpu()) return kept.keep(dense);
        return kept.keep(dense.to(new Device("cpu"), dense.scalar_type().intern(), true, false, new MemoryFormatOptional()));
    }

    /// All copies have been asked for.
    void sealed() {
        if (!placement.onGpu()) return;
        var event = kept.keep(new CUDAEvent());
        event.record(torch_cuda.getCurrentCUDAStream(placement.gpu())); // of this device, which need not be the thread's own
        asked = event;
    }

    /// Waits for the copies.
    void await() {
        var event = asked;
        if (event != null) event.synchronize();
    }
}
