package dev.retool4j.rollout.remote;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Generation;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// SGLang's `/generate` with token ids in and out. Its log-probabilities are those of the temperature-scaled distribution before top-k and
/// top-p, as [Generation] has them.
///
/// SGLang draws with the sequence's seed and the position, so that all turns send one seed; retool's own server takes the seed of the
/// sequence in full and how many tokens were drawn before (`sampling_offset`), and then draws what the in-process engine would.
///
/// @param own whether the server is retool's
record SglangWire(URI address, Tokenizer tokenizer, boolean own, boolean seeds) implements Wire {

    @Override
    public Map<String, Object> body(Turn turn) {
        var sampling = turn.sampling();
        var parameters = new LinkedHashMap<String, Object>();
        parameters.put("temperature", sampling.temperature());
        parameters.put("top_p", sampling.topP());
        parameters.put("top_k", sampling.topK() == 0 ? -1 : sampling.topK());
        parameters.put("max_new_tokens", turn.maxTokens());
        parameters.put("stop", turn.stops());
        parameters.put("stop_token_ids", new TreeSet<>(tokenizer.endOfTextIds()));
        parameters.put("no_stop_trim", true);
        parameters.put("skip_special_tokens", false);
        parameters.put("spaces_between_special_tokens", false);
        var bans = DrawnTokens.bans(turn, tokenizer);
        if (!bans.isEmpty()) parameters.put("logit_bias", bans);
        if (seeds) parameters.put("sampling_seed", own ? turn.seed() : turn.sequenceSeed());
        if (seeds && own) parameters.put("sampling_offset", turn.drawn());
        var body = new LinkedHashMap<String, Object>();
        body.put("input_ids", turn.tokens());
        body.put("sampling_params", parameters);
        body.put("return_logprob", true);
        return body;
    }

    @Override
    public Generation read(JsonNode answer, Turn turn) throws Unusable {
        var meta = answer.path("meta_info");
        var drawn = meta.path("output_token_logprobs");
        if (!drawn.isArray()) throw new Unusable("the answer holds no meta_info.output_token_logprobs");
        var ids = new int[drawn.size()];
        var logprobs = new float[drawn.size()];
        for (int i = 0; i < ids.length; i++) {
            var entry = drawn.get(i);
            if (!entry.path(0).isNumber() || !entry.path(1).isInt())
                throw new Unusable("output_token_logprobs holds " + entry + ", expected a log-probability and a token id");
            logprobs[i] = entry.path(0).floatValue();
            ids[i] = entry.path(1).intValue();
        }
        agree(answer.path("output_ids"), ids);
        var finish = meta.path("finish_reason");
        var type = finish.path("type").asString("");
        if (!type.equals("stop") && !type.equals("length")) throw new Unusable("generation ended with " + finish);
        var matched = finish.path("matched");
        return new DrawnTokens(ids, logprobs, type.equals("length"), matched.isString() ? matched.stringValue() : null).checked(turn,
                tokenizer);
    }

    /// The ids stand in two places of an answer; one may lack the last.
    private static void agree(JsonNode other, int[] ids) throws Unusable {
        if (!other.isArray()) return;
        if (other.size() > ids.length) throw new Unusable(ids.length + " log-probabilities for " + other.size() + " tokens");
        for (int i = 0; i < other.size(); i++)
            if (other.path(i).asInt(-1) != ids[i]) throw new Unusable("output_ids and output_token_logprobs differ at " + i);
    }
}
