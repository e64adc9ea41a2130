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
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PEFT loads the adapters that are saved here and gives their logits. Skipped where [ReferencePython] lacks torch, transformers and peft.
class PeftLoadsSavedAdaptersTest {
    private static final int ROWS = Checkpoints.ROWS, LENGTH = Checkpoints.LENGTH;

    @TempDir
    Path folder;

    @Test
    void savedAdaptersGiveTheSameLogits() throws Exception {
        var python = new ReferencePython("peft, safetensors, torch, transformers");
        NativeSetup.initialize(1);
        var folders = new ArrayList<Path>();
        for (var name : Checkpoints.adapterNames()) {
            var saved = Files.createDirectory(folder.resolve(name));
            var source = Checkpoints.folder(Checkpoints.adapter(name));
            LoraFiles.write(saved, Objects.requireNonNull(Checkpoints.adapted(name).adapters()), LoraFiles.base(source));
            try (var scope = new PointerScope()) {
                var ids = Arrays.stream(Checkpoints.ids(Checkpoints.adapter(name))).flatMapToInt(Arrays::stream).asLongStream().toArray();
                Safetensors.write(saved.resolve("ids.safetensors"), Map.of("ids", AbstractTensor.create(ids, ROWS, LENGTH)));
            }
            folders.add(saved);
        }
        python.script("load_adapters.py", folders);
        for (var name : Checkpoints.adapterNames()) {
            int vocabulary = Checkpoints.adapted(name).config().vocabularySize();
            var expected = Checkpoints.expected(Checkpoints.adapter(name), "logits", ROWS, LENGTH, vocabulary);
            try (var scope = new PointerScope(); var file = Safetensors.open(folder.resolve(name).resolve("logits.safetensors"))) {
                var logits = torch.zeros(ROWS, LENGTH, vocabulary);
                file.copyTo("logits", logits);
                var values = new float[expected.length];
                logits.data_ptr_float().get(values);
                assertThat(Checkpoints.difference(values, expected)).as(name).isLessThan(1e-5);
            }
        }
    }
}
