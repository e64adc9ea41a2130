package dev.retool4j.data.rewrite;

import dev.retool4j.data.Reject;
import java.util.Locale;

/// Where a row can fall out, in order.
public enum Stage {
    CURATION, FORMAT, EXECUTION, ANSWER;

    /// The stage that a reason belongs to.
    public static Stage of(Reject reason) {
        return switch (reason) {
            case DUPLICATE, INVALID_QUESTION, NO_GOLD_ANSWER, NO_REASONING, WRONG_REASONING, GOLD_DISPUTED -> CURATION;
            case TEACHER_REFUSED, TRUNCATED, NO_REVISION, REWRITER_FAILED, UNBALANCED_TAGS, TAG_ORDER, MALFORMED_CODE,
                    NO_INTERPRETER_OUTPUT, NO_ANSWER, TEXT_AFTER_ANSWER, ANSWER_NOT_BOXED, NO_CODE, REASONING_CHANGED,
                    REASONING_REPLACED ->
                FORMAT;
            case INCOMPLETE_SCRIPT, NO_OUTPUT, FAILED_SCRIPT, TAG_IN_OUTPUT, UNSTABLE_OUTPUT, CONTRADICTED_OUTPUT, NOT_EXECUTED ->
                EXECUTION;
            case WRONG_ANSWER -> ANSWER;
        };
    }

    /// The name as it stands in statistics.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
