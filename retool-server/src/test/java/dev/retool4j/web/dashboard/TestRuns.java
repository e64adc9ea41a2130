package dev.retool4j.web.dashboard;

import dev.retool4j.analysis.Scored;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.Protocol;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.sandbox.ExecutionResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/// Small runs to look at.
final class TestRuns {
    /// What a model or a program might write to harm whoever looks at it.
    static final String HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> javascript:alert(1) \u202egnp.exe \u0000 😀 </pre>";

    static final String PURPOSES = """
            {"purposes": [{"key": "calculation", "title": "Calculation", "definition": "Works out a value."},
              {"key": "verification", "title": "Verification", "definition": "Checks an answer found <b>otherwise</b>."}],
             "sources": [{"source": "train", "blocks": 12, "counts": {"calculation": 12}},
              {"source": "held@0", "blocks": 4, "counts": {"calculation": 3, "verification": 1}},
              {"source": "held@3", "blocks": 4, "counts": {"calculation": 1, "verification": 3}}]}""";
    static final String CORRECTIONS = """
            {"total": 6, "responses": 6, "firsts": [{"error": "NameError", "step": 1, "id": "train-000001-000", "block": 2}],
             "list": [{"id": "train-000001-000", "step": 1, "problem": "p", "error": "NameError", "block": 1, "mended": 2}]}""";
    static final String TIMING = """
            {"groups": [{"title": "easy", "problems": 1, "responses": 2, "code_ratio": 1, "calls": 2, "timing": 0.2},
             {"title": "hard", "problems": 1, "responses": 2, "code_ratio": 0.5, "calls": 1, "timing": 0.4}]}""";

    private TestRuns() {}

    /// Tokens of [#trajectory]: advantages from -2 at the first to 2 at the last of those the policy wrote, entropy known of none.
    static String tokens() {
        return tokens(List.of("step", " 1", " or", " so", "\n"));
    }

    /// The same where the first five tokens say what is hostile.
    static String hostileTokens() {
        return tokens(List.of(HOSTILE, "x".repeat(1 << 20), "", "\u202e", "\n"));
    }

    private static String tokens(List<String> first) {
        var texts = new ArrayList<>(first);
        texts.addAll(List.of("<code>", "\n", "print", "(", "greedy", ")", "\n", "</", "code", ">"));
        texts.addAll(List.of("<interpreter>", "\n", "NameError", "\n", "</interpreter>"));
        texts.addAll(List.of("<code>", "\n", "print", "(", "61", "0", ")\n", "</", "code", ">"));
        texts.addAll(List.of("<interpreter>\n610\n", "</interpreter>", "<answer>", "\\boxed{", "610}", "</answer>"));
        var mask = IntStream.range(0, 36).map(t -> t >= 15 && t < 20 || t >= 30 && t < 32 ? 0 : 1).boxed().toList();
        var advantage = IntStream.range(0, 36).mapToObj(t -> mask.get(t) == 0 ? null : (t - 17.5) / 8.75).toList();
        var logprob = IntStream.range(0, 36).mapToObj(t -> mask.get(t) == 0 ? null : -t / 36.0).toList();
        return JsonMapper.shared()
                .writeValueAsString(Map.of("count", 36, "ids", IntStream.range(100, 136).toArray(), "texts", texts, "mask",
                        mask, "columns",
                        Map.of("advantage", advantage, "engine_logprob", logprob, "old_logprob", logprob, "new_logprob", logprob),
                        "figures", Map.of()));
    }

    /// A trajectory with a failed block, a later one that ran, and an answer.
    static Trajectory trajectory(String id, String problem, int sample, String text) {
        var segments = List.of(new Segment(Span.Kind.TEXT, 0, 5, text),
                new Segment(Span.Kind.CODE, 5, 15, "<code>\nprint(greedy)\n</code>"),
                new Segment(Span.Kind.INTERPRETER, 15, 20, "<interpreter>\nNameError: " + text + "\n</interpreter>"),
                new Segment(Span.Kind.CODE, 20, 30, "<code>\nprint(610)\n</code>"),
                new Segment(Span.Kind.INTERPRETER, 30, 32, "<interpreter>\n610\n</interpreter>"),
                new Segment(Span.Kind.ANSWER, 32, 36, "<answer>\\boxed{610}</answer>"));
        var failed = new ExecutionResult(ExecutionResult.Status.ERROR, "", "NameError: name 'greedy' is not defined", 1, 0.21, 0.1);
        var ran = new ExecutionResult(ExecutionResult.Status.FINISHED, "610\n", "", 0, 0.34, 0.1);
        var calls = List.of(new InterpreterCall(5, "print(greedy)", failed, "NameError: " + text, 0.3),
                new InterpreterCall(20, "print(610)", ran, "610", 0.4));
        return new Trajectory(id, new Problem(problem, "What is 600 + 10? " + text, "610"), sample, new int[]{1, 2}, new int[36], segments,
                new float[36], new float[0], calls, StopReason.ANSWERED, 1.5);
    }

    /// A run with three steps, two traces a step, and two evaluations between which one problem flips.
    static RunDirectory open(Path path) {
        var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE,
                new RunDirectory.Start("model: models/tiny\nrl:\n  algorithm: grpo\n", List.of("retool", "train"), 7));
        for (int step = 1; step <= 3; step++) {
            for (int sample = 0; sample < 2; sample++)
                run.traces().add(new Trace(step, trajectory("train-%06d-%03d".formatted(step, sample), "p", sample, "step " + step),
                        new Reward(sample == 0 ? 1 : -1, sample == 0, sample == 0 ? "610" : null, "equal"), Map.of()));
            run.log(step, Map.of(MetricNames.REWARD_MEAN, step / 10.0, MetricNames.ACTOR_ENTROPY, 1.0 / step,
                    MetricNames.ROLLOUT_TOKENS_PER_SECOND, 100.0 * step));
        }
        for (int step : List.of(0, 3)) {
            var samples = new ArrayList<Scored>();
            for (var problem : List.of("easy", "flips")) {
                boolean right = problem.equals("easy") || step == 3;
                samples.add(
                        new Scored(trajectory("eval-" + problem, problem, 0, "fine"), new Reward(right ? 1 : -1, right, "610", "equal")));
            }
            var summary = run.evaluations().write(step, "held", new Protocol(2, 1, Sampling.temperature(1), 64, 64, 4, 1), samples);
            run.log(step, summary.metrics());
        }
        return run;
    }
}
