package dev.retool4j.cli;

import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.Scored;
import dev.retool4j.chat.ChatOptions;
import dev.retool4j.chat.Conversation;
import dev.retool4j.data.Problem;
import dev.retool4j.reward.AnswerExtractor;
import dev.retool4j.reward.Equivalence;
import dev.retool4j.reward.RewardFunction;
import dev.retool4j.reward.Rewards;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.Evaluations;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.Protocol;
import dev.retool4j.train.Evaluator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// `retool eval`: the score of a checkpoint on problem files, with everything that someone needs to set another score beside it.
final class EvalWork {
    private final String checkpoint;
    private final EvaluationOptions options;
    private final Console console;

    EvalWork(String checkpoint, EvaluationOptions options, Console console) {
        this.checkpoint = checkpoint;
        this.options = options;
        this.console = console;
    }

    /// @return the summaries in the order of the files, or fewer if interrupted
    List<EvaluationSummary> run() throws IOException {
        var policy = Answering.of(checkpoint, options.engine(), options.placement());
        var rollout = fitting(policy, options.rollout());
        var conversation = Engines.conversation(policy.tokenizer(), rollout, true);
        var sets = new LinkedHashMap<Path, List<Problem>>();
        for (var file : options.data())
            sets.put(file, fitting(file, conversation, policy.positions()));
        int longest = sets.values().stream().flatMap(List::stream).mapToInt(p -> conversation.encode(p.question()).length).max()
                .orElseThrow();
        var summaries = new ArrayList<EvaluationSummary>();
        try (var interpreter = Interpreters.start(console);
                var engine = policy.start(longest, rollout, options.slots(), console)) {
            var rollouts = new InterleavedRollout(engine, interpreter, rollout);
            var reward = reward(rollout.chat());
            for (var entry : sets.entrySet()) {
                var problems = entry.getValue();
                var file = entry.getKey();
                var set = file.getFileName().toString().replaceAll("\\.[A-Za-z]+$", "");
                var evaluator = new Evaluator(set, problems, options.samples(), options.seed());
                var protocol = evaluator.protocol(rollouts, reward, policy.id());
                var samples = samples(evaluator, rollouts, reward, policy.step(), protocol);
                if (samples == null) return summaries;
                summaries.add(kept(set, policy.step(), protocol, samples));
            }
        }
        return summaries;
    }

    /// The samples of one set, those of an earlier call into the same folder among them; null if interrupted.
    private @Nullable List<Scored> samples(Evaluator evaluator, InterleavedRollout rollouts, RewardFunction reward, int step,
            Protocol protocol) {
        var out = options.out();
        try (var journal = out == null ? null : new Evaluations(out).resume(step, evaluator.set(), protocol);
                var interrupts = Interrupts.saying(console, stopping(), rollouts::cancel)) {
            if (journal != null && journal.size() > 0)
                console.line("%s: %d responses are there from before".formatted(evaluator.set(), journal.size()));
            var done = new AtomicInteger(journal == null ? 0 : journal.size());
            int total = evaluator.problems().size() * evaluator.samples();
            var samples = evaluator.run(rollouts, reward, journal == null ? (problem, sample) -> null : journal::find, scored -> {
                if (journal != null) journal.add(scored);
                console.status("%s  %d/%d responses".formatted(evaluator.set(), done.incrementAndGet(), total));
            });
            console.status("");
            return interrupts.interrupted() ? null : samples;
        }
    }

    private String stopping() {
        return options.out() == null
                ? "stopping; Ctrl-C again ends at once"
                : "stopping; what was answered is kept, the same command goes on; Ctrl-C again ends at once";
    }

    /// The problems of a file whose prompts leave room for an answer.
    private List<Problem> fitting(Path file, Conversation conversation, int positions) throws IOException {
        var all = ProblemFiles.read(file, options.reading(), console).problems();
        var problems = all.stream().filter(p -> conversation.encode(p.question()).length < positions / 2).toList();
        if (problems.size() < all.size())
            console.warn("%d of %d problems of %s are longer than half of this checkpoint's context of %d tokens: left out".formatted(
                    all.size() - problems.size(), all.size(), file, positions));
        if (problems.isEmpty())
            throw CommandFailure.failed("no problem of " + file + " fits this checkpoint", "evaluate a checkpoint with a longer context");
        return problems;
    }

    /// Stores a score with its protocol and trajectories where that is asked for.
    private EvaluationSummary kept(String set, int step, Protocol protocol, List<Scored> samples) {
        var out = options.out();
        return out == null
                ? EvaluationSummary.of(set, step, protocol, samples)
                : new Evaluations(out).write(step, set, protocol, samples);
    }

    /// The paper's reward reads the answer between tags; the released evaluation and tool-call messages have rules of their own.
    static RewardFunction reward(ChatOptions chat) {
        return switch (chat.protocol()) {
            case INLINE -> Rewards.paper();
            case RETOOL -> Rewards.answer(AnswerExtractor.RETOOL_EVALUATOR, Equivalence.standard());
            case TOOL_CALLS -> Rewards.answer(AnswerExtractor.LAST_BOX, Equivalence.standard());
        };
    }

    /// The demo's policy was trained with a prompt of its own and a short context: its rollout is cut to what it can hold.
    static RolloutOptions fitting(Answering policy, RolloutOptions rollout) {
        boolean demo = policy.tokenizer().specialToken("<|user|>").isPresent();
        int longest = policy.positions() / 2;
        var options = rollout.responseTokens() > longest ? rollout.withTokens(longest, Math.min(longest, rollout.turnTokens())) : rollout;
        if (!demo || !options.prompt().equals(RolloutOptions.DEFAULT.prompt())) return options;
        return options.withPrompt("demo");
    }

    static String text(EvaluationSummary summary) {
        var lines = new ArrayList<String>();
        lines.add("%s: avg@%d %s (standard error over problems)".formatted(summary.set(), summary.protocol().samples(),
                share(summary.measure(MetricNames.ACCURACY), summary.measure(MetricNames.STANDARD_ERROR))));
        summary.measures().forEach((name, value) -> {
            if ((name.startsWith("pass@") || name.startsWith("maj@")) && !name.contains("/"))
                lines.add("  %s %s".formatted(name, share(value, summary.measure(name + "/" + MetricNames.STANDARD_ERROR))));
        });
        lines.add("  code ratio %.1f%%, response %.0f tokens".formatted(100 * summary.measure(Measure.CODE_RATIO.key()),
                summary.measure(Measure.RESPONSE_LENGTH.key())));
        int excluded = excluded(summary);
        if (excluded > 0)
            lines.add(
                    "  %d of %d responses are left out: server or sandbox failed under them, so the score may be biased".formatted(excluded,
                            summary.protocol().problems() * summary.protocol().samples()));
        lines.add("protocol");
        summary.protocol().describe().forEach((name, value) -> lines.add("  %s: %s".formatted(name, value)));
        return String.join("\n", lines);
    }

    /// Responses without a score.
    static int excluded(EvaluationSummary summary) {
        double excluded = summary.measure("excluded");
        return Double.isNaN(excluded) ? 0 : (int) excluded;
    }

    /// One problem alone has no standard error.
    private static String share(double value, double error) {
        return Double.isNaN(error) ? "%.2f%%".formatted(100 * value) : "%.2f%% ± %.2f".formatted(100 * value, 100 * error);
    }

    static Map<String, Object> fields(EvaluationSummary summary) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("set", summary.set());
        fields.put("step", summary.step());
        fields.put("protocol", summary.protocol().describe());
        var measures = new LinkedHashMap<String, Object>();
        summary.measures().forEach((name, value) -> {
            if (!value.isNaN()) measures.put(name, value);
        });
        fields.put("measures", measures);
        return fields;
    }
}
