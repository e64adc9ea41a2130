package dev.retool4j.rollout.remote;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Generation;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// OpenAI's `/v1/completions`: the text so far in, the text of the turn out. See [WrittenText].
record CompletionsWire(URI address, String model, Tokenizer tokenizer, boolean seeds) implements Wire {

    @Override
    public Map<String, Object> body(Turn turn) {
        var body = new LinkedHashMap<String, Object>();
        body.put("model", model);
        body.put("prompt", tokenizer.decode(turn.tokens()));
        common(body, turn, seeds);
        return body;
    }

    /// Fields that both of OpenAI's protocols have; what is off is not sent, since not every server knows it.
    static void common(Map<String, Object> body, Turn turn, boolean seeds) {
        var sampling = turn.sampling();
        body.put("max_tokens", turn.maxTokens());
        body.put("temperature", sampling.temperature());
        if (sampling.topP() < 1) body.put("top_p", sampling.topP());
        if (sampling.topK() > 0) body.put("top_k", sampling.topK());
        body.put("stop", turn.stops());
        if (seeds) body.put("seed", turn.turnSeed());
    }

    @Override
    public Generation read(JsonNode answer, Turn turn) throws Unusable {
        var choice = answer.path("choices").path(0);
        return WrittenText.of(choice, choice.path("text")).checked(turn, tokenizer);
    }
}
