package dev.retool4j.data.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retool4j.data.http.RecordedWaits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PatientAskingTest {
    private static final TeacherRequest REQUEST = TeacherRequest.of("What is 6 times 7?", 0);
    private static final Attempt YES = new Attempt.Answered(new TeacherReply("42", "stop", new Usage(1, 5, 1)));
    private static final TeacherOptions OPTIONS = TeacherOptions.DEFAULT.with("http://127.0.0.1:1/v1", "m").withPauses(4,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));

    private final RecordedWaits waits = new RecordedWaits();
    private final List<Usage> lost = new ArrayList<>();

    private static Attempt no(Attempt.Kind kind) {
        return new Attempt.Failed(kind, "no", "hint", null, Usage.NONE);
    }

    private static Attempt later(int seconds) {
        return new Attempt.Failed(Attempt.Kind.PASSING, "busy", "", Duration.ofSeconds(seconds), new Usage(1, 10, 20));
    }

    private PatientAsking asking(TeacherOptions options, Attempt... attempts) {
        var queue = new ArrayDeque<>(List.of(attempts));
        return new PatientAsking(options, request -> queue.remove(), waits);
    }

    private TeacherReply ask(PatientAsking asking) throws InterruptedException {
        return asking.ask(REQUEST, reply -> {}, lost::add);
    }

    private TeacherException failure(PatientAsking asking) {
        return Objects.requireNonNull(catchThrowableOfType(TeacherException.class, () -> ask(asking)));
    }

    @Test
    void theEndpointsWishIsObeyedByEverybody() throws InterruptedException {
        var asking = asking(OPTIONS, later(7), YES, YES);
        assertThat(ask(asking).text()).isEqualTo("42");
        assertThat(waits.pauses).containsExactly(Duration.ofSeconds(7));
        assertThat(lost).containsExactly(new Usage(1, 10, 20));
        ask(asking);
        assertThat(waits.pauses).hasSize(1);
    }

    @Test
    void aWishBeyondTheLongestPauseIsCut() throws InterruptedException {
        ask(asking(OPTIONS, later(100_000), YES));
        assertThat(waits.pauses).containsExactly(OPTIONS.longestPause());
    }

    @Test
    void withoutAWishEachPauseIsAboutTwiceTheLast() throws InterruptedException {
        var passing = no(Attempt.Kind.PASSING);
        ask(asking(OPTIONS, passing, passing, passing, YES));
        for (int i = 0; i < 3; i++)
            assertThat(waits.pauses.get(i)).isBetween(Duration.ofMillis(500L << i), Duration.ofMillis(1500L << i));
    }

    @Test
    void afterTheLastAttemptTheRequestIsUnanswered() {
        var passing = no(Attempt.Kind.PASSING);
        var failure = failure(asking(OPTIONS, passing, passing, passing, passing));
        assertThat(failure.kind()).isEqualTo(TeacherException.Kind.UNANSWERED);
        assertThat(failure).hasMessageContaining("4 attempts");
    }

    @Test
    void anAddressWhereNobodyEverListenedIsGivenUpAtOnce() throws InterruptedException {
        assertThat(failure(asking(OPTIONS, no(Attempt.Kind.UNREACHABLE))).kind()).isEqualTo(TeacherException.Kind.FATAL);
        var asking = asking(OPTIONS, YES, no(Attempt.Kind.UNREACHABLE), YES);
        ask(asking);
        assertThat(ask(asking).text()).isEqualTo("42"); // it listened before
    }

    @Test
    void oneRefusalIsTheRequestsFaultSeveralFromTheStartAreNot() {
        var refused = no(Attempt.Kind.REFUSED);
        var asking = asking(OPTIONS, refused, refused, refused);
        assertThat(failure(asking).kind()).isEqualTo(TeacherException.Kind.REFUSED);
        assertThat(failure(asking).kind()).isEqualTo(TeacherException.Kind.REFUSED);
        assertThat(failure(asking).kind()).isEqualTo(TeacherException.Kind.FATAL);
    }

    @Test
    void requestsAreSpreadOverTheMinute() throws InterruptedException {
        var asking = asking(OPTIONS.withConcurrency(4, 30), YES, YES, YES);
        for (int i = 0; i < 3; i++)
            ask(asking);
        assertThat(waits.pauses).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    @Test
    void onceStoppedNothingIsAsked() {
        waits.stopped = true;
        assertThat(failure(asking(OPTIONS)).kind()).isEqualTo(TeacherException.Kind.STOPPED);
    }
}
