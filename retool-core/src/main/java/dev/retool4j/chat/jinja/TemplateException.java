package dev.retool4j.chat.jinja;

/// A template that cannot be parsed or rendered, or that called `raise_exception`.
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String reason;
    private final int line;

    TemplateException(String reason, int line) {
        super("chat template, line " + line + ": " + reason);
        this.reason = reason;
        this.line = line;
    }

    /// What is wrong, without the line; what the template said, where it raised the exception itself.
    public String reason() {
        return reason;
    }

    /// The line of the template, from 1.
    public int line() {
        return line;
    }
}
