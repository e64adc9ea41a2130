package dev.retool4j.rollout.remote;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.EngineException;
import dev.retool4j.rollout.Generation;
import dev.retool4j.rollout.Generation.Finish;
import dev.retool4j.rollout.StopFinder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Token ids that a server drew, held against what was asked for: the stop is looked for here too, and what a server drew behind it is cut.
///
/// @param ids      as sampled
/// @param logprobs of each id
/// @param length   whether the server stopped at a limit of tokens
/// @param matched  the stop string that it reports, or null
record DrawnTokens(int[] ids, float[] logprobs, boolean length, @Nullable String matched) {

    Generation checked(Turn turn, Tokenizer tokenizer) throws Unusable {
        if (ids.length == 0) throw new Unusable("the answer holds no token");
        if (ids.length != logprobs.length) throw new Unusable(logprobs.length + " log-probabilities for " + ids.length + " tokens");
        if (ids.length > turn.maxTokens()) throw new Unusable(ids.length + " tokens, where " + turn.maxTokens() + " were asked for");
        var banned = new HashSet<>(bans(turn, tokenizer).keySet());
        var stops = new StopFinder(turn.stops());
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0) throw new Unusable("token id " + ids[i]);
            if (banned.contains(Integer.toString(ids[i]))) throw new Unusable("token id " + ids[i] + ", which was never to be drawn");
            if (tokenizer.endOfTextIds().contains(ids[i])) return cut(i + 1, Finish.END_OF_TEXT, null);
            var stop = stops.add(tokenizer.bytes(ids[i]));
            if (stop != null) return cut(i + 1, Finish.STOP, stop);
        }
        if (matched != null)
            throw new EngineException(true, "the server stopped at '" + matched + "', but the tokens that it sent do not spell that here: "
                    + tokenizer.decode(ids) + "\nthe tokenizer is another model's: engine.tokenizer must be the served model's");
        return cut(ids.length, length ? Finish.LENGTH : Finish.END_OF_TEXT, null);
    }

    private Generation cut(int count, Finish finish, @Nullable String stop) {
        return new Generation(Arrays.copyOf(ids, count), Arrays.copyOf(logprobs, count), new float[0], finish, stop);
    }

    /// Ids that are never to be drawn, as servers take them: a bias on their logits.
    static Map<String, Integer> bans(Turn turn, Tokenizer tokenizer) {
        var bias = new LinkedHashMap<String, Integer>();
        for (var spelling : turn.sampling().banned())
            tokenizer.specialToken(spelling).ifPresent(id -> bias.put(Integer.toString(id), -100));
        return bias;
    }
}
