package dev.retool4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Prepares the process for libtorch. Call [#initialize] before the first tensor: what it sets is read when the native libraries load.
///
/// It chooses MKL as BLAS (in one measurement a quarter faster than OpenBLAS), makes MKL and libtorch share one OpenMP runtime, keeps
/// freed blocks in the allocator instead of giving them back to the system after each step, and switches off JavaCPP's memory limit,
/// which would end a large run. Whatever the user has set already, by property or environment, stays.
public final class NativeSetup {
    private static final Logger LOG = LoggerFactory.getLogger(NativeSetup.class);
    private static final String BLAS_PROPERTY = "org.bytedeco.openblas.load";
    private static final int M_TRIM_THRESHOLD = -1;
    private static final int M_TOP_PAD = -2;
    private static final int M_MMAP_MAX = -4;
    private static final int M_MMAP_THRESHOLD = -3;
    private static final int TOP_PAD = 256 << 20;
    private static final int LARGE = 4 << 20;
    private static final int MANY = 1 << 16;

    private static @Nullable Boolean keepsFreedBlocks;

    private NativeSetup() {}

    /// What `doctor` prints.
    ///
    /// @param libtorch         release of libtorch and of its binding
    /// @param blas             the matrix library that is loaded
    /// @param threads          that one operation may use, on the calling thread
    /// @param cpuCapability    the instruction set that libtorch's kernels use, as it names it
    /// @param keepsFreedBlocks whether the C library's allocator keeps freed blocks
    public record Summary(String libtorch, String blas, int threads, String cpuCapability, boolean keepsFreedBlocks) {
        @Override
        public String toString() {
            return "libtorch %s, %s, %d thread%s, %s, freed memory %s".formatted(libtorch, blas, threads, threads == 1 ? "" : "s",
                    cpuCapability, keepsFreedBlocks ? "kept" : "returned");
        }
    }

    /// Loads libtorch at the first call; sets the number of threads of the calling thread's operations at every call.
    ///
    /// @param threads for one operation; 0 leaves the number as it is (`OMP_NUM_THREADS`, else all cores). New threads of the process
    ///                start with the number of the first call; a thread that wants another calls this again
    public static synchronized Summary initialize(int threads) {
        if (threads < 0) throw new IllegalArgumentException("threads is " + threads + "; it must be 0 (as it is) or more");
        if (keepsFreedBlocks == null) keepsFreedBlocks = prepareProcess(threads);
        if (threads > 0) torch.set_num_threads(threads);
        return summary(keepsFreedBlocks);
    }

    private static boolean prepareProcess(int threads) {
        setPropertyIfUnset(BLAS_PROPERTY, "mkl");
        setPropertyIfUnset("org.bytedeco.javacpp.maxbytes", "0");
        setPropertyIfUnset("org.bytedeco.javacpp.maxphysicalbytes", "0");
        if (System.getenv("MKL_THREADING_LAYER") == null) CLibrary.setEnvironment("MKL_THREADING_LAYER", "GNU");
        if (threads > 0) CLibrary.setEnvironment("OMP_NUM_THREADS", Integer.toString(threads));
        boolean kept = CLibrary.mallocOption(M_MMAP_MAX, 0) && CLibrary.mallocOption(M_TRIM_THRESHOLD, Integer.MAX_VALUE)
                && CLibrary.mallocOption(M_TOP_PAD, TOP_PAD);
        Loader.load(torch.class);
        if ("mkl".equals(System.getProperty(BLAS_PROPERTY)) && !"MKL".equals(blas())) {
            LOG.warn("MKL could not be loaded, {} stands in: training and decoding are slower. Are org.bytedeco:mkl and its redist on "
                    + "the class path?", blas());
        }
        return kept;
    }

    /// Lets the allocator give large freed blocks back to the system, for models whose activations are large: kept blocks do not fit the next
    /// aligned request of their own size, so that a step of such a model holds a quarter more than it uses. Costs a few percent of time.
    static synchronized void returnLargeBlocks() {
        CLibrary.mallocOption(M_MMAP_MAX, MANY);
        CLibrary.mallocOption(M_MMAP_THRESHOLD, LARGE);
    }

    private static void setPropertyIfUnset(String name, String value) {
        if (System.getProperty(name) == null) System.setProperty(name, value);
    }

    private static Summary summary(boolean kept) {
        return new Summary(version(), blas(), torch.get_num_threads(), torch.get_cpu_capability().getString(), kept);
    }

    private static String version() {
        try {
            var version = Loader.getVersion("org.bytedeco", "pytorch");
            return version == null ? "of unknown version" : version;
        } catch (IOException e) {
            return "of unknown version"; // the jar carries no Maven description
        }
    }

    /// From the libraries that the system has mapped into this process.
    private static String blas() {
        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            var libraries = maps.filter(line -> line.contains("libmkl_") || line.contains("openblas")).toList();
            if (libraries.stream().anyMatch(line -> line.contains("libmkl_"))) return "MKL";
            return libraries.isEmpty() ? "no BLAS" : "OpenBLAS";
        } catch (IOException e) {
            return "BLAS unknown"; // not Linux
        }
    }
}
