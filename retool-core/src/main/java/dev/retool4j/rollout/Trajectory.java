package dev.retool4j.rollout;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import java.util.List;
import java.util.stream.Collectors;

/// The record of one rollout that trainer, analysis, trace viewer and resume all read. Token ids are as sampled, never re-tokenised.
///
/// Per-token arrays have the response's length; `engineLogprobs` and `values` are 0 on interpreter tokens.
///
/// @param id             unique within the run, for example `train-000012-017`, or `train-000012-017-03` for a further sample
/// @param problem        what was asked
/// @param sample         index among the samples of the same problem in the same batch
/// @param prompt         prompt token ids
/// @param tokens         response token ids, interpreter output included
/// @param segments       the response cut by kind; they cover it without gap
/// @param engineLogprobs log-probability of each sampled token when it was sampled
/// @param values         the critic's value of the state before each sampled token; empty without a critic
/// @param calls          interpreter calls in order
/// @param stop           why it ended
/// @param seconds        wall-clock time from its start to its end
public record Trajectory(String id, Problem problem, int sample, int[] prompt, int[] tokens, List<Segment> segments, float[] engineLogprobs,
        float[] values, List<InterpreterCall> calls, StopReason stop, double seconds) {

    public Trajectory {
        segments = List.copyOf(segments);
        calls = List.copyOf(calls);
    }

    /// Response length in tokens, interpreter output included.
    public int length() {
        return tokens.length;
    }

    /// 1 for tokens that the policy sampled, 0 for the interpreter's.
    public boolean[] lossMask() {
        var mask = new boolean[tokens.length];
        for (var segment : segments) {
            if (segment.kind() == Span.Kind.INTERPRETER) continue;
            java.util.Arrays.fill(mask, segment.begin(), segment.end(), true);
        }
        return mask;
    }

    /// Tokens that the policy sampled.
    public int sampled() {
        return segments.stream().filter(s -> s.kind() != Span.Kind.INTERPRETER).mapToInt(s -> s.end() - s.begin()).sum();
    }

    /// The same with a critic's values.
    public Trajectory withValues(float[] newValues) {
        return new Trajectory(id, problem, sample, prompt, tokens, segments, engineLogprobs, newValues, calls, stop, seconds);
    }

    /// The response as text.
    public String response() {
        return segments.stream().map(Segment::text).collect(Collectors.joining());
    }

    /// Whether the response holds at least one code block (the paper's code ratio counts these).
    public boolean usesCode() {
        return !calls.isEmpty();
    }

    /// The number of the interpreter call that stands in a segment, from 1; 0 where none does. A call that is malformed may stand in a segment of
    /// text, so that calls are not told by counting segments of code.
    public int call(Segment segment) {
        for (int i = 0; i < calls.size(); i++)
            if (calls.get(i).token() >= segment.begin() && calls.get(i).token() < segment.end()) return i + 1;
        return 0;
    }

    /// Stretches of generation: one more than the interpreter calls that it went on after.
    public int turns() {
        return (int) segments.stream().filter(s -> s.kind() == Span.Kind.INTERPRETER).count() + 1;
    }
}
