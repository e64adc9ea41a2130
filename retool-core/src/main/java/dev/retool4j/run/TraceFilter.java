package dev.retool4j.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/// Which traces to show, as a person types it: `step:120..128 reward:1 turns>2 error:NameError stop:answered text:"greedy"`. All terms must
/// hold; `-` before a term turns it round.
///
/// Numbers: `step`, `reward`, `turns`, `calls`, `failed`, `tokens`, `sample`, each with `:n`, `:a..b`, `<`, `<=`, `>` or `>=`. Words:
/// `stop`, `problem`, `id`, `answer`, `is:right`, `is:wrong`, `is:corrected`, `error` (in what failed code reported), `text` (in the
/// response); a word alone means `text`. Case does not matter.
///
/// @param entries what an index line must fulfil
/// @param traces  what the trace itself must fulfil; reading them all takes longer
public record TraceFilter(Predicate<TraceEntry> entries, List<Predicate<Trace>> traces) {
    /// What lists can be sorted by; `-` before it turns the order round.
    public static final List<String> ORDERS = List.of("step", "reward", "turns", "calls", "failed", "tokens");

    private static final Map<String, ToDoubleFunction<TraceEntry>> NUMBERS = numbers();
    private static final List<String> WORDS = List.of("stop", "problem", "id", "answer", "is", "error", "text");
    private static final Pattern TERM = Pattern.compile("(-?)(?:([A-Za-z]+)(:|<=|>=|<|>))?(?:\"([^\"]*)\"?|(\\S+))");
    private static final Pattern RANGE = Pattern.compile("(.*?)\\.\\.(.*)");

    public TraceFilter {
        traces = List.copyOf(traces);
    }

    private static Map<String, ToDoubleFunction<TraceEntry>> numbers() {
        var numbers = new LinkedHashMap<String, ToDoubleFunction<TraceEntry>>();
        numbers.put("step", TraceEntry::step);
        numbers.put("reward", TraceEntry::reward);
        numbers.put("turns", TraceEntry::turns);
        numbers.put("calls", TraceEntry::calls);
        numbers.put("failed", TraceEntry::failed);
        numbers.put("tokens", TraceEntry::tokens);
        numbers.put("sample", TraceEntry::sample);
        return numbers;
    }

    /// Reads a filter; blank text lets everything through.
    ///
    /// @throws RunException where a term is unknown or holds no number where one must stand
    public static TraceFilter parse(String text) {
        Predicate<TraceEntry> entries = entry -> true;
        var traces = new ArrayList<Predicate<Trace>>();
        var terms = TERM.matcher(text);
        while (terms.find()) {
            boolean negated = !terms.group(1).isEmpty();
            var key = terms.group(2) == null ? "text" : terms.group(2).toLowerCase(Locale.ROOT);
            var sign = terms.group(3) == null ? ":" : terms.group(3);
            var value = terms.group(4) != null ? terms.group(4) : terms.group(5);
            var number = NUMBERS.get(key);
            if (number != null) {
                var range = range(key, sign, value);
                Predicate<TraceEntry> holds = entry -> range.test(number.applyAsDouble(entry));
                entries = entries.and(negated ? holds.negate() : holds);
                continue;
            }
            if (!WORDS.contains(key)) throw unknown(key);
            if (!sign.equals(":"))
                throw new RunException("'" + key + "' is no number, got " + key + sign + value, "write " + key + ":word");
            var word = value.toLowerCase(Locale.ROOT);
            if (key.equals("text") || key.equals("error")) {
                var holds = inTrace(key, word);
                traces.add(negated ? holds.negate() : holds);
            } else {
                var holds = inEntry(key, word);
                entries = entries.and(negated ? holds.negate() : holds);
            }
        }
        return new TraceFilter(entries, traces);
    }

    /// The order that a person names, `tokens` or `-tokens`; ties stand as they were written.
    ///
    /// @throws RunException where there is no such order
    public static Comparator<TraceEntry> order(String name) {
        boolean descending = name.startsWith("-");
        var key = descending ? name.substring(1) : name;
        var number = NUMBERS.get(key);
        if (number == null || !ORDERS.contains(key))
            throw new RunException("traces cannot be sorted by '" + key + "'", "sort by one of " + String.join(", ", ORDERS));
        var order = Comparator.comparingDouble(number);
        return descending ? order.reversed() : order;
    }

    private static Predicate<TraceEntry> inEntry(String key, String word) {
        return switch (key) {
            case "stop" -> entry -> lower(entry.stop().name()).equals(word);
            case "problem" -> entry -> lower(entry.problem()).contains(word);
            case "id" -> entry -> lower(entry.id()).contains(word);
            case "answer" -> entry -> entry.answer() != null && lower(entry.answer()).equals(word);
            default -> switch (word) {
                case "right" -> TraceEntry::correct;
                case "wrong" -> entry -> !entry.correct();
                case "corrected" -> entry -> !entry.corrections().isEmpty();
                default -> throw new RunException("'is:" + word + "' is no term", "write is:right, is:wrong or is:corrected");
            };
        };
    }

    private static Predicate<Trace> inTrace(String key, String word) {
        if (key.equals("text")) return trace -> lower(trace.trajectory().response()).contains(word);
        return trace -> trace.trajectory().calls().stream().filter(call -> !call.succeeded())
                .anyMatch(call -> lower(call.output()).contains(word)
                        || call.result() != null && (lower(call.result().stderr()).contains(word)
                                || lower(call.result().status().name()).equals(word)));
    }

    private static Predicate<Double> range(String key, String sign, String value) {
        var range = RANGE.matcher(value);
        if (sign.equals(":") && range.matches()) {
            double low = range.group(1).isEmpty() ? Double.NEGATIVE_INFINITY : number(key, range.group(1));
            double high = range.group(2).isEmpty() ? Double.POSITIVE_INFINITY : number(key, range.group(2));
            return x -> x >= low && x <= high;
        }
        double bound = number(key, value);
        return switch (sign) {
            case "<" -> x -> x < bound;
            case "<=" -> x -> x <= bound;
            case ">" -> x -> x > bound;
            case ">=" -> x -> x >= bound;
            default -> x -> x == bound;
        };
    }

    private static double number(String key, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new RunException("'" + key + "' is a number, got '" + text + "'",
                    "write " + key + ":3, " + key + ":3..9 or " + key + ">3",
                    e);
        }
    }

    private static RunException unknown(String key) {
        var known = new ArrayList<>(NUMBERS.keySet());
        known.addAll(WORDS);
        return new RunException("a filter has no '" + key + "'", "use " + String.join(", ", known));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
