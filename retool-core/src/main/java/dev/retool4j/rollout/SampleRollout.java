package dev.retool4j.rollout;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.sandbox.ExecutionResult;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.sandbox.InterpreterException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One trajectory being written, by one virtual thread: it alone generates, waits for the interpreter, and goes on.
final class SampleRollout {
    private final RolloutBatch batch;
    private final RolloutOptions options;
    private final @Nullable Interpreter interpreter;
    private final String id;
    private final Problem problem;
    private final int sample;
    private final int[] prompt;
    private final long seed;
    private final Transcript transcript = new Transcript();

    private @Nullable Thread writer; // guarded by this; null before it starts and once the trajectory is finished
    private @Nullable StopReason stopRequest; // guarded by this

    SampleRollout(RolloutBatch batch, String id, Problem problem, int sample, int[] prompt, long seed) {
        this.batch = batch;
        this.options = batch.options();
        this.interpreter = batch.interpreter();
        this.id = id;
        this.problem = problem;
        this.sample = sample;
        this.prompt = prompt;
        this.seed = seed;
    }

    /// Asks the trajectory to end for a reason that comes from outside it, [StopReason#ABORTED] or [StopReason#TIME_OUT]. The first wins.
    synchronized void stop(StopReason reason) {
        if (stopRequest != null) return;
        stopRequest = reason;
        if (writer != null) writer.interrupt();
    }

    /// Writes the trajectory from its prompt to its end.
    Trajectory write() {
        if (!begin()) return transcript.finish(id, problem, sample, prompt, StopReason.ABORTED, 0);
        try (var sequence = batch.engine().open(prompt, seed)) {
            long start = System.nanoTime();
            var timer = batch.schedule(() -> stop(StopReason.TIME_OUT), options.trajectorySeconds());
            StopReason reason;
            try {
                reason = converse(sequence);
            } finally {
                timer.cancel(false);
                end();
            }
            return transcript.finish(id, problem, sample, prompt, reason, (System.nanoTime() - start) / 1e9);
        } finally {
            end();
        }
    }

    private synchronized boolean begin() {
        if (stopRequest != null) return false;
        writer = Thread.currentThread();
        return true;
    }

    /// From here on no interrupt can arrive, and one that did is forgotten: closing the sequence must not be disturbed.
    private synchronized void end() {
        writer = null;
        Thread.interrupted();
    }

    private synchronized @Nullable StopReason stopRequest() {
        return stopRequest;
    }

    /// Turn after turn until a reason to stop.
    private StopReason converse(Engine.Sequence sequence) {
        int budget = Math.min(options.responseTokens(), batch.engine().maxLength() - prompt.length);
        while (true) {
            var requested = stopRequest();
            if (requested != null) return requested;
            int left = budget - transcript.length();
            if (left <= 0) return StopReason.RESPONSE_LENGTH;
            var turn = sequence.generate(options.sampling(), Math.min(left, options.turnTokens()), batch.stops());
            var reason = switch (turn.finish()) {
                case STOP -> afterStop(sequence, turn, budget);
                case END_OF_TEXT -> afterCut(turn, StopReason.END_OF_TEXT);
                case LENGTH -> afterCut(turn, left <= options.turnTokens() ? StopReason.RESPONSE_LENGTH : StopReason.TURN_LENGTH);
                case ABORTED -> {
                    var request = stopRequest();
                    yield afterCut(turn, request == null ? StopReason.ABORTED : request);
                }
            };
            if (reason != null) return reason;
        }
    }

    /// Files a turn that ended without closing anything. A block that was opened and never closed counts as its kind all the same.
    private StopReason afterCut(Generation turn, StopReason reason) {
        int begin = transcript.length();
        transcript.sampled(turn);
        var text = new TurnText(batch.engine().tokenizer(), turn.tokens());
        int answer = text.lastIndexOf(ToolTags.ANSWER_OPEN, text.length());
        int code = interpreter == null ? -1 : text.lastIndexOf(ToolTags.CODE_OPEN, text.length());
        cut(text, begin, Math.max(answer, code), answer > code ? Span.Kind.ANSWER : Span.Kind.CODE);
        return reason;
    }

    private @Nullable StopReason afterStop(Engine.Sequence sequence, Generation turn, int budget) {
        int begin = transcript.length();
        transcript.sampled(turn);
        var text = new TurnText(batch.engine().tokenizer(), turn.tokens());
        boolean answered = ToolTags.ANSWER_CLOSE.equals(turn.stop());
        int close = text.lastIndexOf(answered ? ToolTags.ANSWER_CLOSE : ToolTags.CODE_CLOSE, text.length());
        if (close < 0)
            throw new IllegalStateException("the engine reports the stop string " + turn.stop() + ", but the text it generated"
                    + " does not hold it: " + text.text(0, text.tokens()));
        int open = text.lastIndexOf(answered ? ToolTags.ANSWER_OPEN : ToolTags.CODE_OPEN, close);
        int first = cut(text, begin, open, answered ? Span.Kind.ANSWER : Span.Kind.CODE);
        if (answered) return StopReason.ANSWERED;
        var block = open < 0 ? "" : text.bytes(open, close + ToolTags.CODE_CLOSE.length());
        return runCode(sequence, open < 0 ? text.tokenAt(close) + begin : first, block, budget);
    }

    /// Cuts a turn in two at the byte where its block opens (−1: no block), and returns the index in the response of the block's first token.
    private int cut(TurnText text, int begin, int open, Span.Kind kind) {
        int at = open < 0 ? text.tokens() : text.tokenAt(open);
        transcript.segment(Span.Kind.TEXT, begin, begin + at, text.text(0, at));
        transcript.segment(kind, begin + at, begin + text.tokens(), text.text(at, text.tokens()));
        return begin + at;
    }

    /// Runs a closed block and appends what it gave; null means that the policy goes on.
    private @Nullable StopReason runCode(Engine.Sequence sequence, int token, String block, int budget) {
        if (transcript.calls() >= options.codeCalls()) return StopReason.CODE_CALL_LIMIT;
        var requested = stopRequest();
        if (requested != null) return requested;
        long start = System.nanoTime();
        var code = ToolTags.source(block);
        ExecutionResult result = null;
        if (code.isPresent()) {
            try {
                result = await(code.get());
            } catch (InterpreterException e) {
                requested = stopRequest();
                if (requested != null) return requested; // the interpreter was interrupted with us
                batch.interpreterFailed(id, e);
                return StopReason.INTERPRETER_FAILURE;
            }
            if (result == null) return stopRequest();
        }
        var output = result == null ? InterpreterOutput.MALFORMED : options.output().render(result);
        transcript.call(new InterpreterCall(token, code.orElse(""), result, output, (System.nanoTime() - start) / 1e9));
        int[] ids = ToolTags.interpreterTokens(batch.engine().tokenizer(), output);
        if (ids.length > budget - transcript.length()) return StopReason.INTERPRETER_OUTPUT_TOO_LONG;
        transcript.inserted(ids, ToolTags.interpreter(output));
        sequence.append(ids);
        return null;
    }

    /// What the program did; null where the trajectory was asked to stop while it waited.
    private @Nullable ExecutionResult await(String code) {
        if (interpreter == null) throw new IllegalStateException("no interpreter");
        var running = interpreter.submit(code, options.limits());
        try {
            return running.get();
        } catch (InterruptedException e) {
            running.cancel(true);
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterpreterException cause) throw cause;
            throw new InterpreterException("the interpreter failed: " + e.getCause(), e);
        }
    }
}
