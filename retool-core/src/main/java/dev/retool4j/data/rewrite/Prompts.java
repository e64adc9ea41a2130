package dev.retool4j.data.rewrite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the teacher is told: to rewrite, to mend, to solve.
public final class Prompts {
    static final String OPEN = "<revised_reasoning>";
    static final String CLOSE = "</revised_reasoning>";
    /// What a solution's box holds where the question cannot be answered.
    static final String NO_ANSWER = "INVALID";

    private static final String QUESTION = "{question}";
    private static final String REASONING = "{reasoning}";
    private static final String DEFECTS = "{defects}";

    private final String convert;
    private final String mend = resource("mend.txt");
    private final String solve = resource("solve.txt");

    private Prompts(String convert) {
        this.convert = convert;
    }

    /// @param file the conversion prompt; null: ours
    /// @throws IllegalArgumentException if it cannot be read or lacks a placeholder
    public static Prompts of(@Nullable Path file) {
        if (file == null) return new Prompts(resource("convert.txt"));
        try {
            var text = Files.readString(file);
            for (var placeholder : List.of(QUESTION, REASONING)) {
                if (text.indexOf(placeholder) < 0 || text.indexOf(placeholder) != text.lastIndexOf(placeholder))
                    throw new IllegalArgumentException("the conversion prompt " + file + " must hold " + placeholder + " exactly once");
            }
            if (!text.contains(OPEN))
                throw new IllegalArgumentException(
                        "the conversion prompt " + file + " must ask for the result between " + OPEN + " and " + CLOSE);
            return new Prompts(text);
        } catch (IOException e) {
            throw new IllegalArgumentException("the conversion prompt " + file + " cannot be read", e);
        }
    }

    /// Asks for a row's reasoning with code.
    public String convert(SourceRow row) {
        int question = convert.indexOf(QUESTION);
        int reasoning = convert.indexOf(REASONING);
        // neither text is looked into for the other's place
        return question < reasoning
                ? convert.substring(0, question) + row.problem().question() + convert.substring(question + QUESTION.length(), reasoning)
                        + row.text() + convert.substring(reasoning + REASONING.length())
                : convert.substring(0, reasoning) + row.text() + convert.substring(reasoning + REASONING.length(), question)
                        + row.problem().question() + convert.substring(question + QUESTION.length());
    }

    /// Asks for the same without the defects.
    String mend(List<Defect> defects) {
        return mend.replace(DEFECTS,
                defects.stream().map(defect -> "- " + defect.detail().replace("\n", "\n  ")).collect(Collectors.joining("\n")));
    }

    /// Asks for a solution of one's own.
    String solve(String question) {
        return solve.replace(QUESTION, question);
    }

    private static String resource(String name) {
        try (var in = Objects.requireNonNull(Prompts.class.getResourceAsStream(name), name + " is part of this program")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
