package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retool4j.sandbox.ExecutionResult.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 256, 256, 32);
    private static final Limits SHORT = new Limits(Duration.ofMillis(500), 256, 256, 32);
    private static final LocalOptions OPTIONS = LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(List.of(), false);
    private static final Map<Isolation, LocalInterpreter> POOLS = new EnumMap<>(Isolation.class);

    private static LocalInterpreter pool(Isolation tier) {
        if (tier != Isolation.AUTO && !POOLS.containsKey(tier)) {
            var refusal = LocalInterpreter.refusal(OPTIONS, tier);
            assumeTrue(refusal == null, refusal);
        }
        return POOLS.computeIfAbsent(tier, wanted -> LocalInterpreter.start(OPTIONS.withIsolation(wanted), System.out::println));
    }

    private static String print(Session session, String code) {
        var result = session.run(code);
        assertThat(result.stderr()).isEmpty();
        assertThat(result.status()).isEqualTo(Status.FINISHED);
        return result.stdout();
    }

    @AfterAll
    static void stop() {
        POOLS.values().forEach(LocalInterpreter::close);
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK", "NONE"})
    void aBlockFindsWhatEarlierOnesLeft(Isolation tier) {
        try (var session = pool(tier).session(LIMITS)) {
            assertThat(print(session, "import math\nx = [1]\ndef f(): return len(x)\nopen('a.txt', 'w').write('file')")).isEmpty();
            assertThat(print(session, "x.append(2)\nprint(f(), math.floor(2.5))")).isEqualTo("2 2\n");
            assertThat(print(session, "print(x, open('a.txt').read())")).isEqualTo("[1, 2] file\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK", "NONE"})
    void anExceptionKeepsWhatWasDoneBefore(Isolation tier) {
        try (var session = pool(tier).session(LIMITS)) {
            print(session, "a = 1\ndef f():\n    return 1 / 0");
            var failed = session.run("b = 2\nf()\nb = 3");
            assertThat(failed.status()).isEqualTo(Status.ERROR);
            assertThat(failed.exitCode()).isEqualTo(1);
            assertThat(failed.stderr())
                    .startsWith("Traceback (most recent call last):\n  File \"block2.py\", line 2, in <module>\n    f()\n")
                    .contains("  File \"block1.py\", line 3, in f\n    return 1 / 0\n").endsWith("ZeroDivisionError: division by zero\n");
            assertThat(session.run("import sys; sys.exit(3)").exitCode()).isEqualTo(3);
            assertThat(print(session, "print(a, b)")).isEqualTo("1 2\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK", "NONE"})
    void aBlockThatIsKilledLeavesTheStateBeforeIt(Isolation tier) {
        try (var session = pool(tier).session(SHORT)) {
            print(session, "x = 1");
            var slow = session.run("x = 2\nprint('begun')\nwhile True: pass");
            assertThat(slow.status()).isEqualTo(Status.TIME_LIMIT);
            assertThat(slow.stdout()).isEqualTo("begun\n");
            assertThat(session.run("x = 3\nimport time; time.sleep(100)").status()).isEqualTo(Status.TIME_LIMIT);
            assertThat(session.run("x = 4\nwhile True: print('y' * 1000)").status()).isEqualTo(Status.OUTPUT_LIMIT);
            var crash = session.run("x = 5\nimport ctypes; ctypes.string_at(1)");
            assertThat(crash.status()).isEqualTo(Status.CRASHED);
            assertThat(crash.exitCode()).isEqualTo(128 + 11);
            assertThat(session.run("x = 6\nimport os; os._exit(7)").exitCode()).isEqualTo(7);
            assertThat(print(session, "print(x)")).isEqualTo("1\n");
        }
    }

    /// A block may be dead before the worker hears of its birth, or its death may reach the state before the worker.
    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void aBlockThatDiesAtOnceLosesNothing(Isolation tier) {
        try (var session = pool(tier).session(LIMITS)) {
            print(session, "import os\nx = 1");
            for (int i = 0; i < 300; i++) {
                var died = session.run("os._exit(252)");
                assertThat(died.exitCode()).as("block %s: %s", i, died).isEqualTo(252);
            }
            assertThat(print(session, "print(x)")).isEqualTo("1\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void theWallsAreThoseOfAFreshProgram(Isolation tier) {
        try (var session = pool(tier).session(LIMITS)) {
            print(session,
                    "import os, socket\ndef tried(what):\n    try: return what()\n    except Exception as e: return type(e).__name__");
            var result = print(session, """
                    print(tried(lambda: open('/etc/shadow').read()[:4]), tried(lambda: open('/etc/x', 'w')), tried(os.fork),
                          tried(lambda: os.kill(os.getppid() or 1, 9)), tried(lambda: os.kill(-1, 9)), tried(lambda: os.killpg(0, 9)),
                          tried(lambda: os.execv('/bin/true', ['true'])), tried(lambda: socket.socket().connect(('127.0.0.1', 80))),
                          tried(lambda: open('/proc/1/environ')))
                    """);
            assertThat(result.strip().split(" ")).hasSize(9).allSatisfy(answer -> assertThat(answer).endsWith("Error"));
            assertThat(session.run("x = []\nwhile True: x.append(bytearray(10**6))").status()).isEqualTo(Status.MEMORY_LIMIT);
            assertThat(print(session, "print(tried(lambda: 1), 'x' in globals())")).isEqualTo("1 False\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void sessionsDoNotSeeEachOther(Isolation tier) {
        var pool = pool(tier);
        try (var first = pool.session(LIMITS); var second = pool.session(LIMITS)) {
            print(first, "import builtins\nbuiltins.leak = 1\nopen('leak', 'w').write('x')");
            assertThat(print(second, "import builtins, os\nprint(hasattr(builtins, 'leak'), os.path.exists('leak'))"))
                    .isEqualTo("False False\n");
            assertThat(pool.run("import builtins, os\nprint(hasattr(builtins, 'leak'), os.path.exists('leak'))", LIMITS).stdout())
                    .isEqualTo("False False\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void aBlockThatBreaksItsSessionIsTold(Isolation tier) {
        try (var session = pool(tier).session(LIMITS)) {
            print(session, "x = 1");
            assertThat(session.run("import os\nos.closerange(3, 64)").status()).isNotEqualTo(Status.FINISHED);
            for (var attack : List.of("os.write(4, b'd' + bytes(9))", "os.write(4, b'nonsense')", "os.write(4, b'h')")) {
                var broken = session.run("import os, time\nx = 2\n" + attack + "\ntime.sleep(100)");
                assertThat(broken.status()).isEqualTo(Status.CRASHED);
                assertThat(broken.stderr()).contains("the session's state is lost");
                assertThat(session.run("print(x)").stderr()).contains("NameError");
                print(session, "x = 1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void aForkBombIsStopped(Isolation tier) {
        try (var session = pool(tier).session(LIMITS)) {
            print(session, "import os\nx = 1");
            var bomb = session.run("while True:\n    try: os.fork()\n    except OSError: pass");
            assertThat(bomb.status()).isEqualTo(Status.CRASHED);
            assertThat(bomb.stderr()).contains("tried to fork again and again");
            assertThat(print(session, "print(x)")).isEqualTo("1\n");
        }
    }

    @Test
    void nothingRunsBetweenBlocks() {
        try (var session = pool(Isolation.AUTO).session(LIMITS)) {
            print(session,
                    "import threading, time\nn = 0\ndef count():\n    global n\n    while True: n += 1; print('noise'); time.sleep(0.001)\n"
                            + "t = threading.Thread(target=count, daemon=True)\nt.start()");
            assertThat(print(session, "print(t.is_alive())\nseen = n")).isEqualTo("False\n");
            assertThat(print(session, "import signal\nsignal.setitimer(signal.ITIMER_REAL, 0.05)")).isEmpty();
            assertThat(print(session, "time.sleep(0.1)\nprint(n == seen)")).isEqualTo("True\n");
        }
    }

    @Test
    void randomNumbersGoOnAndAreTheSameEachTime() {
        var seen = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            try (var session = pool(Isolation.AUTO).session(LIMITS)) {
                seen.add(print(session, "import random\nprint(random.random())") + print(session, "print(random.random())"));
                print(session, "random.seed(7)\na = [random.random(), random.random()]\nrandom.seed(7)\nb = random.random()");
                assertThat(print(session, "print([b, random.random()] == a)")).isEqualTo("True\n");
            }
        }
        assertThat(seen.getFirst()).isEqualTo(seen.getLast());
        assertThat(seen.getFirst().split("\n")).doesNotHaveDuplicates();
    }

    @Test
    void theFinalExpressionIsPrintedWhereThatIsWanted() {
        try (var pool = LocalInterpreter.start(OPTIONS.withPrintLast(true), System.out::println); var session = pool.session(LIMITS)) {
            assertThat(print(session, "x = 6")).isEmpty();
            assertThat(print(session, "x * 7")).isEqualTo("42\n");
        }
    }

    @Test
    void manySessionsEachKeepTheirOwn() {
        var sessions = new ArrayList<Session>();
        var answers = new ArrayList<CompletableFuture<Execution>>();
        for (int i = 0; i < 40; i++) {
            var session = pool(Isolation.AUTO).session(LIMITS);
            sessions.add(session);
            session.submit("x = " + i);
            session.submit("x = x * x");
            answers.add(session.submit("print(x)"));
        }
        for (int i = 0; i < 40; i++)
            assertThat(answers.get(i).join().result().stdout()).isEqualTo(i * i + "\n");
        sessions.forEach(Session::close);
    }

    @Test
    void aCancelledBlockLeavesTheStateBeforeIt() {
        try (var session = pool(Isolation.AUTO).session(new Limits(Duration.ofHours(1), 256, 256, 32))) {
            print(session, "x = 1");
            var endless = session.submit("x = 2\nwhile True: pass");
            endless.cancel(true);
            assertThatThrownBy(endless::join).isInstanceOf(CancellationException.class);
            assertThat(print(session, "print(x)")).isEqualTo("1\n");
        }
    }

    @Test
    void theDeathOfItsWorkerEndsTheSessionAndIsNoAnswerOfTheProgram() {
        try (var pool = LocalInterpreter.start(OPTIONS, System.out::println); var session = pool.session(LIMITS)) {
            print(session, "x = 1");
            var answer = session.submit("import time; time.sleep(5); print(x)");
            assertThat(ProcessHandle.of(pool.workerPids().getFirst()).orElseThrow().destroyForcibly()).isTrue();
            assertThatThrownBy(answer::join).hasCauseInstanceOf(InterpreterException.class);
            assertThatThrownBy(() -> session.run("print(x)")).isInstanceOf(InterpreterException.class).hasMessageContaining("died");
            await().ignoreExceptions().until(() -> {
                try (var next = pool.session(LIMITS)) {
                    return next.run("print(1)").stdout().equals("1\n");
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK", "NONE"})
    void aClosedSessionLeavesNothingBehind(Isolation tier) {
        pool(tier); // started
        var before = Traces.now();
        var session = pool(tier).session(LIMITS);
        print(session, "open('file', 'w').write('x')");
        var running = session.submit("import time\ntime.sleep(1000)");
        session.close();
        assertThatThrownBy(running::join).hasCauseInstanceOf(InterpreterException.class);
        assertThatThrownBy(() -> session.run("1")).hasMessageContaining("closed");
        await().untilAsserted(() -> assertThat(before).containsAll(Traces.now()));
    }

    /// Whatever the session was doing: starting, forking, running, changing its state.
    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK", "NONE"})
    void aSessionClosedAtAnyMomentLeavesNothingBehind(Isolation tier) {
        pool(tier); // started
        var before = Traces.now();
        for (int i = 0; i < 200; i++) {
            try (var session = pool(tier).session(LIMITS)) {
                if (i % 2 == 0) print(session, "x = 1");
                session.submit("x = 2\nprint(x)").orTimeout(50L * i, TimeUnit.MICROSECONDS).exceptionally(late -> null).join();
            }
        }
        await().untilAsserted(() -> assertThat(before).containsAll(Traces.now()));
    }
}
