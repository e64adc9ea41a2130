package dev.retool4j.chat.jinja;

/// A function, method or macro.
@FunctionalInterface
interface Callable {
    Object call(Arguments arguments);

    /// Something of Jinja 2 that a template can see, and that says it is not supported when called.
    static Callable unsupported(String what) {
        return arguments -> {
            throw new Fault(what + " is not supported");
        };
    }
}
