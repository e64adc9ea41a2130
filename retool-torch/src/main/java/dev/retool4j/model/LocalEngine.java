package dev.retool4j.model;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Engine;
import dev.retool4j.rollout.Generation.Finish;
import dev.retool4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The in-process engine: continuous batching over the slots of one preallocated key-value cache.
///
/// One platform thread owns the model. Sequences that generate stand in slots `[0, active)` and take one step together; a sequence that
/// stops leaves the batch and keeps its slot, so that going on costs the prefill of what was appended and nothing else. Sequences beyond
/// the number of slots wait for a slot in order of arrival.
///
/// Every sequence draws from its own random stream and [Decoder] computes each row the same way whatever stands beside it, so a seed
/// gives the same tokens whatever the timing and the number of slots.
public final class LocalEngine implements Engine {

    /// @param slots     sequences whose caches are held at once
    /// @param maxLength longest sequence in tokens, prompt included
    /// @param threads   threads that one native operation may use
    /// @param lookahead whether a step is given to the device before the host has read the tokens of the one before it, so that the device
    ///                  never waits for the host; what turns out to be behind a response's end is thrown away, and nothing else changes.
    ///                  On a GPU it always does; on the CPU it only costs
    public record Options(int slots, int maxLength, int threads, boolean lookahead) {
        /// Without lookahead.
        public Options(int slots, int maxLength, int threads) {
            this(slots, maxLength, threads, false);
        }

        public Options {
            if (slots < 1) throw new IllegalArgumentException("engine slots must be at least 1, got " + slots);
            if (maxLength < 2) throw new IllegalArgumentException("engine maxLength must be at least 2, got " + maxLength);
            if (threads < 1) throw new IllegalArgumentException("engine threads must be at least 1, got " + threads);
        }
    }

    /// What the engine did since it started.
    ///
    /// @param sampled     tokens drawn
    /// @param prefilled   tokens written to caches in chunks: prompts and interpreter output
    /// @param steps       decode steps
    /// @param busySeconds time in prefill and decode steps
    public record Stats(long sampled, long prefilled, long steps, double busySeconds) {

        public Stats minus(Stats earlier) {
            return new Stats(sampled - earlier.sampled, prefilled - earlier.prefilled, steps - earlier.steps,
                    busySeconds - earlier.busySeconds);
        }
    }

    /// A prefill costs about as much for one short chunk as for several, so small groups wait for company up to this many decode steps.
    private static final int PATIENCE = 8;
    /// Ways of sampling that are kept ready; a server is asked for ever new ones.
    private static final int MOST_SAMPLERS = 64;

    private final Tokenizer tokenizer;
    private final Options options;
    private final int vocabulary;
    private final Placement placement;
    private final boolean lookahead;
    private final @Nullable ValueHead critic;
    private final KvCache cache;
    private final Decoder decoder;
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Map<Sampling, Sampler> samplers = new HashMap<>();
    private final Thread thread;

    // owned by the engine's thread
    private final @Nullable LocalSequence[] bySlot;
    private final List<LocalSequence> waiting = new ArrayList<>();
    private int active;
    private int used;
    private int stepsSincePrefill;
    private boolean closing;
    private @Nullable Flight flight; // the last step, where the host has not read its tokens

    private volatile Stats stats = new Stats(0, 0, 0, 0);
    private volatile @Nullable Throwable failure;
    private volatile boolean ended;

    /// @param critic read at every sampled token, or null
    public LocalEngine(Weights weights, @Nullable ValueHead critic, Tokenizer tokenizer, Options options) {
        var config = weights.config();
        if (options.maxLength > config.maxPositions())
            throw new IllegalArgumentException("engine maxLength is " + options.maxLength + ", but the model was made for at most "
                    + config.maxPositions() + " positions: lower the token budgets");
        if (tokenizer.vocabularySize() > config.vocabularySize())
            throw new IllegalArgumentException("the tokenizer has " + tokenizer.vocabularySize() + " tokens, the model only "
                    + config.vocabularySize() + ": they do not belong together");
        this.tokenizer = tokenizer;
        this.options = options;
        this.vocabulary = config.vocabularySize();
        this.placement = weights.placement();
        this.lookahead = options.lookahead || placement.onGpu();
        this.critic = critic;
        this.cache = new KvCache(config, weights.placement(), Math.max(options.slots, Decoder.MIN_ROWS), options.maxLength);
        this.decoder = new Decoder(weights, cache);
        this.bySlot = new LocalSequence[cache.slots];
        this.thread = Thread.ofPlatform().daemon().name("retool-engine").start(this::loop);
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public int maxLength() {
        return options.maxLength;
    }

    public Stats stats() {
        return stats;
    }

    public Options options() {
        return options;
    }

    @Override
    public Sequence open(int[] prompt, long seed) {
        return open(prompt, seed, 0);
    }

    @Override
    public Sequence open(int[] prompt, long seed, long drawn) {
        if (prompt.length == 0) throw new IllegalArgumentException("a prompt needs at least one token");
        if (prompt.length >= options.maxLength)
            throw new IllegalArgumentException(
                    "the prompt has " + prompt.length + " tokens, the engine takes at most " + (options.maxLength - 1)
                            + ": raise rollout.maxLength or leave the problem out");
        return new LocalSequence(this, prompt, seed, drawn);
    }

    /// Ends what is being generated with [Finish#ABORTED] and gives the cache back.
    @Override
    public void close() {
        post(() -> closing = true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void post(Runnable command) {
        inbox.add(command);
    }

    /// Called by a sequence's thread: queues it for generation.
    void submit(LocalSequence sequence) {
        post(() -> waiting.add(sequence));
        // the loop sets failure before it empties the inbox for the last time
        if (failure != null || ended) drainAfterEnd();
    }

    private synchronized void drainAfterEnd() {
        for (var command = inbox.poll(); command != null; command = inbox.poll())
            command.run();
        endAll();
    }

    private void loop() {
        NativeSetup.initialize(options.threads);
        try (var off = new NoGradGuard()) {
            while (!closing) {
                if (active == 0 && waiting.isEmpty()) inbox.take().run();
                for (var command = inbox.poll(); command != null; command = inbox.poll())
                    command.run();
                long begun = System.nanoTime();
                boolean due = prefillDue();
                if (due || !mayLookAhead()) land();
                boolean prefilled = due && prefill();
                if (active > 0) step();
                else if (!prefilled && !waiting.isEmpty() && inbox.isEmpty()) inbox.take().run(); // all slots held by pausing sequences
                var s = stats;
                stats = new Stats(s.sampled, s.prefilled, s.steps, s.busySeconds + (System.nanoTime() - begun) * 1e-9);
            }
        } catch (Throwable e) {
            failure = e;
        } finally {
            synchronized (this) {
                closing = true;
                endAll();
                ended = true;
            }
            drainAfterEnd();
            samplers.values().forEach(Sampler::close);
            decoder.close();
            cache.close();
        }
    }

    private void endAll() {
        if (flight != null) flight.close();
        flight = null;
        // also those that a failure caught between two places; who was answered already is not answered again
        for (int slot = 0; slot < used; slot++) {
            var sequence = bySlot[slot];
            if (sequence != null && sequence.asking()) end(sequence);
        }
        for (var sequence : waiting)
            end(sequence);
        waiting.clear();
        active = 0;
    }

    private void end(LocalSequence sequence) {
        var cause = failure;
        if (cause != null) sequence.fail(cause);
        else
            sequence.finish(Finish.ABORTED, null);
    }

    private LocalSequence sequenceAt(int slot) {
        return java.util.Objects.requireNonNull(bySlot[slot]);
    }

    private boolean prefillDue() {
        waiting.removeIf(sequence -> {
            if (!sequence.cancelled()) return false;
            sequence.finish(Finish.ABORTED, null);
            return true;
        });
        long admissible = waiting.stream().filter(sequence -> sequence.slot >= 0 || used < options.slots).count();
        if (admissible == 0) return false;
        return active == 0 || stepsSincePrefill >= PATIENCE || waiting.size() * 4 >= active;
    }

    /// Gives slots to waiting sequences, writes their pending tokens and draws each one's first token. False if no slot was free.
    private boolean prefill() {
        forgetSamplers();
        var admitted = new ArrayList<LocalSequence>();
        int width = 0, window = 0;
        for (var i = waiting.iterator(); i.hasNext();) {
            var sequence = i.next();
            width = Math.max(width, sequence.pending());
            window = Math.max(window, sequence.length + sequence.pending());
            if (!admitted.isEmpty() && decoder.scores(admitted.size() + 1, width, window) > Decoder.MOST_SCORES) break;
            if (sequence.slot < 0) {
                if (used == options.slots) continue;
                sequence.slot = used;
                bySlot[used++] = sequence;
            }
            samplers.computeIfAbsent(sequence.sampling(), s -> new Sampler(s, tokenizer, vocabulary, placement));
            exchange(sequence.slot, active++);
            i.remove();
            admitted.add(sequence);
        }
        if (admitted.isEmpty()) return false;
        stepsSincePrefill = 0;
        int n = admitted.size();
        var slots = new int[n];
        var starts = new int[n];
        var chunks = new int[n][];
        long tokens = 0;
        for (int i = 0; i < n; i++) {
            var sequence = admitted.get(i);
            slots[i] = sequence.slot;
            starts[i] = sequence.length;
            chunks[i] = sequence.takePending();
            tokens += chunks[i].length;
        }
        try (var scope = new PointerScope()) {
            var hidden = decoder.prefill(slots, starts, chunks);
            for (int i = 0; i < n; i++)
                admitted.get(i).length += chunks[i].length;
            var s = stats;
            stats = new Stats(s.sampled, s.prefilled + tokens, s.steps, s.busySeconds);
            flight = draw(hidden, admitted);
        }
        land();
        return true;
    }

    /// One decode step of all active sequences. With lookahead its tokens are read after the next one has been given to the device.
    private void step() {
        int rows = Math.max(active, Decoder.MIN_ROWS);
        var before = flight;
        var positions = new int[rows];
        var batch = new ArrayList<LocalSequence>(active);
        for (int slot = 0; slot < rows; slot++) {
            var sequence = bySlot[slot];
            if (slot < active) batch.add(java.util.Objects.requireNonNull(sequence));
            // rows that only fill up write to their next position, which their own next token overwrites
            positions[slot] = sequence == null ? 0 : sequence.length;
        }
        stepsSincePrefill++;
        try (var scope = new PointerScope()) {
            var hidden = decoder.step(before == null ? known(batch, rows) : flying(before, batch, rows), positions);
            for (var sequence : batch)
                sequence.length++;
            var s = stats;
            stats = new Stats(s.sampled, s.prefilled, s.steps + 1, s.busySeconds);
            var next = draw(hidden, batch);
            if (before != null) land(before, next);
            flight = next;
        }
        if (!lookahead) land();
    }

    /// The tokens of a step whose predecessor has been read: `[rows]`.
    private Tensor known(List<LocalSequence> batch, int rows) {
        var tokens = new long[rows];
        for (int slot = 0; slot < batch.size(); slot++)
            tokens[slot] = batch.get(slot).takePending()[0];
        return placement.tensor(tokens);
    }

    /// The tokens of a step whose predecessor is on the device: `[rows]`.
    private Tensor flying(Flight before, List<LocalSequence> batch, int rows) {
        var from = new long[rows];
        for (int slot = 0; slot < batch.size(); slot++)
            from[slot] = before.row(batch.get(slot));
        return before.ids().view(-1).index_select(0, placement.tensor(from));
    }

    /// Whether a step can be given to the device before the tokens of the one before it are known.
    private boolean mayLookAhead() {
        if (!lookahead || flight == null) return false;
        for (int slot = 0; slot < active; slot++) {
            var sequence = sequenceAt(slot);
            if (flight.row(sequence) < 0 || !sequence.maySpeculate(options.maxLength)) return false;
        }
        return true;
    }

    /// Draws the next token of each sequence from its row of `hidden`.
    private Flight draw(Tensor hidden, List<LocalSequence> batch) {
        int n = batch.size();
        var logits = decoder.logits(hidden);
        var uniform = new float[n];
        var lengths = new int[n];
        var live = new boolean[n];
        java.util.Arrays.fill(live, true);
        var groups = new LinkedHashMap<Sampling, List<Integer>>();
        for (int i = 0; i < n; i++) {
            groups.computeIfAbsent(batch.get(i).sampling(), k -> new ArrayList<>()).add(i);
            uniform[i] = batch.get(i).uniform();
            lengths[i] = batch.get(i).length;
            batch.get(i).row = i;
        }
        var draw = groups.size() == 1
                ? sampler(groups.keySet().iterator().next()).draw(logits, uniform)
                : draw(logits, uniform, groups);
        var kept = new Kept();
        var copies = new HostCopy(placement, kept);
        var flying = new Flight(List.copyOf(batch), lengths, uniform, live, kept.keep(draw.ids()), copies, copies.of(draw.ids()),
                copies.of(draw.logprobs()), critic == null ? null : copies.of(critic.values(hidden).narrow(0, 0, n)), kept);
        copies.sealed();
        return flying;
    }

    /// Closes the samplers that no sequence draws with, where there are many. Nothing may fly.
    private void forgetSamplers() {
        if (samplers.size() < MOST_SAMPLERS) return;
        var drawing = new HashSet<Sampling>();
        for (int slot = 0; slot < active; slot++)
            drawing.add(sequenceAt(slot).sampling());
        samplers.entrySet().removeIf(entry -> {
            if (drawing.contains(entry.getKey())) return false;
            entry.getValue().close();
            return true;
        });
    }

    private Sampler sampler(Sampling sampling) {
        return java.util.Objects.requireNonNull(samplers.get(sampling));
    }

    /// The same where sequences are sampled in different ways.
    private Sampler.Draw draw(Tensor logits, float[] uniform, Map<Sampling, List<Integer>> groups) {
        var ids = new TensorVector();
        var logprobs = new TensorVector();
        var place = new long[uniform.length];
        int at = 0;
        for (var group : groups.entrySet()) {
            var rows = group.getValue();
            var own = new float[rows.size()];
            for (int i = 0; i < own.length; i++) {
                own[i] = uniform[rows.get(i)];
                place[rows.get(i)] = at++;
            }
            var draw = sampler(group.getKey())
                    .draw(logits.index_select(0, placement.tensor(rows.stream().mapToLong(r -> r).toArray())), own);
            ids.push_back(draw.ids());
            logprobs.push_back(draw.logprobs());
        }
        var order = placement.tensor(place);
        return new Sampler.Draw(torch.cat(ids, 0).index_select(0, order), torch.cat(logprobs, 0).index_select(0, order));
    }

    /// Reads the tokens that fly, if any.
    private void land() {
        var flying = flight;
        flight = null;
        if (flying != null) land(flying, null);
    }

    /// Hands drawn tokens to their sequences, and lets those leave that are done.
    ///
    /// @param ahead the step after it, where that was given to the device already
    private void land(Flight flying, @Nullable Flight ahead) {
        var landed = flying.land();
        int accepted = 0;
        for (int row = 0; row < flying.batch().size(); row++) {
            if (!flying.live()[row]) continue;
            accepted++;
            var sequence = flying.batch().get(row);
            boolean goesOn = sequence.accept((int) landed.tokens()[row], landed.logprobs()[row], landed.values()[row], tokenizer,
                    flying.lengths()[row], options.maxLength);
            if (goesOn && ahead != null) sequence.takePending(); // the step ahead has written it
            if (goesOn) continue;
            if (ahead != null) ahead.drop(sequence);
            exchange(sequence.slot, --active);
        }
        var s = stats;
        stats = new Stats(s.sampled + accepted, s.prefilled, s.steps, s.busySeconds);
        for (int row = 0; row < flying.batch().size(); row++) {
            if (flying.live()[row]) flying.batch().get(row).reportIfDone();
        }
        flying.close();
    }

    boolean hasCritic() {
        return critic != null;
    }

    /// Lets two slots change places, caches included.
    private void exchange(int a, int b) {
        if (a == b) return;
        var first = bySlot[a];
        var second = bySlot[b];
        int longest = Math.max(first == null ? 0 : first.length, second == null ? 0 : second.length);
        if (longest > 0) {
            try (var scope = new PointerScope()) {
                cache.swap(a, b, longest);
            }
        }
        place(first, b);
        place(second, a);
    }

    private void place(@Nullable LocalSequence sequence, int slot) {
        bySlot[slot] = sequence;
        if (sequence != null) sequence.slot = slot;
    }

    /// Takes a sequence's slot back; the last used one moves into the gap.
    void release(LocalSequence sequence) {
        if (closing) return; // the caches go all together
        waiting.remove(sequence);
        if (sequence.slot < 0) return;
        if (flight != null) flight.drop(sequence);
        if (sequence.slot < active) exchange(sequence.slot, --active);
        exchange(sequence.slot, --used);
        bySlot[used] = null;
        sequence.slot = -1;
    }
}
