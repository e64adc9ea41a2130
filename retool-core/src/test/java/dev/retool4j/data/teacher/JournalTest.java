package dev.retool4j.data.teacher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final TeacherReply FIRST = new TeacherReply("one\nünd <b>", "stop", new Usage(1, 10, 3));
    private static final TeacherReply SECOND = new TeacherReply("two", "length", new Usage(1, 20, 4));

    @TempDir
    private Path folder = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("deep/journal.jsonl");
        try (var journal = Journal.open(file)) {
            journal.add("a", FIRST);
            journal.addLost(new Usage(1, 1, 1));
            journal.add("b", SECOND);
        }
    }

    @Test
    void answersAndWhatTheyCostAreThereAgain() throws IOException {
        try (var journal = Journal.open(file)) {
            assertThat(journal.find("a")).isEqualTo(FIRST);
            assertThat(journal.find("b")).isEqualTo(SECOND);
            assertThat(journal.find("c")).isNull();
            assertThat(journal.paid()).isEqualTo(new Usage(3, 31, 8));
            assertThat(journal.answers()).isEqualTo(2);
        }
    }

    @Test
    void cutAnywhereItKeepsTheLinesThatAreWhole() throws IOException {
        var bytes = Files.readAllBytes(file);
        int end = 0;
        while (bytes[end] != '\n')
            end++;
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            try (var journal = Journal.open(file)) {
                assertThat(journal.find("a")).isEqualTo(length > end ? FIRST : null);
                assertThat(journal.find("b")).isNull();
                journal.add("c", SECOND);
            }
            try (var journal = Journal.open(file)) {
                assertThat(journal.find("c")).isEqualTo(SECOND);
                assertThat(journal.damaged()).isZero();
            }
        }
    }

    @Test
    void aDamagedLineCostsOneAnswer() throws IOException {
        Files.writeString(file, "{\"key\": \"z\", \"te\n[1]\n", StandardOpenOption.APPEND);
        try (var journal = Journal.open(file)) {
            assertThat(journal.damaged()).isEqualTo(2);
            assertThat(journal.find("b")).isEqualTo(SECOND);
        }
    }

    @Test
    void onlyOneHasItOpen() throws IOException {
        try (var journal = Journal.open(file)) {
            assertThat(journal.answers()).isEqualTo(2);
            assertThatThrownBy(() -> Journal.open(file)).isInstanceOf(IOException.class).hasMessageContaining("is in use");
        }
    }
}
