package dev.retool4j.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// How text is cut into the pieces inside which BPE merges. Besides naming Qwen2's expression, this knows where a text may be cut without
/// changing its tokens, so that the parts can be encoded one by one and their ids remembered.
///
/// A cut is made only next to ASCII characters, where the three published expressions leave no doubt: before a space that follows a
/// printable character (no piece has a space inside after its first character), and, where every digit is a piece of its own, before a
/// digit that follows a printable character and after each digit.
enum PreTokenization {
    /// Qwen2, 2.5 and 3: every digit is a piece.
    QWEN2(PreTokenization.QWEN2_EXPRESSION, true),
    /// Llama 3: up to three digits in a piece.
    LLAMA3(PreTokenization.QWEN2_EXPRESSION.replace("|\\p{N}|", "|\\p{N}{1,3}|"), false),
    /// Any other: text is never cut.
    OTHER("", false);

    private static final String QWEN2_EXPRESSION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private final String expression;
    private final boolean digitsAlone;

    PreTokenization(String expression, boolean digitsAlone) {
        this.expression = expression;
        this.digitsAlone = digitsAlone;
    }

    String expression() {
        return expression;
    }

    /// The expression for Java, whose `\s` has to be told of Unicode.
    Pattern pattern() {
        return Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS);
    }

    /// Which one a `tokenizer.json` uses, as far as this class can be sure of it.
    static PreTokenization of(JsonNode tokenizerJson) {
        for (var node : tokenizerJson.path("pre_tokenizer").findValues("Regex")) {
            for (var known : List.of(QWEN2, LLAMA3)) {
                if (known.expression.equals(node.asString()) && addedTokensAllow(tokenizerJson, known)) return known;
            }
        }
        return OTHER;
    }

    /// A cut must not fall into an added token, and an added token must not eat the space beside it.
    private static boolean addedTokensAllow(JsonNode tokenizerJson, PreTokenization known) {
        for (var token : tokenizerJson.path("added_tokens")) {
            var content = token.path("content").asString("");
            if (content.indexOf(' ') >= 0 || known.digitsAlone && content.chars().anyMatch(c -> c >= '0' && c <= '9')) return false;
            if (token.path("lstrip").asBoolean(false) || token.path("rstrip").asBoolean(false)
                    || token.path("single_word").asBoolean(false))
                return false;
        }
        return true;
    }

    /// The text in parts whose tokens, one part after the other, are the tokens of the whole.
    List<String> cut(String text) {
        if (this == OTHER) return List.of(text);
        var parts = new ArrayList<String>(text.length() / 4 + 1);
        int begin = 0;
        for (int i = 1; i < text.length(); i++) {
            if (!mayCut(text.charAt(i - 1), text.charAt(i))) continue;
            parts.add(text.substring(begin, i));
            begin = i;
        }
        if (begin < text.length()) parts.add(text.substring(begin));
        return parts;
    }

    private boolean mayCut(char before, char after) {
        if (digitsAlone && digit(before)) return true;
        boolean printable = before > ' ' && before < 0x7F;
        return printable && (after == ' ' || digitsAlone && digit(after));
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
