package dev.retool4j.cli;

import dev.retool4j.model.NativeSetup;
import dev.retool4j.sandbox.InterpreterException;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import dev.retool4j.sandbox.Limits;
import dev.retool4j.sandbox.PythonEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Looks at what retool needs, one [Check] for each.
final class Doctor {
    private static final long GIB = 1L << 30;
    private static final String PYTHON_FIX = "python3 -m pip install numpy sympy, or set RETOOL_PYTHON to a Python that has them";

    private final Machine machine;
    private final Path cache;

    Doctor(Machine machine, Path cache) {
        this.machine = machine;
        this.cache = cache;
    }

    Check java(Runtime.Version version, long heap) {
        var found = "Java %d (%s), heap up to %s".formatted(version.feature(), version, gib(heap));
        if (version.feature() < 25) return Check.bad("Java", found, "install JDK 25 or newer, and set RETOOL_JAVA_HOME to it");
        return heap < GIB ? Check.note("Java", found, "RETOOL_JAVA_OPTS=-Xmx2g gives more") : Check.good("Java", found);
    }

    Check processor(int cores) {
        var sets = machine.instructionSets();
        var found = "%s, %d core%s%s".formatted(machine.processor(), cores, cores == 1 ? "" : "s",
                sets.isEmpty() ? "" : ", " + String.join(", ", sets));
        return sets.isEmpty()
                ? Check.note("Processor", found, "without AVX2 training is several times slower; another machine helps")
                : Check.good("Processor", found);
    }

    Check memory() {
        var available = machine.availableMemory();
        if (available.isEmpty()) return Check.note("Memory", "unknown", "the demo needs 4 GiB");
        var found = gib(available.getAsLong()) + " available";
        return available.getAsLong() < 4 * GIB
                ? Check.bad("Memory", found, "the demo needs 4 GiB: end other programs")
                : Check.good("Memory", found);
    }

    /// Room for checkpoints and traces, and for the native libraries that are unpacked once.
    Check disk(String name, Path folder, long needed) {
        try {
            var existing = folder.toAbsolutePath();
            while (!Files.exists(existing) && existing.getParent() != null)
                existing = existing.getParent();
            var found = "%s free in %s".formatted(gib(Files.getFileStore(existing).getUsableSpace()), folder);
            if (!Files.isWritable(existing)) return Check.bad(name, folder + " cannot be written", "check the owner of " + existing);
            return Files.getFileStore(existing).getUsableSpace() < needed
                    ? Check.bad(name, found, "make room: at least " + gib(needed))
                    : Check.good(name, found);
        } catch (IOException e) {
            return Check.bad(name, folder + ": " + e.getMessage(), "check that it is a readable folder");
        }
    }

    /// Processes that share memory (workers, ranks) do it here.
    Check sharedMemory() {
        var folder = machine.root().resolve("dev/shm");
        if (!Files.isDirectory(folder)) return Check.bad("/dev/shm", "missing", "mount -t tmpfs tmpfs /dev/shm");
        return disk("/dev/shm", folder, 64L << 20);
    }

    Check python(Consumer<String> progress) {
        try {
            return Check.good("Python",
                    PythonEnvironment.find(null, progress) + ", with " + String.join(" and ", PythonEnvironment.MODULES));
        } catch (InterpreterException e) {
            return Check.bad("Python", firstLine(e), PYTHON_FIX);
        }
    }

    /// Starts the sandbox and runs a program in it.
    Check sandbox(Consumer<String> progress) {
        try (var interpreter = LocalInterpreter.start(LocalOptions.DEFAULT.withWorkers(1, 1), progress)) {
            var result = interpreter.run("import numpy, sympy\nprint(sympy.Integer(6) * int(numpy.int64(7)))", Limits.DEFAULT);
            if (!result.stdout().strip().equals("42"))
                return Check.bad("Sandbox", "a first program ended as " + result.status() + ": " + result.stderr().strip(), PYTHON_FIX);
            var found = "isolation: %s, a program in %.0f ms, %s".formatted(interpreter.isolation(), 1000 * result.wallSeconds(),
                    interpreter.versions());
            return interpreter.isolation().startsWith("namespaces")
                    ? Check.good("Sandbox", found)
                    : Check.note("Sandbox", found,
                            "the strongest tier needs user namespaces (sysctl user.max_user_namespaces, or a privileged container)");
        } catch (InterpreterException e) {
            return Check.bad("Sandbox", firstLine(e), "see the Python check above; retool sandbox run --debug - shows more");
        }
    }

    Check libtorch() {
        try {
            return Check.good("libtorch", NativeSetup.initialize(0).toString());
        } catch (LinkageError | RuntimeException e) {
            return Check.bad("libtorch", "does not load: " + firstLine(e),
                    "delete " + cache.resolve("javacpp")
                            + " and try again; libtorch is packaged for Linux on x86_64 with glibc 2.28 or newer");
        }
    }

    /// @param gpuBuild whether this build of libtorch has its CUDA part
    /// @param gpus     how many GPUs libtorch sees
    Check gpu(boolean gpuBuild, int gpus) {
        boolean driver = Files.exists(machine.root().resolve("proc/driver/nvidia/version"));
        if (gpus > 0) return Check.good("GPU", gpus + (gpus == 1 ? " GPU" : " GPUs") + ", used with device=cuda");
        if (gpuBuild)
            return Check.bad("GPU", "libtorch was built for CUDA but sees no GPU",
                    driver
                            ? "look at nvidia-smi and CUDA_VISIBLE_DEVICES"
                            : "there is no NVIDIA driver: install it, or build without RETOOL_GPU");
        if (!driver) return Check.note("GPU", "none, the CPU is used", null);
        return Check.note("GPU", "an NVIDIA driver is there, this build of libtorch uses the CPU",
                "RETOOL_GPU=1 ./retool doctor builds for CUDA, then device=cuda uses it (docs/models.md)");
    }

    private static String firstLine(Throwable error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse(error.getClass().getSimpleName());
    }

    static String gib(long bytes) {
        return bytes < GIB ? bytes / (1 << 20) + " MiB" : "%.1f GiB".formatted(bytes / (double) GIB);
    }
}
