package dev.retool4j.data;

import java.util.List;

/// A trace after verification.
sealed interface VerifiedTrace {

    /// A trace that can be a row of the data.
    ///
    /// @param spans        with true interpreter outputs
    /// @param wrongAnswer  whether its final answer is not the ground truth
    /// @param lastBlock    why its last code block is no success; null if it is one, or there is none
    /// @param blocks       its code blocks
    /// @param failedBlocks code blocks that failed or printed nothing
    /// @param corrections  failed blocks that the next block put right
    /// @param replaced     recorded outputs that were not the true ones
    /// @param lines        lines of code that hold something
    record Row(Problem problem, String response, List<Span> spans, boolean wrongAnswer, @org.jspecify.annotations.Nullable Reject lastBlock,
            int blocks, int failedBlocks, int corrections, int replaced, int lines) implements VerifiedTrace {}

    /// A trace that breaks a rule.
    record Rejected(Problem problem, Reject reason, String detail, String response) implements VerifiedTrace {}
}
