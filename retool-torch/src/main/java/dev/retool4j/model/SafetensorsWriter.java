package dev.retool4j.model;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Writes safetensors files. Tensors are brought to the processor and converted piece by piece, so that no second copy of them is needed.
final class SafetensorsWriter {
    private static final long ELEMENTS_AT_ONCE = 4L << 20;

    private final @Nullable SafetensorsType type;

    /// @param type what all tensors are converted to; null: each is written as it is
    SafetensorsWriter(@Nullable SafetensorsType type) {
        this.type = type;
    }

    /// What a tensor takes in a file.
    long bytes(Tensor tensor) {
        return tensor.numel() * type(tensor).bytes();
    }

    /// The file's content; views are written as contiguous.
    ///
    /// @throws IllegalArgumentException if a tensor's element type cannot be written
    AtomicFile.Content content(Map<String, Tensor> tensors) {
        var header = new LinkedHashMap<String, Object>();
        header.put("__metadata__", Map.of("format", "pt"));
        long offset = 0;
        for (var tensor : tensors.entrySet()) {
            var description = new LinkedHashMap<String, Object>();
            description.put("dtype", type(tensor.getValue()).name());
            description.put("shape", tensor.getValue().shape());
            description.put("data_offsets", new long[]{offset, offset += bytes(tensor.getValue())});
            header.put(tensor.getKey(), description);
        }
        var json = JsonMapper.shared().writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        var padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return channel -> {
            AtomicFile.writeFully(channel, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, padded.length));
            AtomicFile.writeFully(channel, ByteBuffer.wrap(padded));
            for (var tensor : tensors.entrySet())
                writeData(channel, tensor.getKey(), tensor.getValue());
        };
    }

    void write(Path file, Map<String, Tensor> tensors) throws IOException {
        AtomicFile.write(file, content(tensors));
    }

    private SafetensorsType type(Tensor tensor) {
        return type != null ? type : SafetensorsType.of(tensor);
    }

    private void writeData(FileChannel channel, String name, Tensor tensor) throws IOException {
        try (var scope = new PointerScope()) {
            var flat = tensor.detach().reshape(-1); // a view where it is contiguous
            for (long at = 0; at < flat.numel(); at += ELEMENTS_AT_ONCE) {
                try (var piece = new PointerScope()) {
                    write(channel, name, flat.narrow(0, at, Math.min(ELEMENTS_AT_ONCE, flat.numel() - at)));
                }
            }
        }
    }

    private void write(FileChannel channel, String name, Tensor piece) throws IOException {
        var host = piece.cpu();
        var data = host.to(type(host).scalar());
        if (type == SafetensorsType.F16 && torch.isfinite(host).ne(torch.isfinite(data)).any().item_bool())
            throw new IOException("a weight of " + name + " is beyond fp16's 65504: save in bf16 or fp32");
        AtomicFile.writeFully(channel, MemorySegment.ofAddress(data.data_ptr().address()).reinterpret(data.nbytes()).asByteBuffer());
    }
}
