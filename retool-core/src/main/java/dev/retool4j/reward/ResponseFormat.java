package dev.retool4j.reward;

import org.jspecify.annotations.Nullable;

/// The shape of a well-formed response (ReTool §2.2): code blocks each followed by their output, then one answer with a box, and nothing after it.
public final class ResponseFormat {
    static final String CODE_OPEN = "<code>";
    static final String CODE_CLOSE = "</code>";
    static final String OUTPUT_OPEN = "<interpreter>";
    static final String OUTPUT_CLOSE = "</interpreter>";
    static final String ANSWER_OPEN = "<answer>";
    static final String ANSWER_CLOSE = "</answer>";

    private ResponseFormat() {}

    /// What breaks the format first, in words, or null where nothing does. Linear in the response's length.
    public static @Nullable String fault(String response) {
        var at = 0;
        while (true) {
            var code = response.indexOf(CODE_OPEN, at);
            var answer = response.indexOf(ANSWER_OPEN, at);
            if (answer < 0) return "there is no <answer>";
            if (code >= 0 && code < answer) {
                var end = response.indexOf(CODE_CLOSE, code);
                if (end < 0) return "a code block is not closed";
                var next = skipBlanks(response, end + CODE_CLOSE.length());
                if (!response.startsWith(OUTPUT_OPEN, next)) return "a code block has no output";
                var close = response.indexOf(OUTPUT_CLOSE, next);
                if (close < 0) return "an interpreter output is not closed";
                at = close + OUTPUT_CLOSE.length();
                continue;
            }
            var stray = response.indexOf(OUTPUT_OPEN, at);
            if (stray >= 0 && stray < answer) return "an interpreter output has no code";
            var end = response.indexOf(ANSWER_CLOSE, answer);
            if (end < 0) return "the answer is not closed";
            if (AnswerExtractor.LAST_BOX.extract(response.substring(answer, end)) == null) return "the answer has no box";
            return skipBlanks(response, end + ANSWER_CLOSE.length()) == response.length() ? null : "something follows the answer";
        }
    }

    private static int skipBlanks(String text, int from) {
        var at = from;
        while (at < text.length() && text.charAt(at) <= ' ')
            at++;
        return at;
    }

    static int count(String text, String part) {
        var count = 0;
        for (var at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length()))
            count++;
        return count;
    }
}
