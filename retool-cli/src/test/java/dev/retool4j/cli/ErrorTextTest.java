package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.run.ConfigurationException;
import dev.retool4j.run.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class ErrorTextTest {
    private static String text(Throwable error) {
        return ErrorText.render(error, Style.PLAIN, false);
    }

    @Test
    void ourOwnErrorsSayWhatAndWhatToDo() {
        assertThat(text(new RunException("runs/lr2 already exists", "continue with --resume")))
                .isEqualTo("error: runs/lr2 already exists\n       continue with --resume");
        assertThat(ErrorText.exitCode(new RunException("a", "b"))).isEqualTo(1);
        assertThat(ErrorText.exitCode(new ConfigurationException("a"))).isEqualTo(2);
        assertThat(ErrorText.exitCode(new InterruptedException())).isEqualTo(130);
    }

    @Test
    void fileErrorsAreWordsNotTypes() {
        assertThat(text(new UncheckedIOException(new NoSuchFileException("a.jsonl"))))
                .startsWith("error: no such file or folder: a.jsonl\n");
        assertThat(text(new AccessDeniedException("/some/file"))).startsWith("error: no permission for /some/file\n");
        assertThat(text(new FileSystemException("m.bin", null, "No space left on device")))
                .startsWith("error: the disk is full (writing m.bin)\n");
        assertThat(text(new IOException("No space left on device"))).startsWith("error: the disk is full\n");
        assertThat(text(new IOException("m.bin could not be written (No space left on device)")))
                .startsWith("error: the disk is full: m.bin could not be written");
    }

    @Test
    void whatNobodyExpectedIsCalledABug() {
        assertThat(text(new NullPointerException("x is null"))).isEqualTo(
                "error: unexpected NullPointerException: x is null\n       this is a bug in retool: run again with --debug and report what it prints");
    }
}
