package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retool4j.sandbox.ExecutionResult.Status;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Programs that may start processes: what they hold together is bounded, and all of them end with the program.
class ManyProcessesTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 256, 64, 32);
    private static final LocalOptions OPTIONS = LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(List.of(), false)
            .withIsolation(Isolation.NAMESPACES).withMultiprocess(true);
    /// Processes that each stay within the limit on one, and wait for each other.
    private static final String TOGETHER = """
            import os, time
            r, w = os.pipe()
            for i in range(%d):
                if os.fork() == 0:
                    held = bytearray(%d << 20)
                    os.write(w, b'x')
                    time.sleep(100)
            for i in range(%1$d): os.read(r, 1)
            print('all hold it')""";

    private static void assumeAllowed() {
        var refusal = LocalInterpreter.refusal(OPTIONS, Isolation.NAMESPACES);
        assumeTrue(refusal == null, refusal);
    }

    @Test
    void whatTheyHoldTogetherIsBounded() {
        assumeAllowed();
        try (var pool = LocalInterpreter.start(OPTIONS, System.out::println)) {
            for (int i = 0; i < 3; i++) {
                assertThat(pool.run(TOGETHER.formatted(3, 40), LIMITS).stdout()).isEqualTo("all hold it\n");
                var result = pool.run(TOGETHER.formatted(6, 150), LIMITS);
                assertThat(result.status()).as("%s", result).isEqualTo(Status.MEMORY_LIMIT);
            }
            assertThat(
                    pool.run("import subprocess\nprint(subprocess.run(['/usr/bin/env', 'echo', 'hi'], capture_output=True).stdout)", LIMITS)
                            .stdout())
                    .isEqualTo("b'hi\\n'\n");
        }
    }

    @Test
    void memoryGroupsAreTakenWhereTheyCanBeMadeAndRemovedAtTheEnd() {
        assumeAllowed();
        MemoryGroups groups;
        try (var made = MemoryGroups.create("retool-test-" + ProcessHandle.current().pid(), 2)) {
            groups = made;
            assumeTrue(groups.folders().size() == 2, "this process may make no memory control groups");
            assertThat(groups.folders()).allSatisfy(folder -> assertThat(folder).isDirectory());
        }
        assertThat(groups.folders()).allSatisfy(folder -> assertThat(folder).doesNotExist());
        var parent = Objects.requireNonNull(groups.folders().getFirst().getParent()).toFile();
        var before = Set.of(Objects.requireNonNull(parent.list()));
        try (var pool = LocalInterpreter.start(OPTIONS, System.out::println)) {
            assertThat(pool.isolation()).endsWith("many processes, memory groups");
        }
        await().untilAsserted(() -> assertThat(before).contains(Objects.requireNonNull(parent.list())));
    }
}
