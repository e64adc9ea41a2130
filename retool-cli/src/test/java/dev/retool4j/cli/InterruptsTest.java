package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class InterruptsTest {
    private final Console console = new Console(new PrintStream(PrintStream.nullOutputStream()),
            new PrintStream(PrintStream.nullOutputStream()),
            Terminal.NONE, false, true);

    private static void ctrlC() throws ReflectiveOperationException {
        var signal = Class.forName("sun.misc.Signal");
        signal.getMethod("raise", signal).invoke(null, signal.getConstructor(String.class).newInstance("INT"));
    }

    @Test
    void theFirstStopsAndTheSecondEnds() throws Exception {
        var stopped = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        try (var interrupts = Interrupts.onFirst(console, stopped::countDown, ended::countDown)) {
            assertThat(interrupts.exitCode()).isZero();
            ctrlC();
            stopped.await();
            assertThat(interrupts.exitCode()).isEqualTo(130);
            assertThat(ended.getCount()).isEqualTo(1);
            ctrlC();
            ended.await();
        }
    }
}
