package dev.retool4j.reward;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/// Times of the verifier by JMH, and of sympy on the same pairs. No test: run [#main] on the test class path.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class VerifierBenchmark {
    private static final int REPEATS = 2000;

    @Param({"simple", "other"})
    public String kind = "simple";

    private List<String[]> pairs = List.of();
    private int next;

    @Setup
    public void load() {
        pairs = pairs(kind);
    }

    @Benchmark
    public Judgement judge() {
        var pair = pairs.get(next);
        next = next + 1 == pairs.size() ? 0 : next + 1;
        return Equivalence.standard().judge(pair[1], pair[2]);
    }

    /// Rows of the resource: kind, gold, answer, and both again in sympy's own notation.
    private static List<String[]> pairs(String kind) {
        var stream = Objects.requireNonNull(VerifierBenchmark.class.getResourceAsStream("benchmark-pairs.tsv"));
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().map(line -> line.split("\t")).filter(row -> row[0].equals(kind)).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// @param args the Python to compare with, which must have sympy; none for the Java side only
    public static void main(String[] args) throws IOException, RunnerException, InterruptedException {
        new Runner(new OptionsBuilder().include(VerifierBenchmark.class.getSimpleName()).build()).run();
        var java = new ArrayList<double[]>();
        for (var kind : List.of("simple", "other")) {
            var times = pairs(kind).stream().map(pair -> new Timed(pair, median(pair))).toList();
            var medians = times.stream().mapToDouble(Timed::micros).sorted().toArray();
            java.add(new double[]{medians[medians.length / 2], Arrays.stream(medians).sum()});
            var slowest = times.stream().max(Comparator.comparingDouble(Timed::micros)).orElseThrow();
            System.out.printf(Locale.ROOT, "%s: median over pairs %.3f µs, slowest %.1f µs: %s%n", kind, medians[medians.length / 2],
                    slowest.micros(),
                    slowest.pair()[1]);
        }
        if (args.length == 0) return;
        for (var i = 0; i < 2; i++) {
            var python = sympy(args[0], i == 0 ? "simple" : "other");
            System.out.printf(Locale.ROOT, "%s: sympy median %.1f µs; %.0f times the verifier's median, %.0f times its sum%n",
                    i == 0 ? "simple" : "other",
                    python[0], python[0] / java.get(i)[0], python[1] / java.get(i)[1]);
        }
    }

    private record Timed(String[] pair, double micros) {}

    private static double median(String[] pair) {
        var times = new double[REPEATS];
        for (var i = 0; i < REPEATS; i++) {
            var start = System.nanoTime();
            Equivalence.standard().judge(pair[1], pair[2]);
            times[i] = (System.nanoTime() - start) / 1e3;
        }
        Arrays.sort(times);
        return times[REPEATS / 2];
    }

    /// Median and sum over pairs of the best of five sympy comparisons, parsing included, in microseconds.
    private static double[] sympy(String python, String kind) throws IOException, InterruptedException {
        var script = Files.createTempFile("sympy", ".py");
        var input = new StringBuilder("import time, sympy\nfrom sympy.core.cache import clear_cache\npairs = [\n");
        for (var pair : pairs(kind))
            input.append("(").append(literal(pair[3])).append(", ").append(literal(pair[4])).append("),\n");
        input.append("""
                ]
                times = []
                for gold, answer in pairs:
                    best = 1e9
                    for _ in range(5):
                        clear_cache()
                        start = time.perf_counter()
                        equal = sympy.simplify(sympy.sympify(gold) - sympy.sympify(answer)) == 0
                        best = min(best, time.perf_counter() - start)
                    times.append(best * 1e6)
                times.sort()
                print(times[len(times) // 2], sum(times))
                """);
        Files.writeString(script, input);
        var process = new ProcessBuilder(python, script.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim().split(" ");
        if (process.waitFor() != 0) throw new IOException(python + " could not run the comparison");
        Files.delete(Path.of(script.toString()));
        return new double[]{Double.parseDouble(answer[0]), Double.parseDouble(answer[1])};
    }

    private static String literal(String text) {
        return "\"" + text + "\"";
    }
}
