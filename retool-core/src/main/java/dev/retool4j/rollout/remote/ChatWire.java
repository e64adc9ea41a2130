package dev.retool4j.rollout.remote;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Generation;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// OpenAI's `/v1/chat/completions`. The prompt is a user's message, each turn an assistant's, and each interpreter output a user's again:
/// that is what every server takes, and not quite the one long response of the paper. See [WrittenText].
record ChatWire(URI address, String model, Tokenizer tokenizer, boolean seeds) implements Wire {

    @Override
    public Map<String, Object> body(Turn turn) {
        var messages = new ArrayList<Map<String, String>>();
        for (var piece : turn.pieces())
            messages.add(Map.of("role", piece.policy() ? "assistant" : "user", "content", tokenizer.decode(piece.tokens()).strip()));
        var body = new LinkedHashMap<String, Object>();
        body.put("model", model);
        body.put("messages", messages);
        CompletionsWire.common(body, turn, seeds);
        return body;
    }

    @Override
    public Generation read(JsonNode answer, Turn turn) throws Unusable {
        var choice = answer.path("choices").path(0);
        return WrittenText.of(choice, choice.path("message").path("content")).checked(turn, tokenizer);
    }
}
