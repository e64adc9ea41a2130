package dev.retool4j.web.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// Keeps what was made of a file for as long as the file stays as it is: the few most recently used. Safe for use by many threads.
final class Cache {
    private static final int LARGEST = 48;

    private record Kept(List<Object> stamp, Object value) {}

    private final Map<Object, Kept> kept = new LinkedHashMap<>(LARGEST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Kept> eldest) {
            return size() > LARGEST;
        }
    };

    /// @param key  says what is made; equal keys make the same of the same file
    /// @param make not called where the file is as it was
    <T> T get(Object key, Path file, Class<T> type, Supplier<T> make) {
        var stamp = stamp(file);
        var full = List.of(key, file);
        synchronized (kept) {
            var found = kept.get(full);
            if (found != null && found.stamp.equals(stamp)) return Objects.requireNonNull(type.cast(found.value));
        }
        var made = make.get();
        synchronized (kept) {
            kept.put(full, new Kept(stamp, made));
        }
        return made;
    }

    private static List<Object> stamp(Path file) {
        try {
            return Files.exists(file) ? List.of(Files.size(file), Files.getLastModifiedTime(file)) : List.of();
        } catch (IOException e) {
            return List.of(); // deleted between the two calls
        }
    }
}
