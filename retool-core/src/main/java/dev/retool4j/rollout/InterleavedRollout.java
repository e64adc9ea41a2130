package dev.retool4j.rollout;

import dev.retool4j.chat.Conversation;
import dev.retool4j.chat.Prompt;
import dev.retool4j.data.Problem;
import dev.retool4j.sandbox.Interpreter;
import java.util.ArrayList;
import dev.retool4j.sandbox.SessionInterpreter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes trajectories with the interpreter in the middle (ReTool §2.3.1): the policy generates until it calls the interpreter, its program
/// runs, the output is appended, and the policy goes on, until it answers or a budget is used up. What a call and an output look like is the
/// matter of a [dev.retool4j.chat.ToolProtocol], which the options name.
///
/// Each sample has a virtual thread of its own: while one waits for its code, the engine decodes the others. Which tokens a sample draws
/// depends on its seed, its prompt and what its programs print, never on timing; only [StopReason#TIME_OUT], [StopReason#ABORTED] and
/// [StopReason#INTERPRETER_FAILURE] come from outside.
///
/// Without an interpreter (the text-only arm) code blocks are ordinary text and nothing runs.
public final class InterleavedRollout {
    private final Engine engine;
    private final @Nullable Interpreter interpreter;
    private final RolloutOptions options;
    private final Conversation conversation;
    private final Set<RolloutBatch> running = ConcurrentHashMap.newKeySet();
    private volatile boolean cancelled;

    /// @param interpreter runs the policy's code; null for the text-only arm
    /// @throws IllegalArgumentException if the options do not go with the model's tokenizer and chat template
    public InterleavedRollout(Engine engine, @Nullable Interpreter interpreter, RolloutOptions options) {
        if (options.sessions() && interpreter != null && !(interpreter instanceof SessionInterpreter))
            throw new IllegalArgumentException("rollout.sessions needs the local interpreter: servers run each program by itself");
        this.engine = engine;
        this.interpreter = interpreter;
        this.options = options;
        this.conversation = new Conversation(Prompt.of(options.prompt()), options.chat(), engine.tokenizer(), interpreter != null);
    }

    /// The same as [#collect(List, int, long, String, Consumer)] without a listener.
    public List<Trajectory> collect(List<Problem> problems, int samplesPerProblem, long seed, String idPrefix) {
        return collect(problems, samplesPerProblem, seed, idPrefix, trajectory -> {});
    }

    /// Writes `samplesPerProblem` trajectories for each problem and waits for all of them.
    ///
    /// Sample `s` of problem `p` draws from a random stream seeded by [#sampleSeed] and is named `idPrefix-PPP`, the further samples of a
    /// problem `idPrefix-PPP-SS`. Problems whose prompt fills the engine's context are refused before anything is generated.
    ///
    /// If the calling thread is interrupted, the trajectories end as on [#cancel], and the thread's interrupt flag is set on return.
    ///
    /// @param finished told of each trajectory when it ends, in the order of ending, by one thread at a time
    /// @return the trajectories, problem by problem and sample by sample, whatever order they ended in
    public List<Trajectory> collect(List<Problem> problems, int samplesPerProblem, long seed, String idPrefix,
            Consumer<Trajectory> finished) {
        return collect(problems, samplesPerProblem, seed, idPrefix, (problem, sample) -> null, finished);
    }

    /// Trajectories that were written earlier.
    @FunctionalInterface
    public interface Known {
        /// That of a problem's sample, or null if it is to be written.
        @Nullable
        Trajectory find(Problem problem, int sample);
    }

    /// The same, where some of the trajectories are known: these are in the result too, and nobody is told of them.
    public List<Trajectory> collect(List<Problem> problems, int samplesPerProblem, long seed, String idPrefix, Known known,
            Consumer<Trajectory> finished) {
        if (samplesPerProblem < 1) throw new IllegalArgumentException("samplesPerProblem must be at least 1, got " + samplesPerProblem);
        var batch = batch(options);
        var all = new ArrayList<@Nullable Trajectory>();
        for (int p = 0; p < problems.size(); p++) {
            var problem = problems.get(p);
            int[] ids = encodePrompt(problem);
            for (int s = 0; s < samplesPerProblem; s++) {
                var before = known.find(problem, s);
                all.add(before);
                if (before == null)
                    batch.add((s == 0 ? "%s-%03d" : "%s-%03d-%02d").formatted(idPrefix, p, s), problem, s, ids, sampleSeed(seed, p, s));
            }
        }
        var written = write(batch, finished).iterator();
        return all.stream().map(trajectory -> trajectory == null ? written.next() : trajectory).toList();
    }

    /// Writes one response to a prompt that is encoded already, telling of it while it is written, and waits for it. Sampling and length are
    /// the request's, all else as the options have it. An interrupt ends it as in [#collect(List, int, long, String, Consumer)].
    ///
    /// @param id names the trajectory
    /// @throws IllegalArgumentException if the prompt fills the engine's context
    public Trajectory respond(String id, ResponseRequest request, ResponseListener listener) {
        checkLength(id, request.prompt());
        var batch = batch(options.withSampling(request.sampling()).withTokens(request.tokens(),
                Math.min(request.tokens(), options.turnTokens())));
        batch.add(id, new Problem(id, "", ""), request, listener);
        return write(batch, trajectory -> {}).getFirst();
    }

    private RolloutBatch batch(RolloutOptions budget) {
        return new RolloutBatch(engine, interpreter, budget, conversation);
    }

    private List<Trajectory> write(RolloutBatch batch, Consumer<Trajectory> finished) {
        running.add(batch);
        try {
            if (cancelled) batch.cancel();
            return batch.write(finished);
        } finally {
            running.remove(batch);
        }
    }

    /// Ends every unfinished trajectory as [StopReason#ABORTED], those of later calls too. May be called from any thread, more than once.
    public void cancel() {
        cancelled = true;
        running.forEach(RolloutBatch::cancel);
    }

    /// The seed of one sample's random stream: SplitMix64's finaliser over the batch's seed, the problem's index and the sample's index,
    /// taken in one after the other, so that neighbours share nothing and no index moves another's stream.
    public static long sampleSeed(long seed, int problem, int sample) {
        return mix(mix(mix(seed) + problem) + sample);
    }

    public RolloutOptions options() {
        return options;
    }

    /// What runs the policy's code; null where nothing does.
    public @Nullable Interpreter interpreter() {
        return interpreter;
    }

    /// How the policy is asked.
    public Conversation conversation() {
        return conversation;
    }

    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private int[] encodePrompt(Problem problem) {
        int[] ids = conversation.encode(problem.question());
        checkLength(problem.id(), ids);
        return ids;
    }

    private void checkLength(String id, int[] prompt) {
        if (prompt.length == 0 || prompt.length >= engine.maxLength())
            throw new IllegalArgumentException("the prompt of problem " + id + " has " + prompt.length + " tokens, expected 1 to "
                    + (engine.maxLength() - 1) + " (the engine's context is " + engine.maxLength()
                    + "): leave the problem out, or use a larger context");
    }
}
