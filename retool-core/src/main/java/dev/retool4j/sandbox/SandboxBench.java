package dev.retool4j.sandbox;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Measures executions per second and latency, in one run: a cold `python3`, a cold one that imports sympy and numpy, a bare fork of the same
/// warm process, each tier of ours that this machine allows, and HTTP servers.
public final class SandboxBench {
    private static final String PRINT = "print(1 + 1)";
    private static final String IMPORT = "import sympy, numpy\nprint(1 + 1)";
    private static final String SOLVE = "import sympy as sp\ny = sp.symbols('y')\nprint(sp.solve(3*y**2 - 10*y + 8, y))"; // not among the learned
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(120), 1024, 256, 32);
    private static final int MOST_COLD = 32; // interpreters at once, each of which holds 60 MiB
    private static final int WARM_UP = 20;

    private final LocalOptions options;
    private final BenchOptions bench;
    private final Consumer<BenchReport.Row> finished;
    private final Consumer<String> progress;
    private final String python;
    private final List<Interpreter> open = new ArrayList<>();
    private final List<String> tiers = new ArrayList<>();

    private SandboxBench(LocalOptions options, BenchOptions bench, Consumer<BenchReport.Row> finished, Consumer<String> progress) {
        this.bench = bench;
        this.finished = finished;
        this.progress = progress;
        // the interpreter itself and not a script that looks for it, which a cold start would pay for
        python = PythonProbe.of(PythonEnvironment.find(options.python(), progress).toString(), List.of()).executable();
        this.options = options.withPython(java.nio.file.Path.of(python));
    }

    /// Measures each way with each number of callers.
    ///
    /// @param options  of the pools; all tiers are measured unless it names one
    /// @param finished is told each row as it comes
    /// @param progress is told what is being measured
    /// @throws InterpreterException where the sandbox does not start, or a way fails
    public static BenchReport run(LocalOptions options, BenchOptions bench, Consumer<BenchReport.Row> finished, Consumer<String> progress) {
        return new SandboxBench(options, bench, finished, progress).run();
    }

    private BenchReport run() {
        var rows = new ArrayList<BenchReport.Row>();
        try {
            var cold = cold();
            var warm = warm();
            var heavy = heavy();
            for (var callers : bench.callers()) {
                for (var way : cold)
                    rows.addAll(measure(List.of(way), callers, 1)); // alone: 32 interpreters leave nothing for others
                rows.addAll(measure(warm, callers, bench.rounds()));
                if (callers.equals(bench.callers().getFirst())) rows.addAll(measure(heavy, callers, bench.rounds()));
            }
        } finally {
            open.forEach(Interpreter::close);
        }
        return BenchReport.of(rows, tiers);
    }

    private List<BenchWay> cold() {
        var room = new Semaphore(MOST_COLD, true);
        var ways = new ArrayList<BenchWay>();
        if (onPath("python3")) ways.add(new BenchWay(BenchReport.COLD, room, BenchWay.cold("python3", PRINT, "2\n")));
        ways.add(new BenchWay(BenchReport.COLD_OWN, room, BenchWay.cold(python, PRINT, "2\n")));
        if (hasSympy()) ways.add(new BenchWay(BenchReport.COLD_SYMPY, room, BenchWay.cold(python, IMPORT, "2\n")));
        return ways;
    }

    private static boolean onPath(String program) {
        return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private boolean hasSympy() {
        return options.preload().containsAll(PythonEnvironment.MODULES);
    }

    /// The program of a warm worker: what it imports is there already.
    private String program() {
        return hasSympy() ? IMPORT : PRINT;
    }

    private List<BenchWay> warm() {
        var ways = new ArrayList<BenchWay>();
        ways.add(pool(BenchReport.BARE, LocalInterpreter.bare(options, python)));
        var wanted = options.isolation() == Isolation.AUTO
                ? List.of(Isolation.NAMESPACES, Isolation.LANDLOCK, Isolation.NONE)
                : List.of(options.isolation());
        for (var tier : wanted) {
            var refusal = LocalInterpreter.refusal(options, tier);
            if (refusal != null) {
                progress.accept(tier.tier() + " is not possible here: " + refusal);
                continue;
            }
            var name = "isolation " + tier.tier();
            tiers.add(name);
            ways.add(pool(name, LocalInterpreter.start(options.withIsolation(tier), progress)));
        }
        if (tiers.isEmpty()) throw new InterpreterException("this machine allows no tier of isolation; retool sandbox check says why");
        for (var server : bench.servers()) {
            var most = bench.callers().stream().mapToInt(Integer::intValue).max().orElse(1);
            var remote = new RemoteInterpreter(new RemoteOptions(List.of(server), bench.token(), most, 1, Duration.ofSeconds(120)));
            open.add(remote);
            ways.add(new BenchWay(server.toString(), null, BenchWay.remote(remote, IMPORT, LIMITS, "2\n")));
        }
        return ways;
    }

    private BenchWay pool(String name, LocalInterpreter pool) {
        open.add(pool);
        for (int i = 0; i < WARM_UP; i++)
            pool.run(program(), LIMITS);
        return new BenchWay(name, null, BenchWay.pool(pool, program(), LIMITS, "2\n"));
    }

    /// The strongest tier on a program that uses much of sympy, with and without learning.
    private List<BenchWay> heavy() {
        if (!hasSympy()) return List.of();
        var ways = new ArrayList<BenchWay>();
        var tier = Isolation.valueOf(tiers.getFirst().substring("isolation ".length()).toUpperCase(Locale.ROOT));
        for (var learned : List.of(true, false)) {
            var pool = LocalInterpreter.start(options.withIsolation(tier).withPreload(options.preload(), learned), progress);
            open.add(pool);
            pool.run(SOLVE, LIMITS);
            ways.add(new BenchWay(learned ? BenchReport.LEARNED : BenchReport.NOT_LEARNED, null,
                    BenchWay.pool(pool, SOLVE, LIMITS, "[4/3, 2]\n")));
        }
        return ways;
    }

    private List<BenchReport.Row> measure(List<BenchWay> ways, int callers, int rounds) {
        for (int round = 1; round <= rounds; round++) {
            for (var way : ways) {
                progress.accept("%s, %d caller%s, round %d of %d".formatted(way.name(), callers, callers == 1 ? "" : "s", round, rounds));
                way.slice(callers, bench.seconds() / rounds);
            }
        }
        return ways.stream().map(way -> way.row(callers)).peek(finished).toList();
    }
}
