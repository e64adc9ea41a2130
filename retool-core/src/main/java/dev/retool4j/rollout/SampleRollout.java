package dev.retool4j.rollout;

import dev.retool4j.chat.ToolProtocol;
import dev.retool4j.chat.TurnText;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.sandbox.ExecutionResult;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.sandbox.InterpreterException;
import dev.retool4j.sandbox.Session;
import java.util.ArrayList;
import java.util.List;
import dev.retool4j.sandbox.SessionInterpreter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// One trajectory being written, by one virtual thread: it alone generates, waits for the interpreter, and goes on.
final class SampleRollout {
    private final RolloutBatch batch;
    private final RolloutOptions options;
    private final ToolProtocol protocol;
    private final @Nullable Interpreter interpreter;
    private final String id;
    private final Problem problem;
    private final int sample;
    private final int[] prompt;
    private final long seed;
    private final List<String> ownStops; // of whoever asks: they end the response
    private final List<String> stops; // these and the protocol's
    private final ResponseListener listener;
    private final Transcript transcript = new Transcript();

    private long begun; // System.nanoTime() at its start
    private @Nullable Session session; // of the programs, where they share their state; opened for the first

    private @Nullable Thread writer; // guarded by this; null before it starts and once the trajectory is finished
    private @Nullable StopReason stopRequest; // guarded by this

    SampleRollout(RolloutBatch batch, String id, Problem problem, int sample, int[] prompt, long seed, List<String> ownStops,
            ResponseListener listener) {
        this.batch = batch;
        this.options = batch.options();
        this.protocol = batch.conversation().protocol();
        this.interpreter = batch.interpreter();
        this.id = id;
        this.problem = problem;
        this.sample = sample;
        this.prompt = prompt;
        this.seed = seed;
        this.ownStops = ownStops;
        this.stops = new ArrayList<>(ownStops);
        stops.addAll(protocol.stops());
        this.listener = listener;
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
            begun = System.nanoTime();
            var timer = batch.schedule(() -> stop(StopReason.TIME_OUT), options.trajectorySeconds());
            StopReason reason;
            try {
                reason = converse(sequence);
            } catch (EngineException e) {
                if (e.fatal()) throw e;
                batch.engineFailed(id, e);
                reason = StopReason.ENGINE_FAILURE;
            } finally {
                timer.cancel(false);
                end();
            }
            return transcript.finish(id, problem, sample, prompt, reason, (System.nanoTime() - begun) / 1e9);
        } finally {
            end();
            if (session != null) session.close();
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
            var turn = sequence.generate(options.sampling(), Math.min(left, options.turnTokens()), stops, listener::sampled);
            var reason = read(sequence, turn, left <= options.turnTokens(), budget);
            if (reason != null) return reason;
        }
    }

    /// Files a turn; null means that the policy goes on.
    private @Nullable StopReason read(Engine.Sequence sequence, Generation turn, boolean lastTurn, int budget) {
        int begin = transcript.length();
        transcript.sampled(turn);
        var text = new TurnText(batch.engine().tokenizer(), turn.tokens());
        var stop = turn.finish() == Generation.Finish.STOP && !ownStops.contains(turn.stop()) ? turn.stop() : null;
        var reading = protocol.read(text, stop, turn.finish() == Generation.Finish.END_OF_TEXT);
        return switch (reading) {
            case ToolProtocol.Answered answered -> {
                cut(text, begin, answered.at(), Span.Kind.ANSWER);
                yield StopReason.ANSWERED;
            }
            case ToolProtocol.Unfinished unfinished -> {
                cut(text, begin, unfinished.at(), unfinished.answer() ? Span.Kind.ANSWER : Span.Kind.CODE);
                yield ended(turn.finish(), lastTurn);
            }
            case ToolProtocol.Called called -> {
                cut(text, begin, called.at(), Span.Kind.CODE);
                yield runCode(sequence, text, begin + text.tokenAt(called.mark()), called, budget);
            }
        };
    }

    private StopReason ended(Generation.Finish finish, boolean lastTurn) {
        return switch (finish) {
            case STOP, END_OF_TEXT -> StopReason.END_OF_TEXT;
            case LENGTH -> lastTurn ? StopReason.RESPONSE_LENGTH : StopReason.TURN_LENGTH;
            case ABORTED -> {
                var request = stopRequest();
                yield request == null ? StopReason.ABORTED : request;
            }
        };
    }

    /// Cuts a turn in two at the byte where its block opens (−1: no block).
    private void cut(TurnText text, int begin, int open, Span.Kind kind) {
        int at = open < 0 ? text.tokens() : text.tokenAt(open);
        transcript.segment(Span.Kind.TEXT, begin, begin + at, text.text(0, at));
        transcript.segment(kind, begin + at, begin + text.tokens(), text.text(at, text.tokens()));
    }

    /// Runs a call and appends what it gave; null means that the policy goes on.
    private @Nullable StopReason runCode(Engine.Sequence sequence, TurnText text, int token, ToolProtocol.Called called, int budget) {
        if (transcript.calls() >= options.codeCalls()) return StopReason.CODE_CALL_LIMIT;
        var requested = stopRequest();
        if (requested != null) return requested;
        long start = System.nanoTime();
        var code = called.source();
        if (code.isEmpty() && batch.conversation().malformed() == ToolProtocol.Malformed.END) {
            transcript.call(new InterpreterCall(token, "", null, "", 0, (start - begun) / 1e9));
            return StopReason.MALFORMED_CALL;
        }
        ExecutionResult result = null;
        if (code.isPresent()) {
            try {
                result = run(code.get());
            } catch (InterpreterException e) {
                requested = stopRequest();
                if (requested != null) return requested; // the interpreter was interrupted with us
                batch.interpreterFailed(id, e);
                return StopReason.INTERPRETER_FAILURE;
            }
            if (result == null) return stopRequest();
        }
        var output = result == null ? called.fault() : protocol.shown(result, options.output());
        transcript.call(
                new InterpreterCall(token, code.orElse(""), result, output, (System.nanoTime() - start) / 1e9, (start - begun) / 1e9));
        var insertion = protocol.insertion(batch.engine().tokenizer(), text, output);
        if (insertion.tokens().length > budget - transcript.length()) return StopReason.INTERPRETER_OUTPUT_TOO_LONG;
        transcript.inserted(insertion.tokens(), insertion.text());
        listener.inserted(insertion.text());
        sequence.append(insertion.tokens());
        return null;
    }

    /// What the program did; null where the trajectory was asked to stop while it waited.
    private @Nullable ExecutionResult run(String code) {
        if (interpreter == null) throw new IllegalStateException("no interpreter");
        if (!(options.sessions() && interpreter instanceof SessionInterpreter keeper))
            return await(interpreter.submit(code, options.limits()));
        if (session == null) session = keeper.session(options.limits());
        var execution = await(session.submit(code));
        return execution == null ? null : execution.result();
    }

    private static <T> @Nullable T await(CompletableFuture<T> running) {
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
