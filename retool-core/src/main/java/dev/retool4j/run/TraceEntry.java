package dev.retool4j.run;

import dev.retool4j.analysis.Correction;
import dev.retool4j.rollout.StopReason;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A line of a trace index: what a list shows, and where the trace itself stands.
///
/// @param id      the trajectory's id
/// @param step    the step that it belongs to
/// @param problem the problem's id
/// @param sample  index among the samples of the problem
/// @param offset  in bytes, of its line in the stream
/// @param length  in bytes, of its line without the line feed
/// @param reward  as the learner sees it
/// @param correct whether the answer is right
/// @param answer  the extracted answer
/// @param tokens  response length
/// @param turns   stretches of generation
/// @param calls   code blocks
/// @param failed  code blocks that failed
/// @param stop    why it ended
/// @param code    index of the first code block's first token, −1 without code; null in a line of an older version
/// @param mends   its self-corrections; null likewise. Lists that [RunDirectory#index] gives know both
public record TraceEntry(String id, int step, String problem, int sample, long offset, int length, double reward, boolean correct,
        @Nullable String answer, int tokens, int turns, int calls, int failed, StopReason stop, @Nullable Integer code,
        @Nullable List<Correction> mends) {

    static TraceEntry of(Trace trace, long offset, int length) {
        var trajectory = trace.trajectory();
        int failed = (int) trajectory.calls().stream().filter(call -> !call.succeeded()).count();
        return new TraceEntry(trajectory.id(), trace.step(), trajectory.problem().id(), trajectory.sample(), offset, length,
                trace.reward().reward(),
                trace.reward().correct(), trace.reward().answer(), trajectory.length(), trajectory.turns(), trajectory.calls().size(),
                failed, trajectory.stop(), trajectory.calls().isEmpty() ? -1 : trajectory.calls().getFirst().token(),
                Correction.of(trajectory.calls()));
    }

    /// The same trace at another place.
    TraceEntry at(long place) {
        return new TraceEntry(id, step, problem, sample, place, length, reward, correct, answer, tokens, turns, calls, failed, stop, code,
                mends);
    }

    /// Position of the first code block in the response, from 0 to 1; NaN without one.
    public double timing() {
        int first = Objects.requireNonNull(code, "an index knows where code begins");
        return first < 0 ? Double.NaN : (double) first / tokens;
    }

    /// Its self-corrections, in order.
    public List<Correction> corrections() {
        return Objects.requireNonNull(mends, "an index knows what was mended");
    }
}
