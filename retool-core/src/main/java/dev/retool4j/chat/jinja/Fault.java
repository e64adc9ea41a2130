package dev.retool4j.chat.jinja;

/// Something that a value cannot do. The evaluator adds the line and makes it a [TemplateException].
final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fault(String message) {
        super(message, null, false, false);
    }
}
