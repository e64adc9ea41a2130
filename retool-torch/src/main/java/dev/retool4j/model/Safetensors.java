package dev.retool4j.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Tensors in safetensors files: eight bytes with the header's length, a JSON header, raw little-endian data.
///
/// Reading maps the files into memory; a tensor is copied straight from there to where it is wanted, its element type converted on the
/// way. What has been copied is given back to the system piece by piece, so that a model that is read is never in memory twice.
public final class Safetensors implements AutoCloseable {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int SHOWN = 8;
    private static final long COPIED_AT_ONCE = 16L << 20;
    private static final long PAGE = 64 << 10; // a multiple of every system's page

    private record Place(String file, MemorySegment mapped, long dataBegin, SafetensorsHeader.Entry entry) {
        /// Offset in the file.
        long begin() {
            return dataBegin + entry.begin();
        }
    }

    /// A pointer to memory that somebody else owns.
    private static final class Borrowed extends Pointer {
        Borrowed(MemorySegment segment) {
            this.address = segment.address();
        }
    }

    private final Path path;
    private final Arena arena = Arena.ofShared();
    private final Map<String, Place> places = new LinkedHashMap<>();

    private Safetensors(Path path) {
        this.path = path;
    }

    /// Opens a file, or a model folder with one file or with an index of several; the one file counts where both stand, as it does for
    /// Hugging Face transformers.
    ///
    /// @throws IOException if a file is missing, truncated or damaged; the message names it and the tensor, and says what to do
    public static Safetensors open(Path path) throws IOException {
        var tensors = new Safetensors(path);
        try {
            tensors.open();
            return tensors;
        } catch (IOException | RuntimeException e) {
            tensors.close();
            throw e;
        }
    }

    private void open() throws IOException {
        var index = path.resolve(INDEX);
        if (!Files.isDirectory(path)) {
            map(path);
        } else if (Files.exists(path.resolve(SINGLE)) || !Files.exists(index)) {
            map(path.resolve(SINGLE));
        } else {
            var fileOf = SafetensorsHeader.parseIndex(index.toString(), Files.readString(index));
            for (var file : new TreeSet<>(fileOf.values()))
                map(path.resolve(file));
            for (var name : fileOf.keySet()) {
                if (!places.containsKey(name))
                    throw new IOException(
                            "%s: it says that %s holds tensor %s, but it does not. Copy the model folder again".formatted(index,
                                    fileOf.get(name), name));
            }
        }
    }

    private void map(Path file) throws IOException {
        if (!Files.isRegularFile(file))
            throw new IOException(
                    file + ": no such file. A checkpoint keeps its weights in " + SINGLE + " or in the files that " + INDEX + " lists"
                            + others(file));
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < 8)
                throw new IOException(file + ": it has only " + size + " bytes; it is truncated or no safetensors file. Copy it again");
            var segment = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
            long length = segment.get(LENGTH, 0);
            SafetensorsHeader.checkLength(file.toString(), size, length);
            var header = SafetensorsHeader.parse(file.toString(), segment.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE),
                    size - 8 - length);
            for (var tensor : header.entrySet()) {
                var earlier = places.put(tensor.getKey(), new Place(file.toString(), segment, 8 + length, tensor.getValue()));
                if (earlier != null)
                    throw new IOException("%s: tensor %s stands in %s, too. Are these files of one model?".formatted(file, tensor.getKey(),
                            earlier.file));
            }
        }
    }

    /// What stands in the folder in place of a file that is missing: weights in another form, perhaps.
    private static String others(Path missing) throws IOException {
        var folder = missing.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) return "";
        try (var files = Files.list(folder)) {
            var names = files.map(file -> file.getFileName().toString()).sorted().limit(SHOWN).toList();
            return names.isEmpty() ? "; the folder is empty" : "; the folder holds " + String.join(", ", names);
        }
    }

    /// Names of all tensors, in the order of the files.
    public List<String> names() {
        return List.copyOf(places.keySet());
    }

    /// Whether a tensor can be copied into another.
    ///
    /// @throws IOException if there is no such tensor, or its shape is another
    public void check(String name, Tensor target) throws IOException {
        var place = places.get(name);
        if (place == null)
            throw new IOException("%s: tensor %s is missing; it holds %d tensors, such as %s. Is it a checkpoint of this architecture?"
                    .formatted(path, name,
                            places.size(), places.keySet().stream().limit(3).toList()));
        var entry = place.entry;
        if (!Arrays.equals(entry.sizes(), target.shape()))
            throw new IOException("%s: tensor %s has shape %s, expected %s. Does it belong to this config.json?".formatted(place.file, name,
                    entry.shape(), Arrays.toString(target.shape())));
        SafetensorsType.of(place.file, name, entry.dtype()); // complains
    }

    /// Copies a tensor into another of the same shape, converting its element type.
    ///
    /// @throws IOException if there is no such tensor, or its shape is another
    public void copyTo(String name, Tensor target) throws IOException {
        check(name, target);
        var place = java.util.Objects.requireNonNull(places.get(name));
        var entry = place.entry;
        var type = SafetensorsType.of(place.file, name, entry.dtype());
        var sizes = entry.sizes();
        long bytes = entry.end() - entry.begin();
        if (bytes == 0) return;
        if (sizes.length == 0) {
            copy(place, place.begin(), bytes, sizes, type, target);
            return;
        }
        long rows = sizes[0], rowBytes = bytes / rows, atOnce = Math.clamp(COPIED_AT_ONCE / rowBytes, 1, rows);
        for (long row = 0; row < rows; row += atOnce) {
            sizes[0] = Math.min(atOnce, rows - row);
            try (var scope = new PointerScope()) {
                copy(place, place.begin() + row * rowBytes, sizes[0] * rowBytes, sizes, type, target.narrow(0, row, sizes[0]));
            }
        }
    }

    private static void copy(Place place, long begin, long bytes, long[] sizes, SafetensorsType type, Tensor target) {
        try (var scope = new PointerScope()) {
            var source = new Borrowed(place.mapped.asSlice(begin, bytes));
            target.copy_(torch.from_blob(source, sizes, new TensorOptions(type.scalar())));
        }
        long from = begin / PAGE * PAGE;
        CLibrary.dropMapped(place.mapped.asSlice(from, begin + bytes - from));
    }

    /// Unmaps the files.
    @Override
    public void close() {
        arena.close();
    }

    /// Writes tensors to a file, which appears whole or not at all. Views are written as contiguous.
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        new SafetensorsWriter(null).write(file, tensors);
    }
}
