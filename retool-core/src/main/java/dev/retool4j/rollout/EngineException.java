package dev.retool4j.rollout;

/// An engine gave no answer although it was asked again and again. The message says what, and what to do, on a line each.
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final boolean fatal;

    /// @param fatal whether no other sequence can go on either: a wrong address, key or tokenizer, or a server that is gone. Otherwise the
    ///              trajectory ends as [StopReason#ENGINE_FAILURE] and the others go on
    public EngineException(boolean fatal, String message) {
        super(message);
        this.fatal = fatal;
    }

    /// Where not one response could be written to its end, neither learning nor a score is possible.
    ///
    /// @param what was to be made of them
    public static EngineException noneScorable(int responses, String what) {
        return new EngineException(true, "none of the " + responses + " responses of " + what
                + " could be written: server or sandbox failed under all of them\nthe warnings before say why; look at them, then go on with --resume");
    }

    public boolean fatal() {
        return fatal;
    }
}
