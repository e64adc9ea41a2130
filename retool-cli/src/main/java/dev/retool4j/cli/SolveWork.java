package dev.retool4j.cli;

import dev.retool4j.chat.ChatOptions;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.Protocol;
import dev.retool4j.train.Evaluator;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `retool solve`: one question to a checkpoint.
final class SolveWork {
    private SolveWork() {}

    /// What the checkpoint said, and how it was asked.
    record Solved(Trajectory trajectory, Protocol protocol) {}

    static Solved run(String checkpoint, String question, SolveOptions options, Console console) throws IOException {
        var policy = Answering.of(checkpoint, options.engine(), options.placement());
        var rollout = EvalWork.fitting(policy, options.rollout());
        int prompt = Engines.conversation(policy.tokenizer(), rollout, options.interpreter()).encode(question).length;
        try (var interpreter = options.interpreter() ? Interpreters.start(console) : null;
                var engine = policy.start(prompt, rollout, 1, console)) {
            var rollouts = new InterleavedRollout(engine, interpreter, rollout);
            try (var interrupts = Interrupts.onFirst(console, rollouts::cancel)) {
                var problem = List.of(new Problem("question", question, ""));
                var protocol = new Evaluator("question", problem, 1, options.seed()).protocol(rollouts,
                        EvalWork.reward(options.rollout().chat()), policy.id());
                return new Solved(rollouts.collect(problem, 1, options.seed(), "solve").getFirst(), protocol);
            }
        }
    }

    /// The response as it was written, code and interpreter output set apart by colour where there is colour.
    static String text(Trajectory trajectory, Style style) {
        var text = new StringBuilder();
        for (var segment : trajectory.segments()) {
            text.append(switch (segment.kind()) {
                case TEXT -> segment.text();
                case CODE, ANSWER -> style.strong(segment.text());
                case INTERPRETER -> style.faint(segment.text());
            });
        }
        return text.toString().stripTrailing();
    }

    static Map<String, Object> fields(Solved solved, ChatOptions chat) {
        var trajectory = solved.trajectory();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("question", trajectory.problem().question());
        var answer = EvalWork.reward(chat).score(trajectory.problem(), trajectory.response()).answer();
        fields.put("answer", answer == null ? "" : answer);
        fields.put("response", trajectory.response());
        fields.put("segments", trajectory.segments().stream().map(s -> Map.of("kind", s.kind().name(), "text", s.text())).toList());
        fields.put("code_calls", trajectory.segments().stream().filter(s -> s.kind() == Span.Kind.CODE).count());
        fields.put("stop", trajectory.stop().name());
        fields.put("tokens", trajectory.length());
        fields.put("protocol", solved.protocol().describe());
        return fields;
    }
}
