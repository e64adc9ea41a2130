package dev.retool4j.data.teacher;

/// A teacher gave no answer. The message says what, and what to do, on a line each. It never holds the key.
public final class TeacherException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Kind kind;

    /// What that means for other requests.
    public enum Kind {
        /// every other request would fail as well: a wrong key, a wrong address, an unknown model
        FATAL,
        /// this request is one that the endpoint will never answer
        REFUSED,
        /// all attempts failed on the way; another time it may work
        UNANSWERED,
        /// it was not asked: the work is to stop
        STOPPED,
        /// it was not asked: the budget is used up
        BUDGET
    }

    public TeacherException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
