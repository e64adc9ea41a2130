package dev.retool4j.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds the Python that runs snippets, or makes one: 3.9 or newer, with numpy and sympy. Never silently another than asked for.
///
/// Tried in this order: the one that was set ([#PYTHON_VARIABLE] or the configured path, and then no other); a `python3` on the `PATH` that has
/// the modules; the private environment made by an earlier call; a private environment made now, by `python3 -m venv` and `pip install` with the
/// user's own pip configuration; Debian's own packages where the user is root.
///
/// The private environment lies in `$RETOOL_HOME/python`, else `$XDG_CACHE_HOME/retool4j/python`, else `~/.cache/retool4j/python`. Several
/// processes may ask at once: one makes it, the others wait.
public final class PythonEnvironment {
    /// Environment variable that names the Python to use.
    public static final String PYTHON_VARIABLE = "RETOOL_PYTHON";
    /// Environment variable that names a folder of wheels for pip.
    public static final String WHEELS_VARIABLE = "RETOOL_WHEELS";
    /// What snippets count on.
    public static final List<String> MODULES = List.of("numpy", "sympy");

    private final Map<String, String> environment;
    private final Consumer<String> progress;
    private final List<String> tried = new ArrayList<>();

    PythonEnvironment(Map<String, String> environment, Consumer<String> progress) {
        this.environment = environment;
        this.progress = progress;
    }

    /// The Python to use, made if need be; takes up to minutes the first time.
    ///
    /// @param configured path of a Python that the user named, or null
    /// @param progress   is told what happens, a line at a time, when something must be made
    /// @return the path of the executable
    /// @throws InterpreterException when there is none: says what was tried and the command that helps
    public static Path find(@Nullable Path configured, Consumer<String> progress) {
        return new PythonEnvironment(System.getenv(), progress).find(configured);
    }

    /// Our cache folder, which need not exist.
    public static Path cacheFolder() {
        return cacheFolder(System.getenv());
    }

    static Path cacheFolder(Map<String, String> environment) {
        var home = environment.get("RETOOL_HOME");
        if (home != null && !home.isBlank()) return Path.of(home);
        var cache = environment.get("XDG_CACHE_HOME");
        if (cache != null && !cache.isBlank()) return Path.of(cache, "retool4j");
        return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".cache", "retool4j");
    }

    Path find(@Nullable Path configured) {
        var named = configured != null ? configured.toString() : environment.getOrDefault(PYTHON_VARIABLE, "");
        if (!named.isBlank()) return named(named);
        for (var python : onPath()) {
            if (usable(python)) return python;
        }
        var folder = cacheFolder(environment).resolve("python");
        var made = folder.resolve("bin/python3");
        if (Files.isExecutable(made) && usable(made)) return made;
        return make(folder);
    }

    private Path named(String name) {
        var probe = PythonProbe.of(name, MODULES);
        var problem = probe.problem();
        if (problem == null) return Path.of(probe.executable());
        throw new InterpreterException("the Python that was set for the sandbox, " + name + ", " + problem + "; install them with: " + name
                + " -m pip install " + String.join(" ", MODULES) + "  (or unset " + PYTHON_VARIABLE + ")");
    }

    /// Executables called python3 on the `PATH`, in its order.
    private List<Path> onPath() {
        var found = new ArrayList<Path>();
        for (var folder : environment.getOrDefault("PATH", "").split(":")) {
            if (folder.isEmpty()) continue;
            var python = Path.of(folder, "python3");
            if (Files.isExecutable(python)) found.add(python);
        }
        return found;
    }

    private boolean usable(Path python) {
        return usable(python, PythonProbe.of(python.toString(), MODULES));
    }

    private boolean usable(Path python, PythonProbe probe) {
        var problem = probe.problem();
        if (problem != null) tried.add(python + " " + problem);
        return problem == null;
    }

    private boolean works(Path python) {
        return usable(python, PythonProbe.importing(python.toString(), MODULES));
    }

    private Path make(Path folder) {
        try {
            Files.createDirectories(folder.getParent());
            try (var lockFile = FileChannel.open(folder.resolveSibling("python.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var unusedLock = lockFile.lock()) {
                var made = folder.resolve("bin/python3");
                if (Files.isExecutable(made) && usable(made)) return made; // another process was first
                for (var python : onPath()) {
                    if (!PythonProbe.of(python.toString(), List.of()).recent()) continue;
                    if (makeFrom(python, folder)) return made;
                }
                var debian = fromDebian();
                if (debian != null) return debian;
            }
        } catch (IOException e) {
            tried.add("making " + folder + ": " + e);
        }
        throw new InterpreterException("found no Python 3.9 or newer with " + String.join(" and ", MODULES) + " and could not make one:\n  "
                + String.join("\n  ", tried) + "\nwhat helps: python3 -m venv " + folder + " && " + folder + "/bin/pip install "
                + String.join(" ", MODULES)
                + "\n(or set " + PYTHON_VARIABLE + " to a Python that has them, or " + WHEELS_VARIABLE + " to a folder with their wheels)");
    }

    /// Makes the environment in its final place, since its own path is written into it; what does not work in the end is taken away again.
    /// Others see it as unusable, and wait for the lock, until all of it is there.
    private boolean makeFrom(Path python, Path folder) throws IOException {
        var old = folder.resolveSibling("python.broken");
        if (Files.exists(folder)) move(folder, old);
        progress.accept("making a private Python environment in " + folder + " (once)");
        var ready = run("python3 -m venv", List.of(python.toString(), "-m", "venv", folder.toString())) && install(folder)
                && works(folder.resolve("bin/python3"));
        if (!ready) delete(folder);
        delete(old);
        return ready;
    }

    private boolean install(Path folder) {
        var pip = new ArrayList<>(List.of(folder.resolve("bin/python3").toString(), "-m", "pip", "install", "--disable-pip-version-check"));
        var wheels = environment.get(WHEELS_VARIABLE);
        if (wheels != null && !wheels.isBlank()) pip.addAll(List.of("--find-links", wheels));
        pip.addAll(MODULES);
        progress.accept("installing " + String.join(" and ", MODULES) + " with pip");
        return run("pip install", pip);
    }

    private @Nullable Path fromDebian() {
        if (!"root".equals(System.getProperty("user.name")) || !Files.isExecutable(Path.of("/usr/bin/apt-get"))) return null;
        progress.accept("installing python3-numpy and python3-sympy with apt-get");
        var python = Path.of("/usr/bin/python3");
        var done = run("apt-get install",
                List.of("/usr/bin/apt-get", "install", "-y", "--no-install-recommends", "python3", "python3-numpy",
                        "python3-sympy"));
        return done && works(python) ? python : null;
    }

    private boolean run(String name, List<String> command) {
        try {
            var outcome = PythonProbe.execute(command, 900);
            if (outcome.exitCode() == 0) return true;
            tried.add(name + " ended with exit code " + outcome.exitCode() + ": " + lastLines(outcome.output()));
        } catch (IOException e) {
            tried.add(name + ": " + e.getMessage());
        }
        progress.accept("failed: " + tried.getLast());
        return false;
    }

    private static String lastLines(String text) {
        var lines = text.strip().lines().toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    private static void move(Path from, Path to) throws IOException {
        delete(to);
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            delete(from);
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList())
                Files.delete(path);
        }
    }
}
