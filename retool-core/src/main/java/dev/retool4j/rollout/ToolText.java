package dev.retool4j.rollout;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.sandbox.ExecutionResult;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The inline tags as the rollout needs them.
final class ToolText {
    static final String CODE_OPEN = "<code>";
    static final String CODE_CLOSE = "</code>";
    static final String ANSWER_OPEN = "<answer>";
    static final String ANSWER_CLOSE = "</answer>";
    static final String NO_CODE = "no code block";

    private ToolText() {}

    static @Nullable String code(String block) {
        if (block.isEmpty()) return null;
        var body = block.substring(CODE_OPEN.length(), block.length() - CODE_CLOSE.length()).strip();
        if (body.startsWith("```python")) body = body.substring(9);
        if (body.endsWith("```")) body = body.substring(0, body.length() - 3);
        return body.isBlank() ? null : body.strip();
    }

    static String output(ExecutionResult result, int limit) {
        var text = result.succeeded() ? result.stdout() : result.stderr();
        return text.length() <= limit ? text : text.substring(0, limit / 2) + "..." + text.substring(text.length() - limit / 2);
    }

    static String render(String output) {
        return "\n<interpreter>\n" + output + "\n</interpreter>\n";
    }

    static int[] encode(Tokenizer tokenizer, String output) {
        return IntStream.concat(Arrays.stream(tokenizer.encode("\n<interpreter>\n")), //
                IntStream.concat(Arrays.stream(tokenizer.encodePlain(output)), Arrays.stream(tokenizer.encode("\n</interpreter>\n"))))
                .toArray();
    }
}
