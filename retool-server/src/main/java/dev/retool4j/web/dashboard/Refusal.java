package dev.retool4j.web.dashboard;

/// A request that is not answered as asked: becomes `{"error":{"code","message","hint"}}`.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;
    final String code;
    final String hint;

    private Refusal(int status, String code, String message, String hint) {
        super(message);
        this.status = status;
        this.code = code;
        this.hint = hint;
    }

    static Refusal invalid(String message, String hint) {
        return new Refusal(400, "invalid", message, hint);
    }

    static Refusal unauthorized(String hint) {
        return new Refusal(401, "unauthorized", "this dashboard wants a token", hint);
    }

    static Refusal forbidden(String message, String hint) {
        return new Refusal(403, "forbidden", message, hint);
    }

    static Refusal missing(String message, String hint) {
        return new Refusal(404, "not_found", message, hint);
    }

    static Refusal busy(String message, String hint) {
        return new Refusal(503, "busy", message, hint);
    }
}
