package dev.retool4j.rollout.remote;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.EngineException;
import dev.retool4j.rollout.Generation;
import dev.retool4j.rollout.Generation.Finish;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A turn that came as text. OpenAI's protocols cut the stop string off and do not say which it was: where the server adds no field that
/// does, a block that was opened (`<code>`) and not closed tells. Its tokens are encoded anew and have no log-probabilities: good for
/// evaluation, not for training.
///
/// @param text    what the policy wrote
/// @param finish  `stop` or `length`
/// @param matched the stop string, where the server says it
record WrittenText(String text, String finish, @Nullable String matched) {

    /// @param choice one of the answer's
    /// @param text   where its text stands
    static WrittenText of(JsonNode choice, JsonNode text) throws Unusable {
        if (!text.isString() && !text.isNull()) throw new Unusable("the answer holds no text");
        var finish = choice.path("finish_reason").asString("");
        if (finish.equals("content_filter"))
            throw new EngineException(false, "the server's content filter cut the response");
        if (!finish.equals("stop") && !finish.equals("length")) throw new Unusable("generation ended with '" + finish + "'");
        var vllm = choice.path("stop_reason").asString("");
        var sglang = choice.path("matched_stop").asString("");
        var said = vllm.isEmpty() ? sglang : vllm;
        return new WrittenText(text.asString(""), finish, said.isEmpty() ? null : said);
    }

    Generation checked(Turn turn, Tokenizer tokenizer) {
        int end = -1;
        String found = null;
        for (var stop : turn.stops()) {
            int at = text.indexOf(stop);
            if (at >= 0 && (end < 0 || at + stop.length() < end)) {
                end = at + stop.length();
                found = stop;
            }
        }
        if (found != null) return generation(text.substring(0, end), tokenizer, Finish.STOP, found);
        if (finish.equals("length")) return generation(text, tokenizer, Finish.LENGTH, null);
        var cut = matched != null && turn.stops().contains(matched) ? matched : leftOpen(turn);
        return cut != null
                ? generation(text + cut, tokenizer, Finish.STOP, cut)
                : generation(text, tokenizer, Finish.END_OF_TEXT, null);
    }

    /// The stop string that closes the block which was opened last, or null where no block is open.
    private @Nullable String leftOpen(Turn turn) {
        int last = -1;
        String closing = null;
        for (var stop : turn.stops()) {
            int at = stop.startsWith("</") ? text.lastIndexOf("<" + stop.substring(2)) : -1;
            if (at > last) {
                last = at;
                closing = stop;
            }
        }
        return closing;
    }

    private static Generation generation(String text, Tokenizer tokenizer, Finish finish, @Nullable String stop) {
        var ids = tokenizer.encode(text);
        if (finish == Finish.END_OF_TEXT) {
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = tokenizer.endOfText();
        }
        return new Generation(ids, new float[ids.length], new float[0], finish, stop);
    }
}
