package dev.retool4j.data;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A question as words, so that two copies of a problem come out equal whatever their typesetting: runs of letters and runs of digits,
/// everything else gone. `$\dfrac{1}{2}$`, `\(\frac12\)` and `frac 1 2` … differ in marks only.
final class QuestionWords {
    private static final Pattern DRAWING = Pattern.compile("\\[asy].*?\\[/asy]|\\\\begin\\{asy}.*?\\\\end\\{asy}", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("!\\[[^\\]]*]\\([^)]*\\)|https?://\\S+");
    private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d)(?:\\{,}|,\\\\!|,)(?=\\d{3}(?!\\d))");
    private static final Pattern WORD = Pattern.compile("\\p{L}+|\\d+");

    /// LaTeX's words that say how something looks.
    private static final Set<String> LOOKS = Set.of("left", "right", "big", "bigl", "bigr", "displaystyle", "text", "textbf", "textit",
            "mathrm", "mathbf", "mathit", "operatorname", "quad", "qquad");
    private static final Map<String, String> SAME = Map.of("dfrac", "frac", "tfrac", "frac", "leq", "le", "geq", "ge", "neq", "ne", "ldots",
            "dots", "cdots", "dots");

    private QuestionWords() {}

    /// The words in order, in lower case; drawings (Asymptote) and links are left out.
    static List<String> of(String question) {
        var text = Normalizer.normalize(question, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        text = LINK.matcher(DRAWING.matcher(text).replaceAll(" ")).replaceAll(" ");
        text = THOUSANDS.matcher(text).replaceAll("");
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(text);
        while (matcher.find()) {
            var word = SAME.getOrDefault(matcher.group(), matcher.group());
            if (!LOOKS.contains(word)) words.add(word);
        }
        return words;
    }

    static boolean isNumber(String word) {
        return Character.isDigit(word.charAt(0));
    }
}
