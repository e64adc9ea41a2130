package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    private final Console console = new Console(new PrintStream(PrintStream.nullOutputStream()),
            new PrintStream(PrintStream.nullOutputStream()),
            Terminal.NONE, false, true);

    private static void raise(String name) throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        signal.getMethod("raise", signal).invoke(null, signal.getConstructor(String.class).newInstance(name));
    }

    /// A process that was started in the background by a script ignores SIGINT for its whole life, and Java cannot change that.
    private static boolean ignoresCtrlC() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("SigIgn:")) return (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0;
        }
        return false;
    }

    @Test
    void theFirstStopsAndTheSecondEnds() throws Exception {
        assumeFalse(ignoresCtrlC(), "this process was started with SIGINT ignored");
        var stopped = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        try (var interrupts = Interrupts.onFirst(console, stopped::countDown, ended::countDown)) {
            assertThat(interrupts.exitCode()).isZero();
            raise("INT");
            stopped.await();
            assertThat(interrupts.exitCode()).isEqualTo(130);
            assertThat(ended.getCount()).isEqualTo(1);
            raise("INT");
            ended.await();
        }
    }

    @Test
    void aClusterManagersSignalStopsLikeCtrlC() throws Exception {
        var stopped = new CountDownLatch(1);
        try (var interrupts = Interrupts.onFirst(console, stopped::countDown, () -> {})) {
            raise("TERM");
            stopped.await();
            assertThat(interrupts.interrupted()).isTrue();
        }
    }
}
