package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.retool4j.sandbox.ExecutionResult.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalInterpreterTest {
    private static final Limits SHORT = new Limits(Duration.ofSeconds(1), 1024, 256, 32);
    private static LocalInterpreter interpreter;

    @BeforeAll
    static void start() {
        interpreter = LocalInterpreter.start(LocalOptions.DEFAULT.withPreload(PythonEnvironment.MODULES, false), System.out::println);
    }

    @AfterAll
    static void stop() {
        interpreter.close();
    }

    private static ExecutionResult run(String code) {
        return interpreter.run(code, Limits.DEFAULT);
    }

    @Test
    void printsAreReturned() {
        var result = run("import sympy, numpy\nx = sympy.symbols('x')\nprint(sympy.solve(x**2 - 5*x + 6, x), numpy.arange(4).sum())");
        assertThat(result.status()).isEqualTo(Status.FINISHED);
        assertThat(result.stdout()).isEqualTo("[2, 3] 6\n");
        assertThat(result.stderr()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.cpuSeconds()).isPositive();
    }

    @Test
    void anExceptionGivesTheTracebackOfCPython() {
        var result = run("def f():\n    return 1 / 0\nprint('before')\nf()\n");
        assertThat(result.status()).isEqualTo(Status.ERROR);
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stdout()).isEqualTo("before\n");
        assertThat(result.stderr().lines().filter(line -> !line.isBlank() && !line.contains("^") && !line.contains("~"))).containsExactly(
                "Traceback (most recent call last):", "  File \"main.py\", line 4, in <module>", "    f()",
                "  File \"main.py\", line 2, in f",
                "    return 1 / 0", "ZeroDivisionError: division by zero");
    }

    @Test
    void aNameErrorEndsWithItsNameAndMessage() {
        assertThat(run("print(undefined_thing)").stderr()).endsWith("NameError: name 'undefined_thing' is not defined\n");
    }

    @Test
    void aSyntaxErrorIsTheProgramsError() {
        var result = run("for i in range(3)\n    print(i)");
        assertThat(result.status()).isEqualTo(Status.ERROR);
        assertThat(result.stderr()).contains("File \"main.py\", line 1").contains("SyntaxError");
    }

    @Test
    void exitCodesArePassedOn() {
        assertThat(run("import sys; sys.exit(0)").status()).isEqualTo(Status.FINISHED);
        assertThat(run("import sys; sys.exit(3)").exitCode()).isEqualTo(3);
        assertThat(run("import os; os._exit(252)").status()).isEqualTo(Status.ERROR);
    }

    @Test
    void anEndlessLoopIsStoppedAndItsOutputKept() {
        var result = interpreter.run("print('step 1')\nwhile True: pass", SHORT);
        assertThat(result.status()).isEqualTo(Status.TIME_LIMIT);
        assertThat(result.stdout()).isEqualTo("step 1\n");
        assertThat(result.exitCode()).isEqualTo(137);
    }

    @Test
    void aSleeperIsStopped() {
        assertThat(interpreter.run("import time; time.sleep(100)", SHORT).status()).isEqualTo(Status.TIME_LIMIT);
    }

    @Test
    void memoryIsLimited() {
        var limits = new Limits(Duration.ofSeconds(5), 128, 256, 32);
        var result = interpreter.run("a = [0] * 10**9", limits);
        assertThat(result.status()).isEqualTo(Status.MEMORY_LIMIT);
        assertThat(result.stderr()).endsWith("MemoryError\n");
        assertThat(interpreter.run("import numpy; numpy.ones(10**9)", limits).status()).isEqualTo(Status.MEMORY_LIMIT);
    }

    @Test
    void aFloodIsStoppedAtTheOutputLimit() {
        var result = run("while True:\n    try: print('x' * 1000)\n    except OSError: pass");
        assertThat(result.status()).isEqualTo(Status.OUTPUT_LIMIT);
        assertThat(result.stdout().length()).isBetween(200_000, 256 * 1024);
    }

    @Test
    void muchOutputBelowTheLimitComesBackWhole() {
        var result = run("print('y' * 150_000)");
        assertThat(result.status()).isEqualTo(Status.FINISHED);
        assertThat(result.stdout()).hasSize(150_001);
    }

    @Test
    void aForkBombGetsNothing() {
        var result = run("import os\nwhile True:\n    os.fork()");
        assertThat(result.status()).isEqualTo(Status.ERROR);
        assertThat(result.stderr()).contains("PermissionError");
    }

    @Test
    void aSignalOfItsOwnIsACrash() {
        var result = run("import ctypes; ctypes.string_at(0)");
        assertThat(result.status()).isEqualTo(Status.CRASHED);
        assertThat(result.exitCode()).isEqualTo(128 + 11);
        assertThat(result.stderr()).contains("Segmentation fault");
    }

    @Test
    void endlessRecursionIsARecursionError() {
        var result = run("def f(n): return f(n + 1)\nf(0)");
        assertThat(result.status()).isEqualTo(Status.ERROR);
        assertThat(result.stderr()).contains("RecursionError");
    }

    @Test
    void stateNeverLeaks() {
        run("import builtins, math, sys, os\nbuiltins.leak = 1\nmath.pi = 3\nsys.leak = 1\nos.environ['LEAK'] = '1'\nopen('leak', 'w').write('x')");
        for (int i = 0; i < 8; i++) {
            assertThat(run("import builtins, math, sys, os\n"
                    + "print(hasattr(builtins, 'leak'), math.pi, hasattr(sys, 'leak'), os.environ.get('LEAK'), os.path.exists('leak'))")
                    .stdout())
                    .isEqualTo("False 3.141592653589793 False None False\n");
        }
    }

    @Test
    void outputNeedNotBeText() {
        var result = run("import sys\nsys.stdout.buffer.write(b'ok\\xff\\x00\\n')");
        assertThat(result.status()).isEqualTo(Status.FINISHED);
        assertThat(result.stdout()).isEqualTo("ok\uFFFD\0\n");
    }

    @Test
    void standardInputIsEmpty() {
        var result = run("input()");
        assertThat(result.status()).isEqualTo(Status.ERROR);
        assertThat(result.stderr()).endsWith("EOFError: EOF when reading a line\n");
    }

    @Test
    void standardInputAndFilesCanBeGiven() {
        var snippet = new Snippet("print(input(), open('data/a.txt').read())", Limits.DEFAULT, "hello\n",
                Map.of("data/a.txt", "file".getBytes()),
                List.of(), null);
        assertThat(interpreter.execute(snippet).join().result().stdout()).isEqualTo("hello file\n");
    }

    @Test
    void aSnippetDrawsTheSameNumbersEachTime() {
        var code = "import random, numpy, sympy\nprint(random.random(), numpy.random.rand(), sympy.core.random.rng.random(), hash('a'))";
        var first = run(code).stdout();
        assertThat(first.split(" ")).doesNotHaveDuplicates();
        for (int i = 0; i < 4; i++)
            assertThat(run(code).stdout()).isEqualTo(first);
        assertThat(run("# another\n" + code).stdout()).isNotEqualTo(first);
    }

    @Test
    void addressesAreHidden() {
        assertThat(run("print(map(str, []))").stdout()).isEqualTo("<map object at 0x0>\n");
    }

    @Test
    void nothingOfTheMachineIsInReach() {
        var result = run(
                """
                        import os, socket
                        def tried(what):
                            try: return what()
                            except Exception as e: return type(e).__name__
                        print(tried(lambda: open('/etc/shadow').read()[:4]), tried(lambda: open('/root/.bashrc').read()[:4]), tried(lambda: os.listdir('/var/log')),
                              tried(lambda: open('/etc/x', 'w')), tried(lambda: socket.socket().connect(('127.0.0.1', 80))),
                              tried(lambda: os.kill(os.getppid() or 2, 0)), tried(lambda: os.execv('/bin/true', ['true'])),
                              tried(lambda: open('/proc/1/environ')), sorted(os.environ))
                        """);
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout().split(" \\[")[0].split(" ")).doesNotContain("root").doesNotContain("None").hasSize(8);
        assertThat(result.stdout()).doesNotContain("USER").doesNotContain("JAVA");
    }

    @Test
    void manyAtOnceEachGetTheirOwnAnswer() {
        var answers = new ArrayList<CompletableFuture<ExecutionResult>>();
        for (int i = 0; i < 200; i++)
            answers.add(interpreter.submit("print(" + i + " ** 2)", Limits.DEFAULT));
        for (int i = 0; i < 200; i++)
            assertThat(answers.get(i).join().stdout()).isEqualTo(i * i + "\n");
    }

    @Test
    void cancellingStopsARunningSnippet() {
        var slots = LocalOptions.DEFAULT.workers() * LocalOptions.DEFAULT.slots();
        var running = new ArrayList<CompletableFuture<ExecutionResult>>();
        for (int i = 0; i < 2 * slots; i++)
            running.add(interpreter.submit("while True: pass", new Limits(Duration.ofHours(1), 1024, 256, 32)));
        running.forEach(answer -> answer.cancel(true));
        assertThatThrownBy(() -> running.getFirst().join()).isInstanceOf(CancellationException.class);
        for (int i = 0; i < slots; i++)
            assertThat(run("print(1)").stdout()).isEqualTo("1\n");
    }

    @Test
    void aSnippetSurvivesTheDeathOfItsWorker() {
        var options = LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(List.of(), false);
        try (var pool = LocalInterpreter.start(options, System.out::println)) {
            var killed = pool.workerPids().getFirst();
            var answer = pool.submit("import time; time.sleep(1); print('done')", Limits.DEFAULT);
            await().until(() -> pool.queued() == 0);
            assertThat(ProcessHandle.of(killed).orElseThrow().destroyForcibly()).isTrue();
            assertThat(answer.join().stdout()).isEqualTo("done\n");
            assertThat(pool.restarts()).isEqualTo(1);
        }
    }

    @Test
    void closingLeavesNoProcess() {
        var before = ProcessHandle.current().descendants().map(ProcessHandle::pid).toList();
        var pool = LocalInterpreter.start(LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(List.of(), false), System.out::println);
        var answer = pool.submit("while True: pass", Limits.DEFAULT);
        await().until(() -> pool.queued() == 0);
        var started = ProcessHandle.current().descendants().filter(process -> !before.contains(process.pid())).toList();
        assertThat(started).isNotEmpty();
        pool.close();
        assertThat(started).noneMatch(ProcessHandle::isAlive);
        assertThatThrownBy(answer::join).hasCauseInstanceOf(InterpreterException.class);
        assertThatThrownBy(() -> pool.run("print(1)", Limits.DEFAULT)).isInstanceOf(InterpreterException.class)
                .hasMessageContaining("closed");
    }
}
