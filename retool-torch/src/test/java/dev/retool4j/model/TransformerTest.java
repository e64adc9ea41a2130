package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.rollout.Sampling;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TransformerTest {

    /// The script src/test/python/qwen2_logits.py made the file with Hugging Face transformers.
    @Test
    void logitsAgreeWithHuggingFace() throws IOException {
        NativeSetup.initialize(1);
        JsonNode golden;
        try (var in = TransformerTest.class.getResourceAsStream("qwen2_logits.json")) {
            golden = JsonMapper.shared().readTree(in);
        }
        for (var testCase : golden.get("cases")) {
            var config = new ModelConfig(97, 32, 2, 4, testCase.get("keyValueHeads").asInt(), 8, 48, testCase.get("ropeTheta").asDouble(),
                    1e-6, 64,
                    testCase.get("tied").asBoolean());
            var model = new Transformer(formula(config));
            var prompts = testCase.get("prompts");
            int rows = prompts.size(), width = prompts.get(0).size();
            var ids = new long[rows * width];
            for (int r = 0; r < rows; r++)
                for (int t = 0; t < width; t++)
                    ids[r * width + t] = prompts.get(r).get(t).asLong();
            double worst = 0;
            try (var off = new NoGradGuard(); var scope = new PointerScope()) {
                var logits = model.logits(model.hidden(AbstractTensor.create(ids, rows, width)).view(-1, 32)).contiguous();
                try (FloatIndexer got = logits.createIndexer()) {
                    for (int r = 0; r < rows; r++)
                        for (int t = 0; t < width; t += 3)
                            for (int v = 0; v < 97; v++)
                                worst = Math.max(worst, Math.abs(
                                        got.get((long) r * width + t, v) - testCase.get("logits").get(r).get(t / 3).get(v).asDouble()));
                }
            }
            assertThat(worst).as("largest difference of a logit, %s", config).isLessThan(1e-4);
        }
    }

    @Test
    void logprobsAtSamplingAgreeWithTheWholeSequencePass() {
        var weights = RandomModel.weights(RandomModel.demoSized(), 3);
        var prompt = new int[]{5, 6, 7, 8, 9, 10, 11};
        var appended = new int[]{20, 21, 22, 23};
        int[] all;
        float[] sampled;
        int firstLength;
        try (var engine = new LocalEngine(weights, null, new NumberTokenizer(712), new LocalEngine.Options(4, 128, 1));
                var sequence = engine.open(prompt, 11)) {
            var first = sequence.generate(new Sampling(0.8, 1, 0, List.of("<end>")), 25, List.of());
            sequence.append(appended);
            var second = sequence.generate(new Sampling(0.8, 1, 0, List.of("<end>")), 25, List.of());
            firstLength = first.tokens().length;
            all = java.util.stream.IntStream.of(prompt).toArray();
            all = concat(concat(concat(all, first.tokens()), appended), second.tokens());
            sampled = new float[firstLength + second.tokens().length];
            System.arraycopy(first.logprobs(), 0, sampled, 0, firstLength);
            System.arraycopy(second.logprobs(), 0, sampled, firstLength, second.tokens().length);
        }
        double worst = 0;
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            var model = new Transformer(weights);
            var ids = java.util.Arrays.stream(all).mapToLong(i -> i).toArray();
            var distribution = new TokenDistribution(new Sampling(0.8, 1, 0, List.of("<end>")), new NumberTokenizer(712), 712,
                    Placement.CPU);
            var logprobs = distribution.logprobs(model.logits(model.hidden(AbstractTensor.create(ids, 1, ids.length)).view(-1, 128)))
                    .contiguous();
            try (FloatIndexer got = logprobs.createIndexer()) {
                for (int i = 0; i < sampled.length; i++) {
                    int at = prompt.length + i + (i >= firstLength ? appended.length : 0);
                    worst = Math.max(worst, Math.abs(got.get(at - 1, all[at]) - sampled[i]));
                }
            }
        }
        assertThat(worst).isLessThan(1e-4);
    }

    private static int[] concat(int[] a, int[] b) {
        var all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    /// The script's formula over the Hugging Face tensors in sorted name order.
    private static Weights formula(ModelConfig config) {
        var weights = Weights.zeros(config);
        var places = new TreeMap<String, long[]>(); // first element, elements
        for (var p : weights.parameters().all()) {
            long columns = p.shape().size() == 1 ? 1 : p.shape().getLast();
            for (var part : p.parts())
                places.put(part.name(), new long[]{p.offset() + part.firstRow() * columns, part.rows() * columns});
        }
        try (FloatIndexer flat = weights.flat().createIndexer()) {
            int k = 0;
            for (var place : places.entrySet()) {
                for (long i = 0; i < place.getValue()[1]; i++) {
                    double wave = Math.sin(0.7 * (i + 1) + 1.3 * k);
                    double value = place.getKey().contains("norm")
                            ? 1 + 0.1 * wave
                            : place.getKey().endsWith("bias") ? 0.5 * wave : 0.35 * wave;
                    flat.put(place.getValue()[0] + i, (float) value);
                }
                k++;
            }
        }
        return weights;
    }
}
