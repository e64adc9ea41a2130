package dev.retool4j.model;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.global.torch_cuda;

/// On which device a model's tensors stand, and in which element type its weights are kept.
///
/// Nothing is converted or copied where the tensor is there already, so that code for all devices costs the CPU nothing.
///
/// @param device `cpu`, `cuda` or `cuda:1`, …
/// @param precision of weights, activations and key-value cache; norms, rotation angles, logits and losses are computed in fp32 all the same
public record Placement(String device, Precision precision) {
    /// The CPU in fp32.
    public static final Placement CPU = new Placement("cpu", Precision.FP32);

    public Placement {
        if (!device.matches("cpu|cuda(:\\d{1,2})?"))
            throw new IllegalArgumentException("device must be cpu, cuda, or one of several GPUs such as cuda:1; got " + device);
    }

    public boolean onGpu() {
        return !device.equals("cpu");
    }

    /// Loads what the device needs.
    ///
    /// @throws IllegalStateException if there is no such device here; the message says what is missing and what helps
    Placement ready() {
        NativeSetup.initialize(0); // before the process's first tensor
        if (!onGpu()) return this;
        if (!gpuBuild())
            throw new IllegalStateException("device=" + device + ", but this build has libtorch for the CPU only: "
                    + "build with RETOOL_GPU=1 ./retool doctor (see docs/models.md), or leave device=cpu");
        int count = gpus();
        if (gpu() >= count)
            throw new IllegalStateException("device=" + device + ", but libtorch sees " + count + " GPUs: look at nvidia-smi and "
                    + "CUDA_VISIBLE_DEVICES, or leave device=cpu");
        return this;
    }

    /// The number of the GPU.
    byte gpu() {
        return device.contains(":") ? Byte.parseByte(device.substring(device.indexOf(':') + 1)) : 0;
    }

    /// Whether libtorch's CUDA part is on the class path.
    public static boolean gpuBuild() {
        try {
            NativeSetup.initialize(0);
            Loader.load(torch_cuda.class);
            return true;
        } catch (LinkageError | TypeNotPresentException e) {
            return false; // no CUDA classes, or none of its libraries
        }
    }

    /// How many GPUs libtorch sees.
    public static int gpus() {
        return gpuBuild() ? torch.cuda_device_count() : 0;
    }

    /// Zeros on the device.
    public Tensor zeros(ScalarType type, long... shape) {
        var options = new TensorOptions(type);
        return torch.zeros(shape, onGpu() ? options.device(new DeviceOptional(new Device(device))) : options);
    }

    /// Zeros in the weights' element type.
    public Tensor zeros(long... shape) {
        return zeros(precision.scalar(), shape);
    }

    public Tensor tensor(float[] values, long... shape) {
        return here(shape.length == 0 ? AbstractTensor.create(values) : AbstractTensor.create(values, shape));
    }

    public Tensor tensor(long[] values, long... shape) {
        return here(shape.length == 0 ? AbstractTensor.create(values) : AbstractTensor.create(values, shape));
    }

    /// The tensor on this device; to a GPU it is copied from pinned memory while the host goes on.
    public Tensor here(Tensor host) {
        return onGpu()
                ? host.pin_memory().to(new Device(device), host.scalar_type().intern(), true, false, new MemoryFormatOptional())
                : host;
    }

    /// The tensor in the weights' element type.
    public Tensor cast(Tensor tensor) {
        return precision == Precision.FP32 ? tensor : tensor.to(precision.scalar());
    }

    /// The tensor in fp32.
    public Tensor wide(Tensor tensor) {
        return precision == Precision.FP32 ? tensor : tensor.to(ScalarType.Float);
    }
}
