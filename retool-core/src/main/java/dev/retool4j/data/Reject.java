package dev.retool4j.data;

import java.util.Locale;

/// Why a cold-start trace is not used. The first rule that it breaks, in the order of verification: format, execution, answer.
public enum Reject {
    /// a tag is opened twice, never closed, or closed without being open
    UNBALANCED_TAGS,
    /// an interpreter output without a code block before it, or a tag inside another
    TAG_ORDER,
    /// a code block holds no Python source
    MALFORMED_CODE,
    /// a code block is not followed by its interpreter output
    NO_INTERPRETER_OUTPUT,
    /// there is no answer section
    NO_ANSWER,
    /// something stands after the answer section
    TEXT_AFTER_ANSWER,
    /// the answer section holds no `\boxed{…}`
    ANSWER_NOT_BOXED,
    /// the last code block is no complete script: it does not parse, or names something that it does not define
    INCOMPLETE_SCRIPT,
    /// the last code block prints nothing
    NO_OUTPUT,
    /// the last code block fails in another way
    FAILED_SCRIPT,
    /// the interpreter was not available
    NOT_EXECUTED,
    /// the final answer is not the ground truth
    WRONG_ANSWER,
    /// an exception was thrown while the trace was written
    REWRITER_FAILED;

    /// The name as it stands in statistics: `wrong_answer`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
