package dev.retool4j.reward;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Answers in words: names, yes and no, multiple-choice letters. Compared without regard to case, blanks and wrappers.
final class Words {
    private Words() {}

    /// The bare words of an answer: wrappers, dollar signs, blanks and a final full stop removed, in lower case.
    static String bare(String text) {
        var bare = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\\') {
                var end = i + 1;
                while (end < text.length() && Lexer.isLetter(text.charAt(end)))
                    end++;
                var name = text.substring(i + 1, end);
                if (Vocabulary.WORDS_IN_BRACES.contains(name) || Vocabulary.INVISIBLE.contains(name)) i = end - 1;
                else if (name.isEmpty() && end < text.length() && " ,;:!$%".indexOf(text.charAt(end)) >= 0) i = end;
                else
                    bare.append(c);
            } else if (c > ' ' && c != '{' && c != '}' && c != '$' && c != '~' && c != '*') bare.append(c);
        }
        var end = bare.length();
        while (end > 0 && bare.charAt(end - 1) == '.')
            end--;
        return bare.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /// The letter of a multiple-choice answer such as `C`, `(c)` or `\text{(C)}`; null for anything else.
    static @Nullable Character choice(String text) {
        var bare = bare(text);
        if (bare.length() == 3 && bare.charAt(0) == '(' && bare.charAt(2) == ')') bare = bare.substring(1, 2);
        else if (bare.length() == 2 && bare.charAt(1) == ')') bare = bare.substring(0, 1);
        return bare.length() == 1 && bare.charAt(0) >= 'a' && bare.charAt(0) <= 'j' ? (Character) bare.charAt(0) : null;
    }

    /// Whether two texts that the parser refuses are the same but for blanks.
    static boolean sameText(String a, String b) {
        return withoutBlanks(a).equals(withoutBlanks(b));
    }

    private static String withoutBlanks(String text) {
        var rest = new StringBuilder(text.length());
        for (var i = 0; i < text.length(); i++)
            if (text.charAt(i) > ' ') rest.append(text.charAt(i));
        return rest.toString();
    }

    /// Whether a text that the parser refuses may still be compared as words: letters, digits, blanks and plain punctuation only.
    static boolean harmless(String text) {
        if (text.length() > Lexer.MAX_CHARS) return false;
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '_' && i + 1 < text.length() && text.charAt(i + 1) == '_' || c == '"' || c == '`' || c == '#' || c == '@')
                return false;
            if (c == '\'' && (i == 0 || !Character.isLetter(text.charAt(i - 1)))) return false;
            if (c < ' ' && c != '\n' && c != '\t' && c != '\r') return false;
        }
        return true;
    }
}
