package dev.retool4j.data.rewrite;

import dev.retool4j.data.ExecutedTrace;
import dev.retool4j.data.Span;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Whether a trace goes on as if a program had printed something else than it did.
///
/// A block that failed where its author recorded a success, or the reverse, is one. Otherwise the values that the recorded output names and the
/// true one does not must not come up afterwards, unless the question or another true output names them.
final class Contradiction {
    private static final Pattern VALUE = Pattern.compile("(?<![\\w.])-?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|(?<![\\w.])-?\\d+(?:\\.\\d+)?"
            + "|\\b(?:[Tt]rue|[Ff]alse|None)\\b");
    private final String question;
    private final ExecutedTrace trace;

    Contradiction(String question, ExecutedTrace trace) {
        this.question = question;
        this.trace = trace;
    }

    /// What contradicts the output of block number `index`, in words; empty if nothing does.
    Optional<String> after(int index) {
        var block = trace.blocks().get(index);
        var recorded = block.recordedOutput();
        var real = block.execution().output();
        if (OutputMatch.of(recorded, real) != OutputMatch.DIFFERENT) return Optional.empty();
        boolean saysError = OutputMatch.isError(recorded);
        if (saysError == block.execution().succeeded())
            return Optional.of(saysError ? "it does not fail" : "it fails, and the text goes on as if it did not");
        if (saysError) return Optional.empty(); // it fails as was said, if with other words
        var known = new ArrayList<>(values(question));
        trace.blocks().forEach(other -> known.addAll(values(other.execution().output())));
        var phantoms = new HashSet<String>();
        for (var value : values(recorded)) {
            if (!covered(value, known)) phantoms.add(value);
        }
        return named(index, phantoms).map(value -> "the text after it speaks of " + value + ", which it does not print");
    }

    /// The first of the values that the text after a block names.
    private Optional<String> named(int index, Set<String> values) {
        int block = -1;
        for (var span : trace.spans()) {
            if (span.kind() == Span.Kind.CODE) block++;
            boolean said = block >= index && (span.kind() == Span.Kind.TEXT || span.kind() == Span.Kind.ANSWER);
            if (!said) continue;
            for (var value : values(span.text())) {
                if (values.contains(value)) return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /// Numbers and truth values, each in one way of writing, in order.
    static List<String> values(String text) {
        var values = new ArrayList<String>();
        var matcher = VALUE.matcher(text);
        while (matcher.find()) {
            var value = matcher.group();
            values.add(Character.isLetter(value.charAt(0)) ? value.toLowerCase(java.util.Locale.ROOT) : plain(value));
        }
        return values;
    }

    private static String plain(String number) {
        return new BigDecimal(number.replace(",", "")).stripTrailingZeros().toPlainString();
    }

    /// Whether a value is among the known ones, as it is or rounded.
    private static boolean covered(String value, List<String> known) {
        if (known.contains(value)) return true;
        if (Character.isLetter(value.charAt(0))) return false;
        var number = new BigDecimal(value);
        return known.stream().filter(other -> !Character.isLetter(other.charAt(0)))
                .anyMatch(other -> OutputMatch.close(number, new BigDecimal(other)));
    }
}
