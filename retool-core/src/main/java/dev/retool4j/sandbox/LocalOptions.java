package dev.retool4j.sandbox;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the local pool works.
///
/// @param python          the Python to use; null: [PythonEnvironment] finds or makes it
/// @param workers         worker processes, 1 to 256; each forks one snippet at a time from the other's point of view, so more than the
///                        cores gain nothing
/// @param slots           snippets that run at once in each worker, 1 to 256
/// @param backlog         snippets that may wait; [Interpreter#submit] blocks beyond it
/// @param isolation       tier of isolation
/// @param preload         modules that every snippet finds loaded; a missing one is an error
/// @param learn           run typical calls of numpy and sympy at the start: what they import lazily and remember is there for all snippets, and sympy-heavy ones take a third of the time
/// @param multiprocess    whether snippets may start processes; only where the tier counts them
/// @param printLast       print the value of a snippet's final expression, as an interactive session does
/// @param seed            where snippets' random numbers come from: mixed with the source, so that one snippet always draws the same numbers;
///                        null: fresh numbers each time
/// @param hideAddresses   write object addresses in the output as `0x0`, since they differ from run to run
/// @param keepKb          KiB of stdout and of stderr that a result keeps, its beginning and its end
/// @param wallFactor      a snippet that was starved of CPU by other load may take up to this many times its wall limit; 1: plain wall time
/// @param temporaryFolder where the tiers without namespaces put the snippets' folders; null: the system's
public record LocalOptions(@Nullable Path python, int workers, int slots, int backlog, Isolation isolation, List<String> preload,
        boolean learn,
        boolean multiprocess, boolean printLast, @Nullable Long seed, boolean hideAddresses, int keepKb, double wallFactor,
        @Nullable Path temporaryFolder) {

    /// Two workers with two slots each on a small machine, a worker per four cores on a large one; seed 0; the strongest isolation there is.
    public static final LocalOptions DEFAULT = new LocalOptions(null, Math.max(2, Runtime.getRuntime().availableProcessors() / 4),
            Math.max(2, 2 * Runtime.getRuntime().availableProcessors() / Math.max(2, Runtime.getRuntime().availableProcessors() / 4)),
            10_000,
            Isolation.AUTO, PythonEnvironment.MODULES, true, false, false, 0L, true, 256, 3.0, null);

    public LocalOptions {
        preload = List.copyOf(preload);
        check("workers", workers, 1, 256);
        check("slots", slots, 1, 256);
        check("backlog", backlog, 1, 10_000_000);
        check("keepKb", keepKb, 1, 1 << 20);
        if (!(wallFactor >= 1 && wallFactor <= 100)) {
            throw new IllegalArgumentException("sandbox wallFactor must be from 1 to 100, got " + wallFactor);
        }
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("sandbox " + name + " must be from " + least + " to " + most + ", got " + value);
        }
    }

    public LocalOptions withPython(@Nullable Path value) {
        return new LocalOptions(value, workers, slots, backlog, isolation, preload, learn, multiprocess, printLast, seed, hideAddresses,
                keepKb,
                wallFactor, temporaryFolder);
    }

    public LocalOptions withWorkers(int workers, int slots) {
        return new LocalOptions(python, workers, slots, backlog, isolation, preload, learn, multiprocess, printLast, seed, hideAddresses,
                keepKb,
                wallFactor, temporaryFolder);
    }

    public LocalOptions withBacklog(int value) {
        return new LocalOptions(python, workers, slots, value, isolation, preload, learn, multiprocess, printLast, seed, hideAddresses,
                keepKb,
                wallFactor, temporaryFolder);
    }

    public LocalOptions withIsolation(Isolation value) {
        return new LocalOptions(python, workers, slots, backlog, value, preload, learn, multiprocess, printLast, seed, hideAddresses,
                keepKb,
                wallFactor, temporaryFolder);
    }

    public LocalOptions withPreload(List<String> value, boolean learn) {
        return new LocalOptions(python, workers, slots, backlog, isolation, value, learn, multiprocess, printLast, seed, hideAddresses,
                keepKb,
                wallFactor, temporaryFolder);
    }

    public LocalOptions withMultiprocess(boolean value) {
        return new LocalOptions(python, workers, slots, backlog, isolation, preload, learn, value, printLast, seed, hideAddresses, keepKb,
                wallFactor, temporaryFolder);
    }

    public LocalOptions withPrintLast(boolean value) {
        return new LocalOptions(python, workers, slots, backlog, isolation, preload, learn, multiprocess, value, seed, hideAddresses,
                keepKb,
                wallFactor, temporaryFolder);
    }

    public LocalOptions withSeed(@Nullable Long value) {
        return new LocalOptions(python, workers, slots, backlog, isolation, preload, learn, multiprocess, printLast, value, hideAddresses,
                keepKb,
                wallFactor, temporaryFolder);
    }

    public LocalOptions withKeepKb(int value) {
        return new LocalOptions(python, workers, slots, backlog, isolation, preload, learn, multiprocess, printLast, seed, hideAddresses,
                value,
                wallFactor, temporaryFolder);
    }

    public LocalOptions withWallFactor(double value) {
        return new LocalOptions(python, workers, slots, backlog, isolation, preload, learn, multiprocess, printLast, seed, hideAddresses,
                keepKb, value,
                temporaryFolder);
    }

    public LocalOptions withTemporaryFolder(@Nullable Path value) {
        return new LocalOptions(python, workers, slots, backlog, isolation, preload, learn, multiprocess, printLast, seed, hideAddresses,
                keepKb, wallFactor, value);
    }
}
