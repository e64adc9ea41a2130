package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against files of the format's own library and of a writer by the format's definition; their script is in src/test/python.
class SafetensorsTest {
    private static final float[] ROW = {-0.5f, -0.25f, 0, 0.25f, 0.5f, 0.75f};

    @TempDir
    Path folder;
    private PointerScope scope;

    @BeforeEach
    void open() {
        NativeSetup.initialize(1);
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void readsEveryElementTypeOfTheOfficialLibrary() throws IOException {
        try (var file = Safetensors.open(golden("official.safetensors"))) {
            for (var name : new String[]{"f32", "bf16", "f16", "f64"})
                assertThat(read(file, name, 2, 3)).as(name).containsExactly(ROW);
            assertThat(read(file, "i64", 2)).containsExactly(1, -2);
            assertThat(read(file, "i32", 2)).containsExactly(3, -4);
            assertThat(read(file, "u8", 2)).containsExactly(5, 255);
            assertThat(read(file, "bool", 2)).containsExactly(1, 0);
            assertThat(read(file, "scalar")).containsExactly(2.5f);
            assertThat(read(file, "empty", 0, 3)).isEmpty();
            assertThat(file.names()).contains("f32", "scalar").doesNotContain("__metadata__").hasSize(10);
        }
    }

    @Test
    void readsAFolderOfSeveralFiles() throws IOException {
        try (var file = Safetensors.open(golden("sharded"))) {
            assertThat(file.names()).containsExactlyInAnyOrder("a", "b", "c");
            assertThat(read(file, "a", 2, 3)).containsExactly(ROW);
            assertThat(read(file, "c", 2, 3)).containsExactly(-1.5f, -0.75f, 0, 0.75f, 1.5f, 2.25f);
        }
    }

    @Test
    void writesTheBytesThatTheDefinitionAsksFor() throws IOException {
        var row = AbstractTensor.create(ROW).view(2, 3);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("matrix", row);
        tensors.put("half.width", row.select(0, 0).to(ScalarType.BFloat16));
        tensors.put("steps", AbstractTensor.create(7L, -1L));
        tensors.put("transposed", row.t());
        tensors.put("empty", row.narrow(0, 0, 0));
        var file = folder.resolve("new/model.safetensors");
        Safetensors.write(file, tensors);
        assertThat(file).hasSameBinaryContentAs(golden("by-definition.safetensors"));
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void readsBackWhatItWroteIntoAnyElementType() throws IOException {
        torch.manual_seed(1);
        var weights = torch.randn(5, 7);
        var file = folder.resolve("a.safetensors");
        Safetensors.write(file, Map.of("名前", weights.to(ScalarType.BFloat16)));
        try (var tensors = Safetensors.open(file)) {
            var found = torch.zeros(5, 7);
            tensors.copyTo("名前", found);
            assertThat(found.equal(weights.to(ScalarType.BFloat16).to(ScalarType.Float))).isTrue();
            var half = torch.zeros(new long[]{5, 7}, new TensorOptions(ScalarType.BFloat16));
            tensors.copyTo("名前", half);
            assertThat(half.equal(weights.to(ScalarType.BFloat16))).isTrue();
        }
    }

    @Test
    void copiesLargeTensorsWhole() throws IOException {
        torch.manual_seed(2);
        var matrix = torch.randn(5003, 1001); // 20 MB: read in several pieces
        var file = folder.resolve("a.safetensors");
        Safetensors.write(file, Map.of("matrix", matrix, "vector", matrix.view(-1), "half", matrix.to(ScalarType.BFloat16)));
        try (var tensors = Safetensors.open(file)) {
            for (int time = 0; time < 2; time++) { // the pages of the first time are gone
                var found = torch.zeros(5003, 1001);
                tensors.copyTo("matrix", found);
                assertThat(found.equal(matrix)).isTrue();
                tensors.copyTo("half", found);
                assertThat(found.equal(matrix.to(ScalarType.BFloat16).to(ScalarType.Float))).isTrue();
                var vector = torch.zeros(5003L * 1001);
                tensors.copyTo("vector", vector);
                assertThat(vector.equal(matrix.view(-1))).isTrue();
            }
        }
    }

    /// A folder of several files that a policy was saved into.
    @Test
    void oneFileCountsBeforeAnIndex() throws IOException {
        for (var part : new String[]{"model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
            "model.safetensors.index.json"})
            Files.copy(golden("sharded").resolve(part), folder.resolve(part));
        Safetensors.write(folder.resolve("model.safetensors"), Map.of("a", torch.ones(3)));
        try (var file = Safetensors.open(folder)) {
            assertThat(file.names()).containsExactly("a");
        }
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        var file = folder.resolve("a.safetensors");
        Safetensors.write(file, Map.of("a", torch.ones(3)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Safetensors.write(file, Map.of("a", torch.zeros(new long[]{1}, new TensorOptions(
                        ScalarType.ComplexFloat)))))
                .withMessageContaining("cannot be written as safetensors");
        try (var tensors = Safetensors.open(file)) {
            assertThat(read(tensors, "a", 3)).containsExactly(1, 1, 1);
        }
        var blocked = folder.resolve("blocked");
        Files.createDirectories(blocked.resolve("child"));
        assertThatThrownBy(() -> Safetensors.write(blocked, Map.of("a", torch.ones(3)))).isInstanceOf(IOException.class)
                .hasMessageContainingAll("blocked", "could not be written");
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void namesTheTensorThatIsMissingOrOfAnotherShape() throws IOException {
        try (var file = Safetensors.open(golden("official.safetensors"))) {
            assertThatThrownBy(() -> file.copyTo("model.norm.weight", torch.zeros(3))).isInstanceOf(IOException.class)
                    .hasMessageContainingAll("official.safetensors", "tensor model.norm.weight is missing", "it holds 10 tensors",
                            "architecture?");
            assertThatThrownBy(() -> file.copyTo("f32", torch.zeros(3, 2))).isInstanceOf(IOException.class)
                    .hasMessageContainingAll("official.safetensors", "tensor f32 has shape [2, 3], expected [3, 2]", "config.json?");
        }
    }

    @Test
    void saysThatAFileIsTruncatedWhereverItIsCut() throws IOException {
        var whole = Files.readAllBytes(golden("by-definition.safetensors"));
        var file = folder.resolve("cut.safetensors");
        for (int length = 0; length < whole.length; length += length < 16 ? 1 : 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.open(file)).as("cut after %d bytes", length).isInstanceOf(IOException.class)
                    .hasMessageContainingAll("cut.safetensors", "truncated", "Copy it again");
        }
    }

    @Test
    void refusesAHeaderThatCannotBe() {
        assertThatThrownBy(() -> openBytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]", 8)).hasMessageContainingAll("its header is no JSON",
                "damaged");
        assertThatThrownBy(() -> openBytes("[1]", 8)).hasMessageContaining("its header is no JSON object but ARRAY");
        assertThatThrownBy(() -> openBytes(entry("F32", "[2]", "[0,12]"), 12)).hasMessageContaining(
                "tensor a of shape [2] and type F32 needs 8 bytes, its offsets give 12");
        assertThatThrownBy(() -> openBytes(entry("F32", "[2]", "[4,12]"), 8)).hasMessageContainingAll("bytes 4 to 12",
                "of which there are 8");
        assertThatThrownBy(() -> openBytes(entry("F32", "[2]", "[8,0]"), 8)).hasMessageContaining("bytes 8 to 0");
        assertThatThrownBy(() -> openBytes(entry("F32", "[-2]", "[0,8]"), 8))
                .hasMessageContaining("tensor a lacks dtype, shape or data_offsets");
        assertThatThrownBy(() -> openBytes(entry("F32", "[4294967296,4294967296]", "[0,0]"), 8))
                .hasMessageContaining("needs 73786976294838206464 bytes");
        assertThatThrownBy(() -> openBytes(entry("F32", "[\"2\"]", "[0,8]"), 8)).hasMessageContaining("or they are no such values");
        assertThatThrownBy(() -> openBytes("{\"a\":3}", 8)).hasMessageContaining("tensor a lacks");
        assertThatThrownBy(() -> openBytes(entry("F8_E4M3", "[8]", "[0,8]"), 8)).hasMessageContainingAll("element type F8_E4M3",
                "supported are [F32, BF16");
    }

    @Test
    void refusesAHeaderLengthBeyondTheFile() throws IOException {
        var file = folder.resolve("a.safetensors");
        Files.write(file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(-1).array());
        assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContainingAll("header should be -1 bytes long", "the file has 16");
        Files.writeString(file, "<!DOCTYPE html><html>not a model</html>");
        assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContaining("no safetensors file");
    }

    @Test
    void namesWhatAFolderLacks() throws IOException {
        assertThatThrownBy(() -> Safetensors.open(folder)).isInstanceOf(IOException.class).hasMessageContainingAll("model.safetensors",
                "no such file", "the folder is empty");
        Files.writeString(folder.resolve("pytorch_model.bin"), "");
        assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContaining("the folder holds pytorch_model.bin");
        var index = folder.resolve("model.safetensors.index.json");
        Files.writeString(index, "{\"weight_map\":{\"a\":\"model-00001-of-00001.safetensors\"}}");
        assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContainingAll("model-00001-of-00001.safetensors", "no such file");
        Safetensors.write(folder.resolve("model-00001-of-00001.safetensors"), Map.of("b", torch.ones(1)));
        assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContainingAll("index.json",
                "model-00001-of-00001.safetensors holds tensor a",
                "it does not");
        Files.writeString(index, "{\"weight_map\":{\"a\":\"../x.safetensors\"}}");
        assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContainingAll("index.json", "tensor a", "../x.safetensors");
        Files.writeString(index, "{\"weight_map\":");
        assertThatThrownBy(() -> Safetensors.open(folder)).isInstanceOf(IOException.class).hasMessageContainingAll("index.json", "no JSON");
        Files.writeString(index, "{}");
        assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContainingAll("index.json", "no weight_map");
    }

    @Test
    void refusesTwoFilesWithTheSameTensor() throws IOException {
        Safetensors.write(folder.resolve("1.safetensors"), Map.of("a", torch.ones(1), "b", torch.ones(1)));
        Safetensors.write(folder.resolve("2.safetensors"), Map.of("b", torch.ones(1), "c", torch.ones(1)));
        Files.writeString(folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\":{\"a\":\"1.safetensors\",\"b\":\"1.safetensors\",\"c\":\"2.safetensors\"}}");
        assertThatThrownBy(() -> Safetensors.open(folder)).hasMessageContainingAll("tensor b stands in", "1.safetensors", "too");
    }

    private void openBytes(String header, int data) throws IOException {
        var text = header.getBytes(StandardCharsets.UTF_8);
        var file = folder.resolve("broken.safetensors");
        Files.write(file,
                ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text).array());
        Safetensors.open(file).close();
    }

    private static String entry(String dtype, String shape, String offsets) {
        return "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}".formatted(dtype, shape, offsets);
    }

    private static float[] read(Safetensors file, String name, long... shape) throws IOException {
        var target = torch.zeros(shape);
        file.copyTo(name, target);
        var floats = new float[(int) target.numel()];
        if (floats.length > 0) target.data_ptr_float().get(floats);
        return floats;
    }

    private static Path golden(String name) {
        try {
            return Path.of(Objects.requireNonNull(SafetensorsTest.class.getResource("safetensors/" + name)).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
