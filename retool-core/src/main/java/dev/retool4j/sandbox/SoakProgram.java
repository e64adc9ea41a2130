package dev.retool4j.sandbox;

import dev.retool4j.sandbox.ExecutionResult.Status;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A program of the soak test. It prints its number first, by which an answer can be told from another's.
///
/// @param name   of its kind
/// @param code   `%d` stands for the number
/// @param wallMs time limit
/// @param ends   how it may end
record SoakProgram(String name, String code, int wallMs, Set<Status> ends) {
    private static final int MEMORY_MB = 64;
    private static final int OUTPUT_KB = 16;
    private static final String FIRST = "print(%d, flush=True)\n";

    /// What most of them are.
    static final SoakProgram HARMLESS = new SoakProgram("harmless", FIRST, 10_000, Set.of(Status.FINISHED));

    static final List<SoakProgram> HOSTILE = List.of(
            new SoakProgram("busy loop", FIRST + "while True: pass", 100, Set.of(Status.TIME_LIMIT)),
            new SoakProgram("deaf sleeper",
                    FIRST + "import signal, time\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n"
                            + "    except (OSError, ValueError): pass\ntime.sleep(60)",
                    100, Set.of(Status.TIME_LIMIT)),
            new SoakProgram("memory", FIRST + "x = []\nwhile True: x.append(bytearray(10**6))", 10_000, Set.of(Status.MEMORY_LIMIT)),
            new SoakProgram("flood", FIRST + "while True:\n    try: print('x' * 4096)\n    except OSError: pass", 10_000,
                    Set.of(Status.OUTPUT_LIMIT)),
            new SoakProgram("segmentation fault", FIRST + "import ctypes\nctypes.string_at(1)", 10_000, Set.of(Status.CRASHED)),
            new SoakProgram("fork bomb", FIRST + "import os\nfor _ in range(1000):\n    try: os.fork()\n    except OSError: pass", 10_000,
                    Set.of(Status.FINISHED)),
            new SoakProgram("kills all", FIRST + "import os\nfor pid in (0, -1, os.getppid() or -1, 1):\n    try: os.kill(pid, 9)\n"
                    + "    except OSError: pass", 10_000, Set.of(Status.FINISHED, Status.CRASHED)),
            new SoakProgram("leaves at once", FIRST + "import os\nos._exit(252)", 10_000, Set.of(Status.ERROR)),
            new SoakProgram("fills its folder",
                    FIRST + "try:\n    with open('big', 'wb') as f:\n        while True: f.write(bytes(1 << 20))\nexcept OSError: pass",
                    10_000,
                    Set.of(Status.FINISHED, Status.OUTPUT_LIMIT)),
            new SoakProgram("closes everything", FIRST + "import os\nos.closerange(0, 1000)", 10_000,
                    Set.of(Status.FINISHED, Status.ERROR)));

    Snippet snippet(long number) {
        return new Snippet(code.replace("%d", Long.toString(number)), new Limits(Duration.ofMillis(wallMs), MEMORY_MB, OUTPUT_KB, 8));
    }

    /// What is wrong with an answer, or null where it is right.
    @Nullable
    String verdict(long number, ExecutionResult result) {
        if (!result.stdout().startsWith(number + "\n")) {
            if (result.status() == Status.TIME_LIMIT && result.stdout().isEmpty()) return null; // stopped before it came to its first line
            return name + " " + number + " was answered with another's output: " + result;
        }
        return ends.contains(result.status())
                ? null
                : name + " " + number + " ended as " + result.status() + ": " + result.stderr().strip();
    }
}
