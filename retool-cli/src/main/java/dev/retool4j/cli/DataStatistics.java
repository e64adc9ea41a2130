package dev.retool4j.cli;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.data.AnswerKind;
import dev.retool4j.data.Lengths;
import dev.retool4j.data.Problem;
import dev.retool4j.data.ProblemSet;
import dev.retool4j.data.ProblemStatistics;
import dev.retool4j.data.Span;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.data.TokenizedExample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a data file holds, as figures under names (for JSON) and as lines for a person.
///
/// @param fields in order
/// @param title  the first line
/// @param lines  the further ones
record DataStatistics(Map<String, Object> fields, String title, List<Line> lines) {

    /// A name and what there is to say under it.
    record Line(String name, String text) {}

    private static final int EXAMPLES = 5;
    private static final int VALUES = 20;

    /// Of problems.
    static DataStatistics of(ProblemSet set, @Nullable Tokenizer tokenizer) {
        var statistics = ProblemStatistics.of(set.problems());
        var fields = new LinkedHashMap<String, Object>();
        var lines = new ArrayList<Line>();
        fields.put("name", set.name());
        fields.put("rows", set.rows());
        fields.put("problems", set.size());
        fields.put("duplicates", set.duplicates());
        fields.put("conflicts", set.conflicts());
        fields.put("skipped", set.skipped());
        lines.add(new Line("duplicates", set.duplicates() == 0
                ? "none"
                : Figures.count(set.duplicates()) + " dropped; " + Figures.count(set.conflicts().size()) + " of them with another answer"));
        examples(lines, set.conflicts());
        lines.add(new Line("left out", Figures.count(set.skipped().size())));
        examples(lines, set.skipped());
        answers(fields, lines, set.problems(), statistics);
        lengths(fields, lines, "characters", statistics.characters());
        if (tokenizer != null)
            lengths(fields, lines, "tokens", Lengths.of(set.problems().stream().mapToInt(p -> tokenizer.encodePlain(p.question()).length)));
        fields.put("tags", statistics.tags());
        statistics.tags().forEach((tag, values) -> lines.add(new Line(tag, values.entrySet().stream().limit(VALUES)
                .map(value -> Columns.singleLine(value.getKey()) + ": " + Figures.count(value.getValue())).collect(Collectors.joining(", "))
                + (values.size() > VALUES ? ", … " + Figures.count(values.size()) + " values" : ""))));
        return new DataStatistics(fields, "%s: %s problems from %s rows".formatted(set.name(), Figures.count(set.size()),
                Figures.count(set.rows())), lines);
    }

    private static void answers(Map<String, Object> fields, List<Line> lines, List<Problem> problems,
            ProblemStatistics statistics) {
        var kinds = new LinkedHashMap<String, Integer>();
        statistics.answers().forEach((kind, count) -> kinds.put(kind.name().toLowerCase(Locale.ROOT), count));
        fields.put("answers", kinds);
        lines.add(new Line("answers", kinds.entrySet().stream().map(kind -> kind.getKey() + " " + Figures.count(kind.getValue()))
                .collect(Collectors.joining(", "))));
        var others = problems.stream().filter(problem -> AnswerKind.of(problem.answer()) != AnswerKind.INTEGER).toList();
        fields.put("non_integer", others.size());
        lines.add(new Line("no integer",
                others.isEmpty()
                        ? "none"
                        : Figures.count(others.size()) + ", for example " + others.stream().limit(EXAMPLES)
                                .map(problem -> Columns.singleLine(problem.id() + " = " + problem.answer()))
                                .collect(Collectors.joining("; "))));
    }

    /// Of traces.
    static DataStatistics of(Path file, SupervisedExamples.Content content, @Nullable Tokenizer tokenizer) {
        var examples = content.examples();
        if (examples.isEmpty())
            throw CommandFailure.failed(file + " holds no trace that can be used",
                    content.skipped().isEmpty() ? "it has no row" : content.skipped().getFirst());
        var fields = new LinkedHashMap<String, Object>();
        var lines = new ArrayList<Line>();
        long questions = examples.stream().map(example -> example.problem().question()).distinct().count();
        int withCode = (int) examples.stream().filter(example -> blocks(example) > 0).count();
        int blocks = examples.stream().mapToInt(DataStatistics::blocks).sum();
        fields.put("name", ProblemFiles.name(file));
        fields.put("rows", examples.size() + content.skipped().size());
        fields.put("traces", examples.size());
        fields.put("questions", questions);
        fields.put("with_code", withCode);
        fields.put("code_blocks", blocks);
        fields.put("skipped", content.skipped());
        lines.add(new Line("questions", Figures.count(questions) + " different"));
        lines.add(new Line("code", "%s traces with code (%s), %s blocks".formatted(Figures.count(withCode),
                Figures.percent((double) withCode / examples.size()), Figures.count(blocks))));
        lines.add(new Line("left out", Figures.count(content.skipped().size())));
        examples(lines, content.skipped());
        lengths(fields, lines, "characters", Lengths.of(examples.stream().mapToInt(example -> example.response().length())));
        if (tokenizer != null)
            lengths(fields, lines, "tokens", Lengths.of(examples.stream().mapToInt(e -> TokenizedExample.of(e, tokenizer).length())));
        return new DataStatistics(fields, "%s: %s traces".formatted(ProblemFiles.name(file), Figures.count(examples.size())), lines);
    }

    private static int blocks(SupervisedExample example) {
        return (int) example.spans().stream().filter(span -> span.kind() == Span.Kind.CODE).count();
    }

    private static void examples(List<Line> lines, List<String> messages) {
        for (int i = 0; i < Math.min(EXAMPLES, messages.size()); i++)
            lines.add(new Line("", messages.get(i)));
    }

    private static void lengths(Map<String, Object> fields, List<Line> lines, String name, Lengths lengths) {
        fields.put(name, lengths);
        lines.add(new Line(name,
                "from %s to %s, median %s, 95%% up to %s".formatted(Figures.count(lengths.least()), Figures.count(lengths.most()),
                        Figures.count(lengths.median()), Figures.count(lengths.most95()))));
    }

    String text(Style style) {
        var text = new ArrayList<String>();
        text.add(style.strong(title));
        lines.forEach(line -> text.add("  " + style.faint(Columns.pad(line.name(), 12)) + " " + line.text()));
        return String.join("\n", text);
    }
}
