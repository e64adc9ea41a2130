package dev.retool4j.data.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.Boxed;
import dev.retool4j.data.ParsedTrace;
import dev.retool4j.data.PythonRunner;
import dev.retool4j.data.Reject;
import dev.retool4j.data.Span;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.data.TraceParser;
import dev.retool4j.data.teacher.ChatServer;
import dev.retool4j.data.teacher.Journal;
import dev.retool4j.data.teacher.StopSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A teacher with every fault there is, over HTTP: 250 rows, and 4 kills among 150. `-Dretool.teacher.kills=20` makes it 1,000 rows, and 20
/// kills among as many; `-Dretool.teacher.seed` chooses the points.
class TeacherRewritingTest {
    private static final int KILLS = Integer.getInteger("retool.teacher.kills", 4);
    private static final int ROWS = KILLS >= 20 ? 1000 : 250;
    private static final int ROWS_OF_KILLS = KILLS >= 20 ? 1000 : 150;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyRowIsRewrittenVerifiedAndAccountedFor() throws Exception {
        try (var server = ChatServer.start(new FaultyTeacher())) {
            var statistics = TeacherChild.run(server.url(), folder, ROWS, null);
            var examples = SupervisedExamples.read(folder.resolve(RewriteFiles.EXAMPLES));
            var expected = expected(ROWS);
            assertThat(examples).extracting(example -> example.problem().id()).containsExactlyElementsOf(expected);
            assertThat(statistics.accepted()).isEqualTo(expected.size());
            assertThat(statistics.unfinished()).isZero();
            assertThat(statistics.accepted() + statistics.rejected()).isEqualTo(ROWS);
            assertThat(statistics.rejects()).containsOnlyKeys(Reject.GOLD_DISPUTED, Reject.INVALID_QUESTION, Reject.TAG_ORDER);
            assertThat(statistics.attempts()).containsOnlyKeys(1, 2);
            assertValid(examples);
            for (var file : List.of("journal.jsonl", RewriteFiles.REJECTED, RewriteFiles.STATISTICS, RewriteFiles.EXAMPLES))
                assertThat(Files.readString(folder.resolve(file))).doesNotContain(TeacherChild.KEY);
        }
    }

    /// Rows whose teacher can be put right, in order.
    private static List<String> expected(int rows) {
        return FaultyTeacher.rows(rows).stream().filter(row -> switch (FaultyTeacher.habit(row.problem().question())) {
            case INCORRIGIBLE, DISPUTED, INVALID -> false;
            default -> true;
        }).map(row -> row.problem().id()).toList();
    }

    private static void assertValid(List<SupervisedExample> examples) throws IOException {
        try (var python = PythonRunner.start()) {
            for (var example : examples) {
                assertThat(TraceParser.parse(example.response())).isEqualTo(new ParsedTrace.WellFormed(example.spans()));
                var spans = example.spans();
                for (int i = 0; i < spans.size(); i++) {
                    if (spans.get(i).kind() != Span.Kind.CODE) continue;
                    var again = python.run(ToolTags.source(spans.get(i).text()).orElseThrow());
                    assertThat(spans.get(i + 1).text()).isEqualTo(ToolTags.interpreter(again.output()));
                }
                assertThat(Boxed.last(spans.getLast().text())).contains(example.problem().answer());
            }
        }
    }

    @Test
    void killedAnywhereAndResumedTheResultIsTheSameToTheByte() throws Exception {
        var undisturbed = folder.resolve("undisturbed");
        try (var server = ChatServer.start(new FaultyTeacher())) {
            TeacherChild.run(server.url(), undisturbed, ROWS_OF_KILLS, null);
        }
        var killed = folder.resolve("killed");
        long seed = Long.getLong("retool.teacher.seed", 1);
        var random = new Random(seed);
        int total = ROWS_OF_KILLS * 4;
        var countdown = new AtomicInteger();
        var reached = new Semaphore(0);
        var faulty = new FaultyTeacher();
        try (var server = ChatServer.start((call, attempt) -> {
            if (countdown.decrementAndGet() == 0) reached.release();
            return faulty.answer(call, attempt);
        })) {
            for (int kill = 0; kill < KILLS; kill++) {
                reached.drainPermits();
                countdown.set(1 + random.nextInt(total / (KILLS + 1)));
                var child = start(server, killed);
                reached.acquire();
                child.destroyForcibly().waitFor();
            }
            countdown.set(Integer.MAX_VALUE);
            assertThat(start(server, killed).waitFor()).isZero();
            int journaled;
            try (var journal = Journal.open(killed.resolve("journal.jsonl"))) {
                journaled = journal.answers();
                assertThat(journal.damaged()).isZero();
            }
            assertThat(server.answered() - journaled).as("answers paid twice").isBetween(0, KILLS * TeacherChild.CONCURRENCY);
        }
        for (var file : List.of(RewriteFiles.EXAMPLES, RewriteFiles.REJECTED, RewriteFiles.STATISTICS))
            assertThat(killed.resolve(file)).as("seed " + seed).hasSameBinaryContentAs(undisturbed.resolve(file));
    }

    private static Process start(ChatServer server, Path folder) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), TeacherChild.class.getName(), server.url(), folder.toString(),
                "" + ROWS_OF_KILLS).redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    @Test
    void aSecondRunAsksNothing() throws Exception {
        try (var server = ChatServer.start(new FaultyTeacher())) {
            TeacherChild.run(server.url(), folder, 60, null);
            var before = Files.readString(folder.resolve(RewriteFiles.EXAMPLES));
            int asked = server.requests();
            TeacherChild.run(server.url(), folder, 60, null);
            assertThat(server.requests()).isEqualTo(asked);
            assertThat(folder.resolve(RewriteFiles.EXAMPLES)).hasContent(before);
        }
    }

    @Test
    void stoppedItFinishesWhatIsInFlightAndGoesOnLater() throws Exception {
        var stop = new StopSignal();
        var faulty = new FaultyTeacher();
        var count = new AtomicInteger();
        try (var server = ChatServer.start((call, attempt) -> {
            if (count.incrementAndGet() == 100) stop.stop();
            return faulty.answer(call, attempt);
        })) {
            var first = TeacherChild.run(server.url(), folder, 100, stop);
            assertThat(first.unfinished()).isPositive();
            int answers;
            try (var journal = Journal.open(folder.resolve("journal.jsonl"))) {
                answers = journal.answers();
            }
            assertThat(answers).isEqualTo(server.answered());
            var second = TeacherChild.run(server.url(), folder, 100, null);
            assertThat(second.unfinished()).isZero();
            assertThat(second.accepted()).isEqualTo(expected(100).size());
        }
    }
}
