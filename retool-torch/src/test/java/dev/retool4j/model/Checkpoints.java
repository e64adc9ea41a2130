package dev.retool4j.model;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/// The tiny checkpoints of all architectures that src/test/python/architectures.py made with Hugging Face transformers, and what
/// PyTorch computes on them.
public final class Checkpoints {
    public static final int ROWS = 2;
    public static final int LENGTH = 20;

    private Checkpoints() {}

    public static List<String> names() throws IOException {
        try (var folders = Files.list(folder("."))) {
            return folders.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    public static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(Checkpoints.class.getResource("architectures")).toURI()).resolve(name).normalize();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    public static boolean has(String name, String tensor) throws IOException {
        try (var file = Safetensors.open(folder(name).resolve("expected.safetensors"))) {
            return file.names().contains(tensor);
        }
    }

    /// A tensor of `expected.safetensors`, row by row.
    public static float[] expected(String name, String tensor, long... shape) throws IOException {
        NativeSetup.initialize(1);
        try (var scope = new PointerScope(); var file = Safetensors.open(folder(name).resolve("expected.safetensors"))) {
            var target = torch.zeros(shape);
            file.copyTo(tensor, target);
            var values = new float[(int) target.numel()];
            target.data_ptr_float().get(values);
            return values;
        }
    }

    /// Token ids, `[ROWS][LENGTH]`.
    public static int[][] ids(String name) throws IOException {
        var flat = expected(name, "ids", ROWS, LENGTH);
        var ids = new int[ROWS][LENGTH];
        for (int i = 0; i < flat.length; i++)
            ids[i / LENGTH][i % LENGTH] = (int) flat[i];
        return ids;
    }

    /// Gradients of PyTorch in the layout of the flat buffer.
    ///
    /// @param prefix `sft` or `ppo`
    public static float[] gradient(String name, String prefix, Parameters parameters) throws IOException {
        var flat = new float[(int) parameters.elements()];
        for (var parameter : parameters.all()) {
            long columns = parameter.shape().size() == 1 ? 1 : parameter.shape().getLast();
            for (var part : parameter.parts()) {
                var shape = parameter.shape().size() == 1 ? new long[]{part.rows()} : new long[]{part.rows(), columns};
                var values = expected(name, prefix + ".gradient." + part.name(), shape);
                System.arraycopy(values, 0, flat, (int) (parameter.offset() + part.firstRow() * columns), values.length);
            }
        }
        return flat;
    }

    /// Names of the adapters that src/test/python/adapters.py made with PEFT.
    public static List<String> adapterNames() {
        return List.of("llama3-all", "qwen2.5-attention");
    }

    /// The folder of adapters, as a name for [#expected].
    public static String adapter(String name) {
        return "../adapters/" + name;
    }

    /// A checkpoint with adapters that PEFT made.
    public static Weights adapted(String name) throws IOException {
        var folder = folder(adapter(name));
        var base = Weights.open(LoraFiles.base(folder));
        var lora = Lora.zeros(base, LoraFiles.options(folder));
        LoraFiles.read(folder, lora);
        return base.withAdapters(lora);
    }

    /// Gradients of PyTorch in the layout of the adapters' flat buffer.
    public static float[] adapterGradient(String name, Lora lora) throws IOException {
        var flat = new float[(int) lora.elements()];
        for (var adapter : lora.adapters()) {
            var prefix = "sft.gradient.base_model.model." + adapter.module();
            var a = expected(adapter(name), prefix + ".lora_A.weight", adapter.rank(), adapter.in());
            var b = expected(adapter(name), prefix + ".lora_B.weight", adapter.part().rows(), adapter.rank());
            System.arraycopy(a, 0, flat, (int) adapter.offset(), a.length);
            System.arraycopy(b, 0, flat, (int) adapter.offset() + a.length, b.length);
        }
        return flat;
    }

    /// The largest difference of two arrays' elements; NaN counts as infinite.
    public static double difference(float[] a, float[] b) {
        if (a.length != b.length) throw new AssertionError(a.length + " values against " + b.length);
        double worst = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        return worst;
    }
}
