package dev.retool4j.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Runs snippets that try to break out, to break down or to hang, and says what held on this machine.
public final class SandboxCheck {
    private SandboxCheck() {}

    /// What became of one case.
    ///
    /// @param name    the case
    /// @param group   its kind
    /// @param held    whether the sandbox answered as it should
    /// @param skipped whether it was not run: another architecture, or dangerous and without isolation
    /// @param problem what was wrong; empty where it held
    /// @param seconds wall-clock time of the snippet
    public record Finding(String name, String group, boolean held, boolean skipped, String problem, double seconds) {}

    /// What held on this machine.
    ///
    /// @param isolation the tier, in words
    /// @param findings  one for each case, in the order of the file, and one `left-behind` for what the whole suite left on the machine
    public record Report(String isolation, List<Finding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        /// Cases that did not hold.
        public List<Finding> failures() {
            return findings.stream().filter(finding -> !finding.held() && !finding.skipped()).toList();
        }
    }

    /// Runs a suite, in its order, on one pool; after each case a harmless snippet must still work.
    ///
    /// @param options  of the pool; its random numbers are made fresh for each snippet, as cases about them expect
    /// @param cases    file of cases, one JSON object a line; null: the built-in ones
    /// @param progress is told each finding as it comes
    /// @throws IllegalArgumentException where the file is no file of cases
    /// @throws InterpreterException     where the sandbox does not start
    public static Report run(LocalOptions options, @Nullable Path cases, Consumer<Finding> progress) {
        var suite = cases == null ? HostileCase.parse("the built-in cases", Resources.text("hostile.jsonl")) : HostileCase.read(cases);
        var python = PythonEnvironment.find(options.python(), line -> {});
        var before = Traces.now();
        var findings = new ArrayList<Finding>();
        String isolation;
        try (var witness = new HostWitness(python.toString());
                var pool = LocalInterpreter.start(options.withPython(python).withSeed(null).withBacklog(16), line -> {})) {
            isolation = pool.isolation();
            for (var hostile : suite) {
                var finding = check(hostile, pool, witness.placeholders(), options.isolation() != Isolation.NONE);
                findings.add(finding);
                progress.accept(finding);
            }
        }
        var left = new TreeSet<>(Traces.now());
        left.removeAll(before);
        var finding = new Finding("left-behind", "after", left.isEmpty(), false,
                left.isEmpty() ? "" : "still there: " + String.join(", ", left), 0);
        findings.add(finding);
        progress.accept(finding);
        return new Report(isolation, findings);
    }

    private static Finding check(HostileCase hostile, LocalInterpreter pool, Map<String, String> placeholders, boolean isolated) {
        if (!hostile.fits() || hostile.dangerous() && !isolated) return new Finding(hostile.name(), hostile.group(), false, true, "", 0);
        try {
            var snippet = hostile.snippet(placeholders);
            var result = pool.execute(snippet).join().result();
            var problem = hostile.verdict(result);
            if (problem != null && result.status() == ExecutionResult.Status.TIME_LIMIT) { // too slow, or only this machine too busy?
                result = pool.execute(patient(snippet)).join().result();
                problem = hostile.verdict(result);
            }
            if (problem == null && !pool.run("print('alive')", Limits.DEFAULT).stdout().equals("alive\n"))
                problem = "a harmless snippet failed after it";
            return new Finding(hostile.name(), hostile.group(), problem == null, false, problem == null ? "" : problem,
                    result.wallSeconds());
        } catch (java.util.concurrent.CompletionException | InterpreterException e) {
            return new Finding(hostile.name(), hostile.group(), false, false, "the sandbox itself failed: " + e.getMessage(), 0);
        }
    }

    private static Snippet patient(Snippet snippet) {
        var limits = snippet.limits();
        return new Snippet(snippet.code(),
                new Limits(limits.wall().multipliedBy(4), limits.memoryMb(), limits.outputKb(), limits.processes()),
                snippet.stdin(), snippet.files(), snippet.fetch(), snippet.seed());
    }
}
