package dev.retool4j.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which weights a served model has, and whether others may take their place while it is served.
public final class ServedWeights {

    /// @param path    of the model folder that they came from
    /// @param version what tells them apart from others
    public record Current(String path, String version) {}

    /// Puts the weights of a folder in the place of those that the engine has. Called while nothing is generated.
    @FunctionalInterface
    public interface Loader {
        /// @return works out what tells the new weights apart from others
        /// @throws IOException if the folder holds none of the same shape; the engine then has what it had
        Supplier<String> load(Path folder) throws IOException;
    }

    private final @Nullable Path allowed;
    private final @Nullable Loader loader;
    private volatile Current current;

    private ServedWeights(Current current, @Nullable Path allowed, @Nullable Loader loader) {
        this.current = current;
        this.allowed = allowed;
        this.loader = loader;
    }

    /// Weights that stay.
    public static ServedWeights fixed(String path, String version) {
        return new ServedWeights(new Current(path, version), null, null);
    }

    /// Weights that clients may replace.
    ///
    /// @param allowed folder under which the others must stand
    public static ServedWeights replaceable(String path, String version, Path allowed, Loader loader) {
        return new ServedWeights(new Current(path, version), allowed, loader);
    }

    Current current() {
        return current;
    }

    boolean mayChange() {
        return loader != null;
    }

    /// Where a path that a client names leads to.
    ///
    /// @throws IOException if it leads out of the folder, or nowhere; which of both is not said
    Path checked(String named) throws IOException {
        if (allowed == null) throw new IllegalStateException("these weights stay");
        try {
            var real = Path.of(named).toRealPath();
            if (Files.isDirectory(real) && real.startsWith(allowed.toRealPath())) return real;
        } catch (IOException | java.nio.file.InvalidPathException e) {
            // the same answer as for a path outside
        }
        throw new IOException("there is no model folder '" + named + "' under the folder that this server takes weights from");
    }

    /// @param version what the client calls them; null: as they tell themselves apart
    void replace(Path folder, @Nullable String version) throws IOException {
        if (loader == null) throw new IllegalStateException("these weights stay");
        var loaded = loader.load(folder);
        current = new Current(folder.toString(), version == null ? loaded.get() : version);
    }
}
