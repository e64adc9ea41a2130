package dev.retool4j.cli;

import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/// The same decoder in eager PyTorch, measured by a Python that has it.
final class EagerPyTorch {
    private final Path python;
    private final Path script;

    EagerPyTorch(Path python) throws IOException {
        this.python = python;
        this.script = Files.createTempFile("retool-bench", ".py");
        script.toFile().deleteOnExit();
        try (var in = Objects.requireNonNull(EagerPyTorch.class.getResourceAsStream("bench_torch.py"))) {
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// @return tokens per second of decoding and of training, the best of some tries
    double[] measure(ModelConfig config, BenchOptions options, int tries) throws IOException, InterruptedException {
        var json = JsonMapper.shared().writeValueAsString(given(config, options, tries));
        var process = new ProcessBuilder(python.toString(), script.toString(), json).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0)
            throw CommandFailure.failed(python + " could not run the same model in PyTorch",
                    "name a Python that imports torch: --python PATH");
        var figures = JsonMapper.shared().readTree(output.lines().reduce("", (a, b) -> b));
        return new double[]{figures.get("decode").asDouble(), figures.get("train").asDouble()};
    }

    private static Map<String, Object> given(ModelConfig config, BenchOptions options, int tries) {
        var given = new LinkedHashMap<String, Object>();
        given.put("batch", options.batch());
        given.put("length", options.length());
        given.put("threads", options.cores());
        given.put("tries", tries);
        given.put("device", options.device());
        given.put("precision", options.precision() == Precision.BF16 ? "bf16" : "fp32");
        given.put("vocabulary", config.vocabularySize());
        given.put("hidden", config.hiddenSize());
        given.put("layers", config.layers());
        given.put("heads", config.heads());
        given.put("kv", config.keyValueHeads());
        given.put("dim", config.headDim());
        given.put("inner", config.intermediateSize());
        given.put("eps", config.rmsNormEps());
        given.put("theta", config.ropeTheta());
        given.put("tied", config.tiedEmbeddings());
        given.put("biased", config.architecture().qkvBias());
        return given;
    }
}
