package dev.retool4j.rollout;

import dev.retool4j.sandbox.ExecutionResult;
import org.jspecify.annotations.Nullable;

/// One run of the interpreter in the middle of a response.
///
/// @param token   index in the response of the first token of the code block (its `<code>` or `<tool_call>`)
/// @param code    the Python source that ran; empty where the block held none
/// @param result  what the program did; null where the block was malformed and nothing ran
/// @param output  what the policy was shown, without the tags around it; nothing where a malformed call ended the trajectory
/// @param seconds from the request to the answer, queueing included
/// @param begin   seconds from the trajectory's start to the request; null where it was not measured
public record InterpreterCall(int token, String code, @Nullable ExecutionResult result, String output, double seconds,
        @Nullable Double begin) {

    public InterpreterCall(int token, String code, @Nullable ExecutionResult result, String output, double seconds) {
        this(token, code, result, output, seconds, null);
    }

    /// Whether the block ran to its end without error (the paper's "correct code").
    public boolean succeeded() {
        return result != null && result.succeeded();
    }

    /// Whether nothing ran because the call held no program.
    public boolean malformed() {
        return result == null;
    }

    /// Lines of code that hold something, blank lines left out.
    public int lines() {
        return (int) code.lines().filter(line -> !line.isBlank()).count();
    }
}
