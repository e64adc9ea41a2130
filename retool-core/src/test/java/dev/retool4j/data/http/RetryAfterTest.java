package dev.retool4j.data.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2015-10-21T07:28:00Z");

    @ParameterizedTest
    @CsvSource({"Retry-After, 7, PT7S", "Retry-After, 1.5, PT1.5S", "Retry-After, 'Wed, 21 Oct 2015 07:28:30 GMT', PT30S",
        "Retry-After, 'Wed, 21 Oct 2015 07:00:00 GMT', PT0S", "retry-after-ms, 250, PT0.25S"})
    void secondsDatesAndMillisecondsAreRead(String name, String value, Duration wait) {
        assertThat(RetryAfter.of(HttpHeaders.of(Map.of(name, List.of(value)), (a, b) -> true), NOW)).isEqualTo(wait);
    }

    @Test
    void anUnreadableWishIsNone() {
        for (var value : List.of("soon", "9x", "", "-1"))
            assertThat(RetryAfter.of(HttpHeaders.of(Map.of("Retry-After", List.of(value)), (a, b) -> true), NOW)).isNull();
    }
}
