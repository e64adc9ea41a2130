package dev.retool4j.data;

/// A trace after verification.
sealed interface VerifiedTrace {

    /// A trace that can be a row of the data.
    ///
    /// @param response    as it was written
    /// @param executed    with true interpreter outputs
    /// @param wrongAnswer whether its final answer is not the ground truth
    record Row(Problem problem, String response, ExecutedTrace executed, boolean wrongAnswer) implements VerifiedTrace {}

    /// A trace that breaks a rule.
    record Rejected(Problem problem, Reject reason, String detail, String response) implements VerifiedTrace {}
}
