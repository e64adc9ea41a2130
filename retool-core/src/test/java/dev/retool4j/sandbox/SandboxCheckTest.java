package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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
        SandboxCheck.Report report;
        try {
            report = SandboxCheck.run(OPTIONS.withIsolation(tier), cases, finding -> {});
        } catch (InterpreterException e) {
            assumeTrue(!String.valueOf(e.getMessage()).contains("does not allow"), "this machine has no " + tier + ": " + e.getMessage());
            throw e;
        }
        assertThat(report.isolation()).startsWith(tier.tier());
        assertThat(report.findings()).hasSizeGreaterThan(20);
        assertThat(report.failures()).isEmpty();
    }

    /// The file of `-Dretool.hostile`, or `shared/data/hostile.jsonl` beside the repository's root; null where there is none.
    private static @Nullable Path sharedCases() {
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
