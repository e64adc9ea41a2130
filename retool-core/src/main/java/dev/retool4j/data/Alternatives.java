package dev.retool4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Texts with alternatives in brackets, `the [remainder|residue] of`; an alternative may be empty.
final class Alternatives {
    private static final Pattern CHOICE = Pattern.compile("\\[([^\\]]*)]");

    private Alternatives() {}

    /// One reading of the text: random ones, or the first of each where `random` is null.
    static String choose(String text, @Nullable RandomGenerator random) {
        return spaces(CHOICE.matcher(text).replaceAll(match -> {
            var options = match.group(1).split("\\|", -1);
            return Matcher.quoteReplacement(options[random == null ? 0 : random.nextInt(options.length)]);
        }));
    }

    /// Every reading of the text.
    static List<String> all(String text) {
        var matcher = CHOICE.matcher(text);
        if (!matcher.find()) return List.of(spaces(text));
        var readings = new ArrayList<String>();
        for (var option : matcher.group(1).split("\\|", -1)) {
            readings.addAll(all(text.substring(0, matcher.start()) + option + text.substring(matcher.end())));
        }
        return readings;
    }

    private static String spaces(String text) {
        return text.replace("  ", " ");
    }
}
