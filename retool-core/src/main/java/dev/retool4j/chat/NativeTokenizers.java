package dev.retool4j.chat;

import java.nio.file.Path;

/// Settings that the native tokenizers library must find before it is first used.
final class NativeTokenizers {
    private NativeTokenizers() {}

    /// Uses the CPU build in the jar (on machines with a GPU the library would else download one), unpacked under our own cache folder.
    /// Settings that the user made stay.
    static synchronized void prepare() {
        setUnlessSet("RUST_FLAVOR", "cpu");
        setUnlessSet("DJL_CACHE_DIR", cacheFolder().resolve("djl").toString());
        setUnlessSet("OPT_OUT_TRACKING", "true");
        setUnlessSet("ai.djl.offline", "true");
    }

    private static void setUnlessSet(String name, String value) {
        if (System.getenv(name) == null && System.getProperty(name) == null) System.setProperty(name, value);
    }

    /// `$RETOOL_HOME`, else `$XDG_CACHE_HOME/retool4j`, else `~/.cache/retool4j`.
    private static Path cacheFolder() {
        var own = System.getenv("RETOOL_HOME");
        if (own != null && !own.isBlank()) return Path.of(own);
        var xdg = System.getenv("XDG_CACHE_HOME");
        if (xdg != null && !xdg.isBlank()) return Path.of(xdg, "retool4j");
        return Path.of(System.getProperty("user.home"), ".cache", "retool4j");
    }
}
