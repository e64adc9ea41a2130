package dev.retool4j.web;

import dev.retool4j.rollout.Engine;
import dev.retool4j.rollout.Generation;
import dev.retool4j.rollout.Sampling;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `POST /generate` as SGLang has it: token ids in, token ids and log-probabilities out, straight from the engine, without interpreter.
///
/// A sequence stays open behind its answer. A request that holds all its tokens and more, with the same `sampling_seed` and, in
/// `sampling_offset`, the number of tokens drawn so far, goes on with it: the same cache and the same random stream as in one process, and so
/// the same tokens.
final class Generate {
    private static final int DEFAULT_TOKENS = 128; // as SGLang
    private static final int MOST_STOPS = 64;
    /// A bias from which on it is a ban.
    private static final double BAN = -100;
    /// What changes the distribution, and the values that do not.
    private static final Map<String, Double> NEUTRAL = Map.of("frequency_penalty", 0.0, "presence_penalty", 0.0, "repetition_penalty", 1.0,
            "min_p", 0.0, "min_new_tokens", 0.0, "n", 1.0);

    private final ServedModel model;
    private final Slots slots;
    private final Fields.Source bodies;
    private final Map<String, Thread> running = new ConcurrentHashMap<>();

    Generate(ServedModel model, Slots slots, Fields.Source bodies) {
        this.model = model;
        this.slots = slots;
        this.bodies = bodies;
    }

    /// What one request asks for.
    private record Asked(String id, int[] prompt, long seed, long drawn, Sampling sampling, int tokens, List<String> stops,
            boolean logprobs, boolean texts) {}

    void generate(Context context) throws IOException, InterruptedException {
        var asked = read(bodies.read(context));
        slots.enter();
        try {
            if (running.putIfAbsent(asked.id, Thread.currentThread()) != null)
                throw ApiError.field("rid", "rid '" + asked.id + "' is being answered already");
            long start = System.nanoTime();
            Generation generation;
            try {
                generation = answered(asked);
            } finally {
                running.remove(asked.id);
                Thread.interrupted(); // of an abort; the connection goes on
            }
            Http.json(context, 200, answer(asked, generation, (System.nanoTime() - start) / 1e9));
        } finally {
            slots.leave();
        }
    }

    /// `POST /abort_request`: ends the answer to the request of that `rid`, with what it has.
    void abort(Context context) throws IOException {
        abort(bodies.read(context).text("rid", ""));
        context.status(200);
    }

    private void abort(String id) {
        running.computeIfPresent(id, (key, thread) -> {
            thread.interrupt();
            return thread;
        });
    }

    /// Ends all answers.
    void abortAll() {
        running.keySet().forEach(this::abort);
    }

    private Generation answered(Asked asked) {
        var kept = slots.take(asked.prompt, asked.seed, asked.drawn);
        var sequence = kept == null ? open(asked) : kept.sequence();
        boolean goesOn = false;
        try {
            if (kept != null && kept.tokens().length < asked.prompt.length)
                sequence.append(Arrays.copyOfRange(asked.prompt, kept.tokens().length, asked.prompt.length));
            var generation = sequence.generate(asked.sampling, asked.tokens, asked.stops);
            goesOn = generation.finish() != Generation.Finish.ABORTED; // tool-call turns go on behind an end of text
            if (goesOn) keep(asked, generation, sequence);
            return generation;
        } finally {
            if (!goesOn) sequence.close();
        }
    }

    private Engine.Sequence open(Asked asked) {
        try {
            return model.engine().open(asked.prompt, asked.seed, asked.drawn);
        } catch (IllegalArgumentException e) {
            throw ApiError.field("sampling_params.sampling_offset", String.valueOf(e.getMessage()));
        }
    }

    private void keep(Asked asked, Generation generation, Engine.Sequence sequence) {
        int drawn = generation.tokens().length;
        var tokens = Arrays.copyOf(asked.prompt, asked.prompt.length + drawn);
        System.arraycopy(generation.tokens(), 0, tokens, asked.prompt.length, drawn);
        slots.keep(new Slots.Kept(sequence, tokens, asked.seed, asked.drawn + drawn));
    }

    private Asked read(Fields fields) {
        if (fields.flag("stream")) throw ApiError.unsupported("stream", "/generate does not stream: use /v1/completions");
        int vocabulary = model.tokenizer().vocabularySize();
        var prompt = fields.has("text") ? model.tokenizer().encode(fields.text("text", "")) : fields.ids("input_ids", vocabulary);
        int most = model.engine().maxLength() - 1;
        if (prompt.length == 0) throw ApiError.field("text", "text must not be empty");
        if (prompt.length > most) throw ApiError.tooLong("input_ids", prompt.length, most);
        var sampling = fields.object("sampling_params");
        NEUTRAL.forEach((name, neutral) -> {
            if (sampling.number(name, -1e9, 1e9, neutral) != neutral)
                throw ApiError.unsupported(sampling.name(name), sampling.name(name) + " is not supported");
        });
        for (var name : List.of("json_schema", "regex", "ebnf", "stop_regex")) {
            var node = sampling.node(name);
            if (node.isString() || !node.isEmpty())
                throw ApiError.unsupported(sampling.name(name), sampling.name(name) + " is not supported");
        }
        if (sampling.flag("ignore_eos"))
            throw ApiError.unsupported(sampling.name("ignore_eos"), sampling.name("ignore_eos") + " is not supported");
        for (var id : sampling.node("stop_token_ids")) {
            if (!model.tokenizer().endOfTextIds().contains(id.asInt(-1)))
                throw ApiError.unsupported(sampling.name("stop_token_ids"),
                        sampling.name("stop_token_ids") + " may hold only what ends a text here anyway, got " + id);
        }
        long drawn = sampling.integer("sampling_offset", 0, prompt.length).orElse(0);
        return new Asked(fields.text("rid", UUID.randomUUID().toString().replace("-", "")), prompt,
                sampling.whole("sampling_seed").orElseGet(() -> ThreadLocalRandom.current().nextLong()), drawn, sampling(sampling),
                sampling.integer("max_new_tokens", 1, Integer.MAX_VALUE).orElse(DEFAULT_TOKENS), sampling.texts("stop", MOST_STOPS),
                fields.flag("return_logprob"), fields.flag("return_text_in_logprobs"));
    }

    private Sampling sampling(Fields fields) {
        int topK = fields.integer("top_k", -1, Integer.MAX_VALUE).orElse(-1);
        var banned = fields.object("logit_bias").json().properties().stream().map(bias -> banned(bias.getKey(), bias.getValue())).toList();
        return new Sampling(fields.number("temperature", 0, 10, 1), fields.number("top_p", Double.MIN_NORMAL, 1, 1), Math.max(topK, 0),
                banned);
    }

    /// A special token that is never drawn, which is all that a bias can do here.
    private String banned(String id, JsonNode bias) {
        var name = "sampling_params.logit_bias";
        if (!id.matches("[0-9]{1,9}") || !(bias.asDouble(0) <= BAN))
            throw ApiError.unsupported(name, name + " may only ban tokens, with " + BAN + " or less, got " + id + ": " + bias);
        int token = Integer.parseInt(id);
        var spelling = token < model.tokenizer().vocabularySize() ? model.tokenizer().decode(new int[]{token}) : "";
        if (model.tokenizer().specialToken(spelling).orElse(-1) != token)
            throw ApiError.unsupported(name, name + " may only ban special tokens, and " + id + " is none");
        return spelling;
    }

    private Map<String, Object> answer(Asked asked, Generation generation, double seconds) {
        var meta = new LinkedHashMap<String, Object>();
        meta.put("id", asked.id);
        meta.put("finish_reason", finish(generation));
        meta.put("prompt_tokens", asked.prompt.length);
        meta.put("completion_tokens", generation.tokens().length);
        meta.put("weight_version", model.version());
        meta.put("e2e_latency", seconds);
        if (asked.logprobs) meta.put("output_token_logprobs", logprobs(generation, asked.texts));
        var answer = new LinkedHashMap<String, Object>();
        answer.put("text", text(generation));
        answer.put("output_ids", generation.tokens());
        answer.put("meta_info", meta);
        return answer;
    }

    private Map<String, Object> finish(Generation generation) {
        return switch (generation.finish()) {
            case STOP -> Map.of("type", "stop", "matched", String.valueOf(generation.stop()));
            case END_OF_TEXT -> Map.of("type", "stop", "matched", generation.tokens()[generation.tokens().length - 1]);
            case LENGTH -> Map.of("type", "length", "length", generation.tokens().length);
            case ABORTED -> Map.of("type", "abort", "message", "aborted");
        };
    }

    /// The text before what ended it.
    private String text(Generation generation) {
        int count = generation.tokens().length - (generation.finish() == Generation.Finish.END_OF_TEXT ? 1 : 0);
        var text = model.tokenizer().decode(Arrays.copyOf(generation.tokens(), count));
        int at = generation.stop() == null ? -1 : text.indexOf(generation.stop());
        return at < 0 ? text : text.substring(0, at);
    }

    private List<List<@Nullable Object>> logprobs(Generation generation, boolean texts) {
        var list = new ArrayList<List<@Nullable Object>>();
        for (int i = 0; i < generation.tokens().length; i++) {
            int id = generation.tokens()[i];
            list.add(Arrays.asList(generation.logprobs()[i], id,
                    texts ? new String(model.tokenizer().bytes(id), StandardCharsets.UTF_8) : null));
        }
        return list;
    }
}
