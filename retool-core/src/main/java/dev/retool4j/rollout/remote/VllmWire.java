package dev.retool4j.rollout.remote;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Generation;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// vLLM's `/v1/completions` with token ids in and out (`return_token_ids`, vLLM 0.10.2 and later). Its log-probabilities are those before
/// the temperature (`--logprobs-mode` raw_logprobs, its default): they are what [Generation] says at temperature 1 only.
record VllmWire(URI address, String model, Tokenizer tokenizer, boolean seeds) implements Wire {

    @Override
    public Map<String, Object> body(Turn turn) {
        var sampling = turn.sampling();
        var body = new LinkedHashMap<String, Object>();
        body.put("model", model);
        body.put("prompt", turn.tokens());
        body.put("max_tokens", turn.maxTokens());
        body.put("temperature", sampling.temperature());
        body.put("top_p", sampling.topP());
        body.put("top_k", sampling.topK() == 0 ? -1 : sampling.topK());
        body.put("stop", turn.stops());
        body.put("stop_token_ids", new TreeSet<>(tokenizer.endOfTextIds()));
        body.put("include_stop_str_in_output", true);
        body.put("skip_special_tokens", false);
        body.put("spaces_between_special_tokens", false);
        body.put("logprobs", 0);
        body.put("return_token_ids", true);
        var bans = DrawnTokens.bans(turn, tokenizer);
        if (!bans.isEmpty()) body.put("logit_bias", bans);
        if (seeds) body.put("seed", turn.turnSeed());
        return body;
    }

    @Override
    public Generation read(JsonNode answer, Turn turn) throws Unusable {
        var choice = answer.path("choices").path(0);
        var drawn = choice.path("token_ids");
        if (!drawn.isArray())
            throw new Unusable(
                    "the answer holds no token_ids: vLLM sends them from 0.10.2 on; for text alone there is engine.api=completions");
        var given = choice.path("logprobs").path("token_logprobs");
        var ids = new int[drawn.size()];
        var logprobs = new float[given.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!drawn.path(i).isInt()) throw new Unusable("token_ids holds " + drawn.path(i));
            ids[i] = drawn.path(i).intValue();
        }
        for (int i = 0; i < logprobs.length; i++) {
            if (!given.path(i).isNumber()) throw new Unusable("token_logprobs holds " + given.path(i));
            logprobs[i] = given.path(i).floatValue();
        }
        var finish = choice.path("finish_reason").asString("");
        if (!finish.equals("stop") && !finish.equals("length")) throw new Unusable("generation ended with '" + finish + "'");
        var reason = choice.path("stop_reason");
        return new DrawnTokens(ids, logprobs, finish.equals("length"), reason.isString() ? reason.stringValue() : null).checked(turn,
                tokenizer);
    }
}
