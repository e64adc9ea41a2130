package dev.retool4j.cli;

import dev.retool4j.model.Initialization;
import dev.retool4j.model.DecodingBenchmark;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.train.TrainingBenchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `retool bench`: tokens per second of decoding and of a training step on a model of the demo's size, in turn with the same model in
/// eager PyTorch where a Python with torch is named.
final class BenchWork {
    private static final int VOCABULARY = 712;
    private static final int TRIES = 3;

    /// Medians of the rounds, in tokens per second.
    record Result(String engine, double decode, double train) {}

    private final BenchOptions options;
    private final Console console;

    BenchWork(BenchOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    /// Java's, and Python's if `python` is given; the rounds alternate.
    List<Result> run(@Nullable Path python) throws IOException, InterruptedException {
        int threads = options.cores();
        NativeSetup.initialize(threads);
        var config = new ModelConfig(VOCABULARY, 128, 4, 4, 2, 32, 384, 10000.0, 1e-6, Math.max(256, options.length() + 2), true);
        var weights = Initialization.random(config, 1);
        var eager = python == null ? null : new EagerPyTorch(python);
        var training = new TrainingBenchmark(weights.copy(), options.batch(), options.length());
        var java = new ArrayList<double[]>();
        var other = new ArrayList<double[]>();
        for (int round = 1; round <= options.rounds(); round++) {
            console.status("round %d of %d".formatted(round, options.rounds()));
            java.add(new double[]{DecodingBenchmark.tokensPerSecond(weights, options.batch(), options.length(), threads),
                training.tokensPerSecond(threads)});
            if (eager != null) other.add(eager.measure(config, options, TRIES));
        }
        console.status("");
        var results = new ArrayList<Result>();
        results.add(new Result("Java", median(java, 0), median(java, 1)));
        if (python != null) results.add(new Result("Python", median(other, 0), median(other, 1)));
        return results;
    }

    static double median(List<double[]> rounds, int column) {
        var values = new ArrayList<>(rounds.stream().map(r -> r[column]).toList());
        Collections.sort(values);
        return values.get(values.size() / 2);
    }

    static String text(BenchOptions options, List<Result> results) {
        var rows = new ArrayList<List<String>>();
        for (var r : results)
            rows.add(List.of(r.engine, "%,.0f".formatted(r.decode), "%,.0f".formatted(r.train)));
        var table = new Table(List.of("", "decode, batch " + options.batch(), "training, " + options.batch() + " × " + options.length()),
                rows);
        var text = "tokens per second, fp32, 0.9 million parameters, median of " + options.rounds() + " rounds\n"
                + table.render(new Style(false));
        if (results.size() < 2) return text;
        var java = results.getFirst();
        var python = results.getLast();
        return text + "\nJava is %.2f times as fast in decoding, %.2f times in training".formatted(java.decode / python.decode,
                java.train / python.train);
    }

    static Map<String, Object> fields(List<Result> results) {
        var fields = new LinkedHashMap<String, Object>();
        for (var r : results) {
            var name = r.engine.toLowerCase(java.util.Locale.ROOT);
            fields.put(name + "_decode_tokens_per_second", Math.round(r.decode));
            fields.put(name + "_training_tokens_per_second", Math.round(r.train));
        }
        if (results.size() > 1) {
            fields.put("decode_ratio", results.getFirst().decode / results.getLast().decode);
            fields.put("training_ratio", results.getFirst().train / results.getLast().train);
        }
        return fields;
    }
}
