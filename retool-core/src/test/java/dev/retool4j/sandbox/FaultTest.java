package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retool4j.sandbox.ExecutionResult.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The machine fails under programs: each caller gets its own right answer, or is told that the sandbox failed.
class FaultTest {
    private static final LocalOptions OPTIONS = LocalOptions.DEFAULT.withWorkers(2, 4).withPreload(List.of(), false);
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), 256, 64, 32);
    private static final int PROGRAMS = 300;

    @TempDir
    private Path folder = Path.of("");

    private static void assumeAllowed(Isolation tier) {
        var refusal = LocalInterpreter.refusal(OPTIONS, tier);
        assumeTrue(refusal == null, refusal);
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        return run(command).isPresent();
    }

    /// What a command says, where it succeeds.
    private static Optional<String> run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Optional.of(said.strip()) : Optional.empty();
    }

    /// The same by the user that a worker runs as: root's workers give root up.
    private static Optional<String> asWorker(String... command) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name")))
            line.addAll(List.of("setpriv", "--reuid=64999", "--regid=64999", "--clear-groups"));
        line.addAll(List.of(command));
        return run(line.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void workersAreKilledAtRandomDuringLoad(Isolation tier) {
        assumeAllowed(tier);
        var random = new Random(7);
        var done = new AtomicInteger();
        var before = Traces.now();
        try (var pool = LocalInterpreter.start(OPTIONS.withIsolation(tier), System.out::println)) {
            var answers = new ArrayList<CompletableFuture<ExecutionResult>>();
            for (int i = 0; i < PROGRAMS; i++) {
                var answer = pool.submit("print(" + i + " ** 2)", LIMITS);
                answers.add(answer);
                answer.whenComplete((result, failure) -> {
                    if (done.incrementAndGet() % 60 != 30) return;
                    var workers = pool.workerPids();
                    if (!workers.isEmpty())
                        ProcessHandle.of(workers.get(random.nextInt(workers.size()))).ifPresent(ProcessHandle::destroyForcibly);
                });
            }
            var failures = 0;
            for (int i = 0; i < PROGRAMS; i++) {
                try {
                    assertThat(answers.get(i).join().stdout()).isEqualTo(i * i + "\n");
                } catch (CompletionException e) {
                    assertThat(e).hasCauseInstanceOf(InterpreterException.class);
                    failures++;
                }
            }
            assertThat(failures).as("programs under which three workers died").isLessThan(PROGRAMS / 10);
            assertThat(pool.restarts()).isPositive();
        }
        await().untilAsserted(() -> assertThat(before).containsAll(Traces.now()));
    }

    @Test
    void withoutProcessesItIsAnInfrastructureFailureAndThenGoesOn() throws Exception {
        assumeAllowed(Isolation.NAMESPACES);
        try (var pool = LocalInterpreter.start(OPTIONS.withWorkers(1, 2).withIsolation(Isolation.NAMESPACES), System.out::println);
                var session = pool.session(LIMITS)) {
            session.run("x = 1");
            var inner = ProcessHandle.of(pool.workerPids().getFirst()).orElseThrow().children().findFirst().orElseThrow().pid();
            var limit = asWorker("prlimit", "--pid", "" + inner, "--nproc", "--noheadings", "--output", "SOFT");
            assumeTrue(limit.isPresent() && asWorker("prlimit", "--pid", "" + inner, "--nproc=1:").isPresent(),
                    "may not limit the worker's processes");
            assertThatThrownBy(() -> pool.run("print(1)", LIMITS)).isInstanceOf(InterpreterException.class)
                    .hasMessageContaining("Resource temporarily unavailable");
            assertThat(asWorker("prlimit", "--pid", "" + inner, "--nproc=" + limit.orElseThrow() + ":")).isPresent();
            assertThat(pool.run("print(1)", LIMITS).stdout()).isEqualTo("1\n");
            assertThat(session.run("print(x)").stdout()).isEqualTo("1\n");
            assertThat(pool.restarts()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void aProgramThatFillsItsFolderTakesNothingFromTheNext(Isolation tier) {
        assumeAllowed(tier);
        try (var pool = LocalInterpreter.start(OPTIONS.withWorkers(1, 1).withIsolation(tier), System.out::println)) {
            var full = pool.run("try:\n    for i in range(100):\n        with open(str(i), 'wb') as f: f.write(bytes(10**6))\n"
                    + "except OSError as e: print(type(e).__name__)\nimport time; time.sleep(1)", LIMITS);
            assertThat(full.status()).isIn(Status.FINISHED, Status.OUTPUT_LIMIT);
            assertThat(pool.run("open('a', 'wb').write(bytes(10**6))\nimport os; print(os.listdir('.'))", LIMITS).stdout()).contains("'a'")
                    .doesNotContain("'0'");
        }
    }

    @Test
    void withItsTemporaryFolderFullItIsAnInfrastructureFailureAndThenGoesOn() throws Exception {
        assumeAllowed(Isolation.LANDLOCK);
        assumeTrue(succeeds("mount", "-t", "tmpfs", "-o", "size=1m,mode=0777", "none", folder.toString()), "may not mount");
        try (var pool = LocalInterpreter.start(
                OPTIONS.withWorkers(1, 2).withIsolation(Isolation.LANDLOCK).withTemporaryFolder(folder), System.out::println)) {
            var filler = folder.resolve("filler");
            try (var out = Files.newOutputStream(filler)) {
                out.write(new byte[2 << 20]);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("No space");
            }
            var program = "print(1)" + "# " + "x".repeat(8192);
            assertThatThrownBy(() -> pool.run(program, LIMITS)).isInstanceOf(InterpreterException.class).hasMessageContaining("No space");
            Files.delete(filler);
            assertThat(pool.run(program, LIMITS).stdout()).isEqualTo("1\n");
        } finally {
            assertThat(succeeds("umount", folder.toString())).isTrue();
        }
    }

    @Test
    void theOwnersDeathLeavesNoProcess() throws Exception {
        var owner = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Owner.class.getName()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var out = new java.io.BufferedReader(new java.io.InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("running");
            var processes = owner.descendants().toList();
            assertThat(processes).hasSizeGreaterThan(2);
            owner.destroyForcibly();
            processes.forEach(process -> process.onExit().join());
            assertThat(processes).noneMatch(ProcessHandle::isAlive);
        } finally {
            owner.destroyForcibly();
        }
    }

    /// A program whose pool runs an endless snippet and a session.
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) {
            try (var pool = LocalInterpreter.start(OPTIONS, line -> {})) {
                var forever = new Limits(Duration.ofHours(1), 256, 64, 32);
                var endless = pool.submit("import time; time.sleep(10000)", forever);
                var session = pool.session(forever);
                session.run("x = 1");
                session.submit("import time; time.sleep(10000)");
                while (pool.queued() > 0)
                    Thread.onSpinWait();
                System.out.println("running");
                endless.join();
            }
        }
    }
}
