package dev.retool4j.data;

import java.util.Locale;

/// Why a cold-start trace is not used. The first rule that it breaks, in the order of verification: curation, format, execution, answer.
public enum Reject {
    /// the same question with the same reasoning came before
    DUPLICATE,
    /// the question is empty, asks for a proof, or needs a picture; or the teacher says that it has no answer
    INVALID_QUESTION,
    /// there is no gold answer, or none that the verifier can read
    NO_GOLD_ANSWER,
    /// there is no reasoning to rewrite
    NO_REASONING,
    /// the text reasoning ends in another answer than the gold one
    WRONG_REASONING,
    /// too few of the teacher's own solutions end in the gold answer
    GOLD_DISPUTED,
    /// the endpoint will not answer for this row
    TEACHER_REFUSED,
    /// the teacher's answer was cut at its limit of tokens
    TRUNCATED,
    /// the teacher's answer holds no revised reasoning between its tags
    NO_REVISION,
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
    /// there is no code block
    NO_CODE,
    /// the reasoning outside the replaced steps is not the original one
    REASONING_CHANGED,
    /// too much of the original reasoning was replaced
    REASONING_REPLACED,
    /// the last code block is no complete script: it does not parse, or names something that it does not define
    INCOMPLETE_SCRIPT,
    /// the last code block prints nothing
    NO_OUTPUT,
    /// the last code block fails in another way
    FAILED_SCRIPT,
    /// a program prints a tag of the protocol
    TAG_IN_OUTPUT,
    /// a program does not print the same each time
    UNSTABLE_OUTPUT,
    /// what follows a code block contradicts what it really prints
    CONTRADICTED_OUTPUT,
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
