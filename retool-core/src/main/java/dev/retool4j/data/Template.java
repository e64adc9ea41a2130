package dev.retool4j.data;

import java.util.Map;
import java.util.regex.Pattern;

/// Texts with named places, `{a}`. Braces around anything but a name are left alone.
final class Template {
    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z]\\w*)}");

    private Template() {}

    static String fill(String template, Map<String, ?> values) {
        return PLACE.matcher(template).replaceAll(match -> {
            var value = values.get(match.group(1));
            if (value == null)
                throw new IllegalArgumentException(
                        "no value for {" + match.group(1) + "} in: " + template + "; there are " + values.keySet());
            return java.util.regex.Matcher.quoteReplacement(value.toString());
        });
    }
}
