package dev.retool4j.reward;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The extraction rules behind [AnswerExtractor].
final class Extractors {
    static final Map<String, AnswerExtractor> NAMED = new LinkedHashMap<>();

    static {
        NAMED.put("answer-box", AnswerExtractor.ANSWER_BOX);
        NAMED.put("last-box", AnswerExtractor.LAST_BOX);
        NAMED.put("retool-evaluator", AnswerExtractor.RETOOL_EVALUATOR);
        NAMED.put("verl-strict-box", AnswerExtractor.VERL_STRICT_BOX);
        NAMED.put("verl-answer-line", AnswerExtractor.VERL_ANSWER_LINE);
        NAMED.put("gsm8k", AnswerExtractor.GSM8K);
    }

    private static final String[] BOXES = {"\\boxed", "\\fbox"};
    private static final int VERL_TAIL = 300;
    private static final int VERL_STRICT_TAIL = 100;

    private Extractors() {}

    static @Nullable String answerBox(String response) {
        var close = response.lastIndexOf("</answer>");
        if (close < 0) return null;
        var open = response.lastIndexOf("<answer>", close);
        return open < 0 ? null : lastBox(response.substring(open + "<answer>".length(), close));
    }

    static @Nullable String lastBox(String response) {
        // One pass: `last` is the content of the box that closed last among the outermost ones, so "\boxed{\boxed{1}}" gives the inner 1 by unwrapping.
        String last = null;
        var at = nextBox(response, 0);
        while (at >= 0) {
            var brace = boxBrace(response, at);
            if (brace < 0) {
                at = nextBox(response, at + 1);
                continue;
            }
            var close = closingBrace(response, brace);
            if (close < 0) return lastInside(response, brace + 1, last);
            last = response.substring(brace + 1, close);
            at = nextBox(response, close + 1);
        }
        return last == null ? null : unwrap(last);
    }

    /// Behind a box that never closes: complete boxes inside it still count. Each later box either closes or, like the first, does not.
    private static @Nullable String lastInside(String response, int from, @Nullable String before) {
        var end = response.length();
        var closeOf = matchingBraces(response, from);
        var last = before;
        for (var at = nextBox(response, from); at >= 0 && at < end;) {
            var brace = boxBrace(response, at);
            var close = brace < 0 ? -1 : closeOf[brace - from];
            if (close > 0) last = response.substring(brace + 1, close);
            at = nextBox(response, close > 0 ? close + 1 : at + 1);
        }
        return last == null ? null : unwrap(last);
    }

    private static int[] matchingBraces(String text, int from) {
        var length = text.length() - from;
        var closeOf = new int[length];
        var stack = new int[length];
        var depth = 0;
        for (var i = 0; i < length; i++) {
            var c = text.charAt(from + i);
            if (c == '\\') i++;
            else if (c == '{') stack[depth++] = i;
            else if (c == '}' && depth > 0) closeOf[stack[--depth]] = from + i;
        }
        return closeOf;
    }

    private static String unwrap(String content) {
        var text = content.strip();
        while (true) {
            var brace = text.startsWith("\\boxed") || text.startsWith("\\fbox") ? boxBrace(text, 0) : -1;
            if (brace < 0 || closingBrace(text, brace) != text.length() - 1) return text;
            text = text.substring(brace + 1, text.length() - 1).strip();
        }
    }

    private static int nextBox(String text, int from) {
        for (var at = text.indexOf('\\', from); at >= 0; at = text.indexOf('\\', at + 1)) {
            for (var box : BOXES)
                if (text.startsWith(box, at)) return at;
        }
        return -1;
    }

    /// Where the brace of the box at `at` stands, or -1.
    private static int boxBrace(String text, int at) {
        var brace = at + (text.startsWith("\\boxed", at) ? "\\boxed".length() : "\\fbox".length());
        while (brace < text.length() && text.charAt(brace) == ' ')
            brace++;
        return brace < text.length() && text.charAt(brace) == '{' ? brace : -1;
    }

    private static int closingBrace(String text, int open) {
        var depth = 0;
        for (var i = open; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\\') i++;
            else if (c == '{') depth++;
            else if (c == '}' && --depth == 0) return i;
        }
        return -1;
    }

    static @Nullable String retoolEvaluator(String response) {
        var box = response.lastIndexOf("boxed");
        if (box >= 0) {
            var begin = box + "boxed".length();
            if (begin < response.length() && response.charAt(begin) == '{') {
                var close = closingBrace(response, begin);
                return response.substring(begin + 1, close < 0 ? response.length() : close).strip();
            }
            var stop = response.indexOf('$', begin);
            return response.substring(begin, stop < 0 ? response.length() : stop).strip();
        }
        return lastInteger(response.substring(response.stripTrailing().lastIndexOf('\n') + 1));
    }

    private static @Nullable String lastInteger(String line) {
        var end = line.length();
        while (end > 0 && !isDigit(line.charAt(end - 1)))
            end--;
        var begin = end;
        while (begin > 0 && isDigit(line.charAt(begin - 1)))
            begin--;
        if (begin == end) return null;
        return line.substring(begin > 0 && line.charAt(begin - 1) == '-' ? begin - 1 : begin, end);
    }

    static @Nullable String verlStrictBox(String response) {
        var tail = response.substring(Math.max(0, response.length() - VERL_STRICT_TAIL));
        var at = tail.lastIndexOf("\\boxed{");
        if (at < 0) return null;
        var open = at + "\\boxed".length();
        var close = closingBrace(tail, open);
        return close < 0 ? null : tail.substring(open + 1, close);
    }

    static @Nullable String verlAnswerLine(String response) {
        var tail = response.substring(Math.max(0, response.length() - VERL_TAIL));
        for (var at = tail.length(); (at = tail.lastIndexOf(':', at - 1)) >= 0;) {
            var word = at - "answer".length();
            if (word < 0 || !tail.regionMatches(true, word, "answer", 0, "answer".length())) continue;
            var end = tail.indexOf('\n', at);
            var line = tail.substring(at + 1, end < 0 ? tail.length() : end).strip();
            if (!line.isEmpty()) return line;
        }
        return null;
    }

    static @Nullable String gsm8k(String response) {
        var at = response.lastIndexOf("####");
        if (at < 0) return null;
        var begin = at + 4;
        while (begin < response.length() && (response.charAt(begin) == ' ' || response.charAt(begin) == '$'))
            begin++;
        var end = begin;
        while (end < response.length() && (isDigit(response.charAt(end)) || "+-.,".indexOf(response.charAt(end)) >= 0))
            end++;
        while (end > begin && ".,".indexOf(response.charAt(end - 1)) >= 0)
            end--;
        return end == begin ? null : response.substring(begin, end).replace(",", "");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
