package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SandboxCheckTest {
    private static final LocalOptions OPTIONS = LocalOptions.DEFAULT.withWorkers(1, 4).withPreload(PythonEnvironment.MODULES, false);

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void theBuiltInCasesHold(Isolation tier) {
        assertHolds(tier, null);
    }

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void theSharedCasesHold(Isolation tier) {
        var cases = sharedCases();
        assumeTrue(cases != null, "no hostile.jsonl: set -Dretool.hostile=FILE, or put it into ../shared/data beside the repository");
        assertHolds(tier, cases);
    }

    /// What a fresh program does not inherit; the processes of a session hold the descriptors of their own source, output and channel.
    private static final String INHERITED = "descriptors";

    /// In a session each case is a block; what a program leaves in memory or files is the business of no other.
    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void theBuiltInCasesHoldInSessions(Isolation tier) {
        var refusal = LocalInterpreter.refusal(OPTIONS, tier);
        assumeTrue(refusal == null, refusal);
        var problems = new ArrayList<String>();
        try (var witness = new HostWitness("python3"); var pool = LocalInterpreter.start(OPTIONS.withIsolation(tier), line -> {})) {
            for (var hostile : HostileCase.parse("the built-in cases", Resources.text("hostile.jsonl"))) {
                if (!hostile.fits() || hostile.name().equals(INHERITED)) continue;
                var snippet = hostile.snippet(witness.placeholders());
                try (var session = pool.session(snippet.limits())) {
                    session.run("sandbox_session = 1");
                    var problem = hostile.verdict(session.run(snippet.code()));
                    if (problem != null) problems.add(hostile.name() + ": " + problem);
                    var after = session.run("print(sandbox_session)");
                    if (!after.stdout().equals("1\n")) problems.add(hostile.name() + ", the block after it: " + after);
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void withoutIsolationTheCheckSaysSo() {
        var report = SandboxCheck.run(OPTIONS.withIsolation(Isolation.NONE), null, finding -> {});
        assertThat(report.isolation()).isEqualTo("none");
        assertThat(report.failures()).extracting(SandboxCheck.Finding::name).contains("secret_file", "link_to_secret").doesNotContain(
                "answer",
                "left-behind");
    }

    @Test
    void aBrokenFileOfCasesIsNamedWithItsLine() {
        assertThatThrownBy(() -> HostileCase.parse("cases.jsonl", "{\"name\": \"a\", \"code\": \"\", \"expect\": {}}\n{\"name\": 1"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("cases.jsonl, line 2:");
    }

    private static void assertHolds(Isolation tier, @Nullable Path cases) {
        var refusal = LocalInterpreter.refusal(OPTIONS, tier);
        assumeTrue(refusal == null, refusal);
        var report = SandboxCheck.run(OPTIONS.withIsolation(tier), cases, finding -> {});
        assertThat(report.isolation()).startsWith(tier.tier());
        assertThat(report.findings()).hasSizeGreaterThan(20);
        assertThat(report.failures()).isEmpty();
    }

    /// The file of `-Dretool.hostile`, or `shared/data/hostile.jsonl` beside the repository's root; null where there is none.
    static @Nullable Path sharedCases() {
        var named = System.getProperty("retool.hostile");
        if (named != null) return Path.of(named);
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (!Files.exists(folder.resolve(".git"))) continue;
            var file = folder.resolveSibling("shared").resolve("data/hostile.jsonl");
            return Files.exists(file) ? file : null;
        }
        return null;
    }
}
