package dev.retool4j.chat;

import dev.retool4j.sandbox.ExecutionResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How policy and interpreter speak with each other: what ends a turn, where its call or answer stands, and what the environment writes
/// after a call. What it writes is masked: the policy did not sample it.
public sealed interface ToolProtocol permits InlineTags, RetoolEvaluationTags, ToolCallMessages {

    /// The protocols by the names that configurations use.
    enum Kind {
        /// the paper's tags in one assistant message: [InlineTags]
        INLINE,
        /// the same as the paper's released evaluation handles them: [RetoolEvaluationTags]
        RETOOL,
        /// `<tool_call>` messages and tool turns of the model's chat template: [ToolCallMessages]
        TOOL_CALLS
    }

    /// What is done about a call that holds no program that could be run.
    enum Malformed {
        /// the policy is told what is wrong and goes on
        FEEDBACK,
        /// the trajectory ends
        END
    }

    /// Strings that end a turn, besides end of text.
    List<String> stops();

    /// What a turn holds.
    ///
    /// @param turn  all that the policy sampled in it
    /// @param stop  the stop string that ended it, or null
    /// @param ended whether end of text ended it; a turn that neither ended was cut off
    Reading read(TurnText turn, @Nullable String stop, boolean ended);

    /// What the policy is shown of a program.
    default String shown(ExecutionResult result, InterpreterOutput output) {
        return output.render(result);
    }

    /// What the environment writes after a turn that called; then the policy goes on.
    ///
    /// @param output untrusted: special tokens spelled in it become ordinary tokens
    Insertion insertion(Tokenizer tokenizer, TurnText turn, String output);

    /// Tokens of the environment, and their text.
    record Insertion(int[] tokens, String text) {}

    /// What a turn holds: text up to the byte `at`, and from there on a block; −1 where it is all text.
    sealed interface Reading {
        int at();
    }

    /// Nothing that ends the response or asks for a run; the block is one left open.
    ///
    /// @param answer whether the block is an answer, otherwise it is code
    record Unfinished(int at, boolean answer) implements Reading {}

    /// The final answer.
    record Answered(int at) implements Reading {}

    /// A call of the interpreter.
    ///
    /// @param mark   a byte of the call, the first one where it has a beginning
    /// @param source the program, or empty if the call is malformed
    /// @param fault  what a malformed call is answered with
    record Called(int at, int mark, Optional<String> source, String fault) implements Reading {}
}
