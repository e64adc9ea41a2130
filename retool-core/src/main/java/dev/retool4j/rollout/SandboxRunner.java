package dev.retool4j.rollout;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.data.CodeRunner;
import dev.retool4j.data.Execution;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.sandbox.Limits;

/// Runs the code of cold-start traces in the sandbox, and shows results as a rollout shows them.
///
/// @param interpreter the sandbox; it stays the caller's to close
/// @param limits      what one program may use
/// @param output      how results become text
public record SandboxRunner(Interpreter interpreter, Limits limits, InterpreterOutput output) implements CodeRunner {

    @Override
    public Execution run(String source) {
        var result = interpreter.run(source, limits);
        return new Execution(result.succeeded(), output.render(result));
    }
}
