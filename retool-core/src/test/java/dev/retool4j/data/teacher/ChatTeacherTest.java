package dev.retool4j.data.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.retool4j.data.teacher.ChatServer.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTeacherTest {
    private static final String KEY = "sk-secret";
    private static final TeacherRequest REQUEST = TeacherRequest.of("What is 6 times 7?", 3);

    @TempDir
    private Path folder = Path.of("");

    private static TeacherOptions options(ChatServer server) {
        return TeacherOptions.DEFAULT.with(server.url(), "m").withPauses(3, Duration.ofMillis(1), Duration.ofSeconds(60));
    }

    private TeacherReply ask(TeacherOptions options) throws IOException, InterruptedException {
        try (var journal = Journal.open(folder.resolve("journal.jsonl"));
                var teacher = ChatTeacher.open(options, KEY, journal, new StopSignal())) {
            return teacher.ask(REQUEST);
        }
    }

    private TeacherException failure(TeacherOptions options) {
        return Objects.requireNonNull(catchThrowableOfType(TeacherException.class, () -> ask(options)));
    }

    @Test
    void theRequestIsOpenAis() throws Exception {
        try (var server = ChatServer.start((call, attempt) -> {
            assertThat(call.authorization()).isEqualTo("Bearer " + KEY);
            assertThat(call.body().path("model").asString()).isEqualTo("m");
            assertThat(call.body().path("messages").path(0).path("role").asString()).isEqualTo("user");
            assertThat(call.body().path("stream").asBoolean()).isTrue();
            assertThat(call.body().path("seed").asInt()).isEqualTo(3);
            assertThat(call.body().path("max_tokens").asInt()).isEqualTo(16_384);
            return new Answer.Streamed("4\u00fc2\n\ud83d\ude00", "stop", 3);
        })) {
            var reply = ask(options(server));
            assertThat(reply.text()).isEqualTo("4\u00fc2\n\ud83d\ude00");
            assertThat(reply.usage().requests()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("journal.jsonl"))).doesNotContain(KEY);
        }
    }

    @Test
    void anEndpointThatDoesNotStreamIsUnderstood() throws Exception {
        try (var server = ChatServer.start((call, attempt) -> new Answer.Plain(200, """
                {"choices": [{"message": {"role": "assistant", "content": "42"},
                              "finish_reason": "stop"}], "usage": {"prompt_tokens": 9, "completion_tokens": 2}}""", Map.of()))) {
            assertThat(ask(options(server))).isEqualTo(new TeacherReply("42", "stop", new Usage(1, 9, 2)));
        }
    }

    @Test
    void aCutStreamIsAskedAgainAndItsPriceIsKept() throws Exception {
        try (var server = ChatServer.start((call, attempt) -> attempt == 1 ? new Answer.Cut("42 and more", 8) : Answer.text("42"))) {
            assertThat(ask(options(server)).text()).isEqualTo("42");
            try (var journal = Journal.open(folder.resolve("journal.jsonl"))) {
                assertThat(journal.answers()).isEqualTo(1);
                assertThat(journal.paid().requests()).isEqualTo(2);
            }
        }
    }

    @Test
    void errorsInsideAStreamAndDocumentsWithoutAMessageAreFailures() throws Exception {
        try (var server = ChatServer.start((call, attempt) -> switch (attempt) {
            case 1 -> new Answer.Plain(200, "data: {\"error\": {\"message\": \"overloaded\"}}\n\n", Map.of());
            case 2 -> new Answer.Plain(200, "{\"choices\": []}", Map.of());
            default -> new Answer.Plain(200, "data: {\"choices\": [{\"delta\"\n\n", Map.of());
        })) {
            assertThat(failure(options(server))).hasMessageContaining("is no valid JSON").hasMessageContaining("3 attempts");
        }
    }

    @Test
    void aWrongKeyEndsEverythingAndIsNotRepeated() throws Exception {
        try (var server = ChatServer
                .start((call, attempt) -> new Answer.Plain(401, "{\"error\": \"bad key " + KEY + "\"}", Map.of()))) {
            var failure = failure(options(server));
            assertThat(failure.kind()).isEqualTo(TeacherException.Kind.FATAL);
            assertThat(failure).hasMessageContaining("OPENAI_API_KEY").hasMessageContaining("***");
            assertThat(failure.getMessage()).doesNotContain(KEY);
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void anUnknownModelSaysWhatToCheck() throws Exception {
        try (var server = ChatServer.start((call, attempt) -> Answer.status(404))) {
            assertThat(failure(options(server))).hasMessageContaining("teacher.model").hasMessageContaining("teacher.base_url");
        }
    }

    @Test
    void nobodyAtTheAddressIsSaidAtOnce() throws Exception {
        var server = ChatServer.start((call, attempt) -> Answer.text(""));
        var options = options(server);
        server.close();
        assertThat(failure(options)).hasMessageContaining("nobody answers at").hasMessageContaining("teacher.base_url");
    }

    @Test
    void silenceEndsAnAttempt() throws Exception {
        var over = new CountDownLatch(1);
        try (var server = ChatServer.start((call, attempt) -> {
            if (attempt == 1) await(over);
            return Answer.text("42");
        })) {
            assertThat(ask(options(server).withPauses(3, Duration.ofMillis(1), Duration.ofMillis(300))).text()).isEqualTo("42");
            over.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void equalRequestsAreAskedOnce() throws Exception {
        try (var server = ChatServer.start((call, attempt) -> Answer.text("42"));
                var journal = Journal.open(folder.resolve("journal.jsonl"));
                var teacher = ChatTeacher.open(options(server), null, journal, new StopSignal());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = java.util.stream.IntStream.range(0, 50).mapToObj(i -> threads.submit(() -> teacher.ask(REQUEST))).toList();
            for (var reply : asked)
                assertThat(reply.get().text()).isEqualTo("42");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void theBudgetIsNeverOverspent() throws Exception {
        try (var server = ChatServer.start((call, attempt) -> Answer.text("x".repeat(4000)));
                var journal = Journal.open(folder.resolve("journal.jsonl"));
                var teacher = ChatTeacher.open(options(server).withBudget(0, 0, 0, 40_000), null, journal, new StopSignal());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = java.util.stream.IntStream.range(0, 60)
                    .mapToObj(i -> threads.submit(() -> teacher.ask(TeacherRequest.of("Question", i)))).toList();
            int refused = 0;
            for (var reply : asked) {
                try {
                    assertThat(reply.get().text()).hasSize(4000);
                } catch (java.util.concurrent.ExecutionException e) {
                    assertThat(e.getCause()).hasMessageContaining("the budget is used up").hasMessageContaining("of 40000 tokens");
                    refused++;
                }
            }
            assertThat(refused).isBetween(30, 45);
            assertThat(teacher.spent().tokens()).isLessThanOrEqualTo(40_000);
        }
    }
}
