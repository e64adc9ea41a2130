package dev.retool4j.data.rewrite;

import dev.retool4j.chat.Prompt;
import dev.retool4j.data.PythonRunner;
import dev.retool4j.data.teacher.ChatTeacher;
import dev.retool4j.data.teacher.Journal;
import dev.retool4j.data.teacher.StopSignal;
import dev.retool4j.data.teacher.TeacherOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A whole cold start, in a process of its own or in the test's.
final class TeacherChild {
    static final String KEY = "sk-a-secret-of-the-tests";
    static final int CONCURRENCY = 8;

    private TeacherChild() {}

    /// @param arguments address of the endpoint, folder, number of rows
    public static void main(String[] arguments) throws Exception {
        run(arguments[0], Path.of(arguments[1]), Integer.parseInt(arguments[2]), null);
    }

    static TeacherOptions options(String url) {
        return TeacherOptions.DEFAULT.with(url, "teacher-of-the-tests").withConcurrency(CONCURRENCY, 0)
                .withPauses(6, Duration.ofMillis(1), Duration.ofMinutes(2));
    }

    static RewriteStatistics run(String url, Path folder, int rows, @Nullable StopSignal given) throws Exception {
        var stop = given == null ? new StopSignal() : given;
        try (var python = PythonRunner.start();
                var journal = Journal.open(folder.resolve("journal.jsonl"));
                var teacher = ChatTeacher.open(options(url), KEY, journal, stop);
                var files = new RewriteFiles(folder, Prompt.of("paper"))) {
            var verifier = new RewriteVerifier(python, String::equals, RewriteOptions.DEFAULT);
            var worker = new TeacherRewriting(teacher, verifier, String::equals, RewriteOptions.DEFAULT, CurationOptions.DEFAULT);
            new Rows(worker, stop, 64).run(FaultyTeacher.rows(rows), files);
            files.commit();
            return files.statistics();
        }
    }
}
