package dev.retool4j.rollout;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.data.CodeRunner;
import dev.retool4j.data.Execution;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.sandbox.Limits;

/// Runs the code of cold-start traces as a rollout would: in the same interpreter, under the same limits, with its output shown in the same
/// form, so that a policy meets in training what it was fine-tuned on.
///
/// @param interpreter runs the code
/// @param limits      what one program may use
/// @param output      how the policy sees what a program did
public record InterpreterRunner(Interpreter interpreter, Limits limits, InterpreterOutput output) implements CodeRunner {

    /// The runner that goes with the options of a rollout.
    public static InterpreterRunner of(Interpreter interpreter, RolloutOptions options) {
        return new InterpreterRunner(interpreter, options.limits(), options.output());
    }

    @Override
    public Execution run(String source) {
        var result = interpreter.run(source, limits);
        return new Execution(result.succeeded(), output.render(result));
    }
}
