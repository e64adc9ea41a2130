package dev.retool4j.data;

import java.util.regex.Pattern;

/// What a ground truth looks like.
public enum AnswerKind {
    /// `204`, `-3`
    INTEGER("-?\\d+"),
    /// `0.25`, `.5`
    DECIMAL("-?\\d*\\.\\d+"),
    /// `3/4`, `\frac{3}{4}`, `-\dfrac34`; numbers above and below
    FRACTION("-?(\\d+\\s*/\\s*\\d+|\\\\[dt]?frac\\s*(\\{\\s*-?\\d+\\s*}|\\d)\\s*(\\{\\s*\\d+\\s*}|\\d))"),
    /// anything else: LaTeX, several answers, words
    OTHER(".*");

    private final Pattern form;

    AnswerKind(String form) {
        this.form = Pattern.compile(form, Pattern.DOTALL);
    }

    /// The kind of an answer as [AnswerText#normalise] writes it; dollar signs around it do not count.
    public static AnswerKind of(String answer) {
        var bare = answer.length() > 2 && answer.startsWith("$") && answer.endsWith("$")
                ? answer.substring(1, answer.length() - 1)
                : answer;
        for (var kind : values())
            if (kind.form.matcher(bare.strip()).matches()) return kind;
        return OTHER;
    }
}
