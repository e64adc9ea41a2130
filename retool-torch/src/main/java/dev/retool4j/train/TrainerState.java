package dev.retool4j.train;

import dev.retool4j.model.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// What a checkpoint holds beside the policy, in `trainer_state.safetensors`: the step, optimiser moments, the critic.
final class TrainerState {
    private static final String FILE = "trainer_state.safetensors";
    private static final String STEP = "step";

    private TrainerState() {}

    static void save(Path folder, int step, List<NamedTensor> state) {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(STEP, AbstractTensor.create(new float[]{step}));
            for (var tensor : state)
                tensors.put(tensor.name(), tensor.tensor().dim() == 0 ? tensor.tensor().view(1) : tensor.tensor());
            Safetensors.write(folder.resolve(FILE), tensors);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the trainer's state to " + folder + ": " + e.getMessage(), e);
        }
    }

    /// Copies the saved values into the live tensors.
    ///
    /// @return the step that they were saved after
    static int load(Path folder, List<NamedTensor> state) {
        try (var off = new NoGradGuard(); var scope = new PointerScope(); var file = Safetensors.open(folder.resolve(FILE))) {
            var expected = new TreeSet<>(state.stream().map(NamedTensor::name).toList());
            expected.add(STEP);
            var found = new TreeSet<>(file.names());
            if (!found.equals(expected))
                throw new IOException(
                        ("%s holds %s, this run needs %s: it was saved with another precision, optimiser or algorithm. Go on with "
                                + "the same").formatted(folder.resolve(FILE), found, expected));
            var step = AbstractTensor.create(new float[1]);
            file.copyTo(STEP, step);
            for (var tensor : state)
                file.copyTo(tensor.name(), tensor.tensor().dim() == 0 ? tensor.tensor().view(1) : tensor.tensor());
            return (int) step.item_float();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot resume from " + folder + ": " + e.getMessage(), e);
        }
    }
}
