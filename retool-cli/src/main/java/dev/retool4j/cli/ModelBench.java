package dev.retool4j.cli;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.DecodingBenchmark;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.ResidentMemory;
import dev.retool4j.model.Weights;
import dev.retool4j.train.MemoryEstimate;
import dev.retool4j.train.OptimizerOptions;
import dev.retool4j.train.ScheduleOptions;
import dev.retool4j.train.SftOptions;
import dev.retool4j.train.SftTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// `retool bench model=…`: how fast a model loads, generates and takes a fine-tuning step here, and what memory that needs.
final class ModelBench {

    /// @param config        of the model
    /// @param loadSeconds   until the weights are there
    /// @param loadPeak      bytes resident at most until then
    /// @param decode        tokens per second drawn
    /// @param train         tokens per second of fine-tuning steps
    /// @param peak          bytes resident at most, over all
    /// @param estimate      of the larger of generation and training, in bytes
    /// @param pytorchDecode the same of eager PyTorch, all weights trained; NaN if it was not measured
    record Result(ModelConfig config, double loadSeconds, long loadPeak, double decode, double train, long peak, long estimate,
            double pytorchDecode,
            double pytorchTrain) {}

    private final BenchOptions options;
    private final Console console;

    ModelBench(BenchOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    Result run(String model, @Nullable Path python) throws IOException, InterruptedException {
        var folder = CheckpointLocator.find(model);
        NativeSetup.initialize(options.cores());
        long begun = System.nanoTime();
        console.status("loading " + folder);
        var weights = Policies.trainable(folder, options.placement(), options.lora(), 1).weights();
        double loadSeconds = (System.nanoTime() - begun) * 1e-9;
        if (python != null && weights.config().architecture().qkNorm())
            throw CommandFailure.usage("--python has no decoder with norms of queries and keys to compare with", "leave it out for Qwen3");
        long loadPeak = ResidentMemory.peakBytes();
        var decode = new ArrayList<double[]>();
        var eager = python == null ? null : new EagerPyTorch(python);
        var other = new ArrayList<double[]>();
        try (var trainer = new SftTrainer(weights, sft())) {
            var documents = documents(weights);
            for (int round = 1; round <= options.rounds(); round++) {
                console.status("round %d of %d: decoding".formatted(round, options.rounds()));
                double drawn = DecodingBenchmark.tokensPerSecondOnce(weights, options.batch(), options.length(), options.cores());
                console.status("round %d of %d: training".formatted(round, options.rounds()));
                int last = round;
                var reached = new int[1];
                var progress = trainer.run(documents.iterator(), p -> reached[0] = p.step(), () -> reached[0] == last);
                decode.add(new double[]{drawn, progress.tokensPerSecond()});
                if (eager != null) other.add(eager.measure(weights.config(), options, 1));
            }
        }
        console.status("");
        var lora = Policies.learning(weights, options.lora());
        var estimate = Math.max(
                MemoryEstimate.generation(weights.config(), options.placement(), lora, options.batch(), options.length() + 2).total(),
                MemoryEstimate.fineTuning(weights.config(), options.placement(), lora, sft(),
                        options.length()).total());
        return new Result(weights.config(), loadSeconds, loadPeak, BenchWork.median(decode, 0), BenchWork.median(decode, 1),
                ResidentMemory.peakBytes(),
                estimate, other.isEmpty() ? Double.NaN : BenchWork.median(other, 0),
                other.isEmpty() ? Double.NaN : BenchWork.median(other, 1));
    }

    private SftOptions sft() {
        return new SftOptions(options.rounds(), options.batch() * options.length(), 0, OptimizerOptions.adamW(1e-5),
                ScheduleOptions.CONSTANT, 1, 1,
                options.pass().withThreads(options.cores()), 1);
    }

    /// Random tokens for all steps, all of them trained.
    private List<TokenizedExample> documents(Weights weights) {
        var random = new SplittableRandom(1);
        var mask = new boolean[options.length()];
        Arrays.fill(mask, 1, mask.length, true);
        var documents = new ArrayList<TokenizedExample>();
        for (int i = 0; i < options.batch() * options.rounds(); i++)
            documents.add(new TokenizedExample(random.ints(options.length(), 0, weights.config().vocabularySize()).toArray(), mask));
        return documents;
    }

    static String text(BenchOptions options, Result result) {
        var config = result.config;
        var lines = new ArrayList<String>();
        lines.add("%s, %,d parameters, %s, %s, %d threads".formatted(config.architecture().className(),
                new dev.retool4j.model.Parameters(config).elements(), options.precision().name().toLowerCase(java.util.Locale.ROOT),
                options.device(), options.cores()));
        lines.add("loading     %.1f s, %s resident at most".formatted(result.loadSeconds, Doctor.gib(result.loadPeak)));
        lines.add("decoding    %,.1f tokens/s: %d sequences of %d tokens%s".formatted(result.decode, options.batch(), options.length(),
                beside(result.decode, result.pytorchDecode)));
        lines.add("fine-tuning %,.1f tokens/s: one step of %d × %d tokens, %s%s".formatted(result.train, options.batch(), options.length(),
                options.lora().rank() > 0 ? "adapters of rank " + options.lora().rank() : "all weights",
                options.lora().rank() > 0 ? "" : beside(result.train, result.pytorchTrain)));
        lines.add("memory      %s at most, each of both estimated at up to %s".formatted(Doctor.gib(result.peak),
                Doctor.gib(result.estimate)));
        return String.join("\n", lines);
    }

    private static String beside(double ours, double pytorch) {
        return Double.isNaN(pytorch) ? "" : " (eager PyTorch %,.1f, %.2f times as fast)".formatted(pytorch, ours / pytorch);
    }

    static Map<String, Object> fields(Result result) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("load_seconds", result.loadSeconds);
        fields.put("load_peak_bytes", result.loadPeak);
        fields.put("decode_tokens_per_second", result.decode);
        fields.put("training_tokens_per_second", result.train);
        fields.put("peak_bytes", result.peak);
        fields.put("estimated_bytes", result.estimate);
        for (var other : List.of(Map.entry("python_decode_tokens_per_second", result.pytorchDecode),
                Map.entry("python_training_tokens_per_second", result.pytorchTrain)))
            if (!Double.isNaN(other.getValue())) fields.put(other.getKey(), other.getValue());
        return fields;
    }
}
