package dev.retool4j.sandbox;

/// An interpreter that also keeps state between blocks, where that is asked for.
public interface SessionInterpreter extends Interpreter {

    /// Opens a session: blocks that share their state, for one trajectory. To be closed.
    ///
    /// @param limits of each block
    /// @throws InterpreterException where as many are open as may be, or the sandbox failed
    Session session(Limits limits);
}
