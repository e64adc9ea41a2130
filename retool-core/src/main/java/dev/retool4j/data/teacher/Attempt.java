package dev.retool4j.data.teacher;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one HTTP request gave.
sealed interface Attempt {

    record Answered(TeacherReply reply) implements Attempt {}

    /// @param kind       what the failure means
    /// @param what       the failure, for a person
    /// @param hint       what to do, or nothing
    /// @param retryAfter how long the endpoint asks to be left alone; null: it does not say
    /// @param lost       what was received, and is paid for, before the failure
    record Failed(Kind kind, String what, String hint, @Nullable Duration retryAfter, Usage lost) implements Attempt {

        /// Both lines.
        String message() {
            return hint.isEmpty() ? what : what + "\n" + hint;
        }
    }

    enum Kind {
        /// worth another attempt
        PASSING,
        /// nobody listens at the address; worth another attempt only where somebody did before
        UNREACHABLE,
        /// this request will never be answered
        REFUSED,
        /// no request will ever be answered
        FATAL
    }
}
