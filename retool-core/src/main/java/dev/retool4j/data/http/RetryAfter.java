package dev.retool4j.data.http;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// How long an endpoint asks to be left alone: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110 §10.2.3).
public final class RetryAfter {
    private RetryAfter() {}

    public static @Nullable Duration of(HttpHeaders headers, Instant now) {
        try {
            var milliseconds = headers.firstValue("retry-after-ms");
            if (milliseconds.isPresent()) return positive(Duration.ofMillis(Math.round(Double.parseDouble(milliseconds.get()))));
            var value = headers.firstValue("Retry-After").orElse("").strip();
            if (value.isEmpty()) return null;
            if (Character.isDigit(value.charAt(0))) return positive(Duration.ofMillis(Math.round(1000 * Double.parseDouble(value))));
            return positive(Duration.between(now, ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()));
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return null; // an unreadable wish is none
        }
    }

    private static Duration positive(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait;
    }
}
