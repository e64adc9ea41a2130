package dev.retool4j.rollout;

/// Why a trajectory ended. A closed set: every trajectory has exactly one.
public enum StopReason {
    /// The response closed its `</answer>`; with tool-call messages, a turn without a call ended that has a `\boxed{…}`.
    ANSWERED,
    /// The policy ended its response without an answer.
    END_OF_TEXT,
    /// One turn used up its token budget.
    TURN_LENGTH,
    /// The response, interpreter output included, used up its token budget.
    RESPONSE_LENGTH,
    /// The policy asked for one code run more than allowed.
    CODE_CALL_LIMIT,
    /// The policy made a call that holds no program, and the options say that this ends the trajectory.
    MALFORMED_CALL,
    /// The interpreter's output would not fit into the response's budget.
    INTERPRETER_OUTPUT_TOO_LONG,
    /// The sandbox failed even after retries: excluded from the batch and from group statistics, never scored as wrong.
    INTERPRETER_FAILURE,
    /// The server that generates failed even after retries: excluded as well, never scored as wrong.
    ENGINE_FAILURE,
    /// The whole trajectory took longer than allowed.
    TIME_OUT,
    /// The run was stopped while this trajectory was being written.
    ABORTED;

    /// Whether the trajectory says something about the policy: false for failures of the infrastructure.
    public boolean scorable() {
        return this != INTERPRETER_FAILURE && this != ENGINE_FAILURE && this != ABORTED;
    }
}
