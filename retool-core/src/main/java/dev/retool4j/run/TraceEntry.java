package dev.retool4j.run;

import dev.retool4j.analysis.Measure;
import dev.retool4j.rollout.StopReason;
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
/// @param code    index of the first code block's first token, −1 without code; null in lines of older versions
/// @param mended  whether a failed block is followed by one that succeeds; null in lines of older versions
public record TraceEntry(String id, int step, String problem, int sample, long offset, int length, double reward, boolean correct,
        @Nullable String answer, int tokens, int turns, int calls, int failed, StopReason stop, @Nullable Integer code,
        @Nullable Boolean mended) {

    static TraceEntry of(Trace trace, long offset, int length) {
        var trajectory = trace.trajectory();
        int failed = (int) trajectory.calls().stream().filter(call -> !call.succeeded()).count();
        return new TraceEntry(trajectory.id(), trace.step(), trajectory.problem().id(), trajectory.sample(), offset, length,
                trace.reward().reward(),
                trace.reward().correct(), trace.reward().answer(), trajectory.length(), trajectory.turns(), trajectory.calls().size(),
                failed, trajectory.stop(), trajectory.calls().isEmpty() ? -1 : trajectory.calls().getFirst().token(),
                Measure.correctsItself(trace.scored()));
    }

    /// Whether it may hold a failed block with a later one that succeeds; the trace itself says whether it does where the line does not.
    public boolean mayMend() {
        return mended == null ? failed > 0 && calls > failed : mended;
    }
}
