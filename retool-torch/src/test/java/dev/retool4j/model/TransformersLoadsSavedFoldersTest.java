package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Hugging Face transformers loads what is saved here and gives the logits of the original. Skipped where [ReferencePython]
/// lacks torch and transformers.
class TransformersLoadsSavedFoldersTest {
    private static final int ROWS = Checkpoints.ROWS, LENGTH = Checkpoints.LENGTH;

    @TempDir
    Path folder;

    /// As a user saves it: whole in fp32, and in many files in half precision.
    private static final Map<String, SaveOptions> FORMS = Map.of("fp32", SaveOptions.DEFAULT, "bf16",
            new SaveOptions(SaveOptions.Dtype.BF16, "3KB"), "fp16", new SaveOptions(SaveOptions.Dtype.FP16, "4KB"));

    @Test
    void savedFoldersGiveTheSameLogits() throws Exception {
        var python = new ReferencePython("safetensors, torch, transformers");
        NativeSetup.initialize(1);
        var folders = new ArrayList<Path>();
        for (var name : Checkpoints.names()) {
            for (var form : FORMS.keySet())
                folders.add(save(name, form));
        }
        python.script("load_saved.py", folders);
        for (var name : Checkpoints.names()) {
            for (var form : FORMS.keySet()) {
                var saved = folder.resolve(name).resolve(form);
                var weights = Weights.open(saved);
                int vocabulary = weights.config().vocabularySize();
                var expected = form.equals("fp32") ? Checkpoints.expected(name, "logits", ROWS, LENGTH, vocabulary) : logits(weights, name);
                try (var scope = new PointerScope(); var file = Safetensors.open(saved.resolve("logits.safetensors"))) {
                    var logits = torch.zeros(ROWS, LENGTH, vocabulary);
                    file.copyTo("logits", logits);
                    assertThat(Checkpoints.difference(values(logits), expected)).as(name + " in " + form).isLessThan(1e-5);
                }
            }
        }
    }

    private Path save(String name, String form) throws IOException {
        var from = Checkpoints.folder(name);
        var saved = Files.createDirectories(folder.resolve(name).resolve(form));
        new Policy(Weights.open(from), new NumberTokenizer(40), from).save(saved, Objects.requireNonNull(FORMS.get(form)));
        try (var scope = new PointerScope()) {
            Safetensors.write(saved.resolve("ids.safetensors"), Map.of("ids", ids(name)));
        }
        return saved;
    }

    private static Tensor ids(String name) throws IOException {
        var ids = Arrays.stream(Checkpoints.ids(name)).flatMapToInt(Arrays::stream).asLongStream().toArray();
        return AbstractTensor.create(ids, ROWS, LENGTH);
    }

    private static float[] logits(Weights weights, String name) throws IOException {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            var model = new Transformer(weights);
            return values(model.logits(model.hidden(ids(name)).view(-1, weights.config().hiddenSize())));
        }
    }

    private static float[] values(Tensor tensor) {
        var values = new float[(int) tensor.numel()];
        tensor.contiguous().data_ptr_float().get(values);
        return values;
    }
}
