package dev.retool4j.reward;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How the verifier does on labelled pairs: accuracy, confusion, undecided cases with reasons, slowest cases.
///
/// @param results one per pair, in the file's order
public record PairsReport(List<Result> results) {
    private static final int SHOWN = 20;
    private static final int SLOWEST = 5;
    private static final long SLOW_NANOS = 200_000;
    private static final int REPEATS = 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// @param nanos time of one judgement; of a slow one the fastest of several
    public record Result(LabelledPair pair, Judgement judgement, long nanos) {
        /// Whether verdict and label agree; UNDECIDED counts as not equal.
        public boolean isRight() {
            return judgement.isEqual() == pair.equivalent();
        }
    }

    public PairsReport {
        results = List.copyOf(results);
    }

    /// Judges all pairs.
    public static PairsReport of(Equivalence equivalence, List<LabelledPair> pairs) {
        var results = new ArrayList<Result>();
        for (var pair : pairs) {
            var gold = unboxed(pair.gold());
            var answer = unboxed(pair.prediction());
            var start = System.nanoTime();
            var judgement = equivalence.judge(gold, answer);
            var best = System.nanoTime() - start;
            for (var i = 0; i < REPEATS && best > SLOW_NANOS; i++) { // slow, or only not compiled yet?
                start = System.nanoTime();
                judgement = equivalence.judge(gold, answer);
                best = Math.min(best, System.nanoTime() - start);
            }
            results.add(new Result(pair, judgement, best));
        }
        return new PairsReport(results);
    }

    private static String unboxed(String text) {
        var boxed = AnswerExtractor.LAST_BOX.extract(text);
        return boxed == null ? text : boxed;
    }

    /// Reads JSONL rows with the fields `gold`, `prediction` (text or a number) and `equivalent` (true or false); blank lines are skipped.
    ///
    /// @throws IllegalArgumentException for a row that is not of that form, naming file and line
    public static List<LabelledPair> read(Path file) throws IOException {
        var pairs = new ArrayList<LabelledPair>();
        var line = 0;
        for (var text : Files.readAllLines(file)) {
            line++;
            if (text.isBlank()) continue;
            try {
                var row = JSON.readTree(text);
                pairs.add(new LabelledPair(text(row, "gold"), text(row, "prediction"), flag(row)));
            } catch (JacksonException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        file + ":" + line + ": expected {\"gold\": …, \"prediction\": …, \"equivalent\": true|false}; "
                                + e.getMessage(),
                        e);
            }
        }
        return pairs;
    }

    private static String text(JsonNode row, String field) {
        var value = row.path(field);
        if (value.isString()) return value.asString();
        if (value.isNumber()) return value.toString();
        throw new IllegalArgumentException("'" + field + "' is missing or no text");
    }

    private static boolean flag(JsonNode row) {
        var value = row.path("equivalent");
        if (!value.isBoolean()) throw new IllegalArgumentException("'equivalent' is missing or not true or false");
        return value.asBoolean();
    }

    public int cases() {
        return results.size();
    }

    /// The share of right verdicts; 0 without cases.
    public double accuracy() {
        return cases() == 0 ? 0 : (double) results.stream().filter(Result::isRight).count() / cases();
    }

    /// Judged equal, labelled not equal.
    public List<Result> falsePositives() {
        return results.stream().filter(r -> !r.isRight() && r.judgement().isEqual()).toList();
    }

    /// Labelled equal, judged different or undecided.
    public List<Result> falseNegatives() {
        return results.stream().filter(r -> !r.isRight() && !r.judgement().isEqual()).toList();
    }

    public List<Result> undecided() {
        return results.stream().filter(r -> r.judgement().verdict() == Verdict.UNDECIDED).toList();
    }

    public List<Result> slowest() {
        return results.stream().sorted(Comparator.comparingLong(Result::nanos).reversed()).limit(SLOWEST).toList();
    }

    /// The report for a person to read.
    public String text() {
        var equal = results.stream().filter(r -> r.pair().equivalent()).count();
        var text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%d pairs, %.2f%% right%n%n", cases(), 100 * accuracy()));
        text.append(String.format(Locale.ROOT, "%22s  %8s  %9s  %9s%n", "", "EQUAL", "DIFFERENT", "UNDECIDED"));
        for (var label : new boolean[]{true, false}) {
            text.append(String.format(Locale.ROOT, "%22s", label ? "labelled equal " + equal : "labelled other " + (cases() - equal)));
            for (var verdict : Verdict.values()) {
                var count = results.stream().filter(r -> r.pair().equivalent() == label && r.judgement().verdict() == verdict).count();
                text.append(String.format(Locale.ROOT, "  %" + (verdict == Verdict.EQUAL ? 8 : 9) + "d", count));
            }
            text.append(System.lineSeparator());
        }
        section(text, "Wrongly accepted", falsePositives());
        section(text, "Wrongly refused", falseNegatives());
        section(text, "Undecided", undecided());
        text.append(String.format(Locale.ROOT, "%nSlowest%n"));
        for (var result : slowest())
            text.append(String.format(Locale.ROOT, "  %8.1f µs  %s%n", result.nanos() / 1e3, brief(result)));
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<Result> results) {
        if (results.isEmpty()) return;
        text.append(String.format(Locale.ROOT, "%n%s (%d)%n", title, results.size()));
        results.stream().limit(SHOWN)
                .forEach(r -> text.append(String.format(Locale.ROOT, "  %s%n      %s%n", brief(r), r.judgement().reason())));
        if (results.size() > SHOWN) text.append(String.format(Locale.ROOT, "  … and %d more%n", results.size() - SHOWN));
    }

    private static String brief(Result result) {
        return cut(result.pair().gold()) + "  ←  " + cut(result.pair().prediction());
    }

    private static String cut(String text) {
        var line = text.replace('\n', ' ');
        return line.length() <= 70 ? line : line.substring(0, 67) + "…";
    }

    /// One line: `{"cases":…,"accuracy":…,"false_positives":…,"false_negatives":…,"undecided":…}`.
    public String json() {
        return String.format(Locale.ROOT, "{\"cases\":%d,\"accuracy\":%.6f,\"false_positives\":%d,\"false_negatives\":%d,\"undecided\":%d}",
                cases(),
                accuracy(), falsePositives().size(), falseNegatives().size(), undecided().size());
    }
}
