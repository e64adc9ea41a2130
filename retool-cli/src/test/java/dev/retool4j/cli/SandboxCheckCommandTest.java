package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class SandboxCheckCommandTest {
    private static final String HELD = """
            {"name": "sum", "group": "sane", "code": "print(6 * 7)", "expect": {"status": "finished", "stdout_equals": "42\\n"}}
            """;
    private static final String NOT_HELD = """
            {"name": "wrong", "group": "files", "code": "print(1)", "expect": {"status": "timeout"}}
            """;

    @TempDir
    private Path folder = Path.of("");

    private String cases(String text) throws IOException {
        return Files.writeString(folder.resolve("cases.jsonl"), text).toString();
    }

    private static Invocation check(String cases, String... more) {
        var arguments = new java.util.ArrayList<>(
                java.util.List.of("sandbox", "check", "--cases", cases, "local.preload=[]", "local.workers=1"));
        arguments.addAll(java.util.List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    @Test
    void whatHeldIsShownByTier() throws IOException {
        var run = check(cases(HELD));
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).anySatisfy(line -> assertThat(line).matches("sane +1 of 1.*"))
                .anySatisfy(line -> assertThat(line).matches("after +1 of 1.*"));
        assertThat(run.err()).contains("all held");
    }

    @Test
    void whatDidNotHoldIsNamedAndTheExitCodeIs1() throws IOException {
        var run = check(cases(HELD + NOT_HELD), "local.isolation=none");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).containsPattern("files +0 of 1").contains("✗ none, wrong: status finished, expected timeout");
    }

    @Test
    void theResultCanBeJson() throws IOException {
        var json = JsonMapper.shared().readTree(check(cases(HELD), "local.isolation=none", "--json").out());
        assertThat(json.at("/none/held").asBoolean()).isTrue();
        assertThat(json.at("/none/findings/0/name").asString()).isEqualTo("sum");
        assertThat(json.at("/none/findings/1/name").asString()).isEqualTo("left-behind");
    }

    @Test
    void aMissingFileOfCasesIsNamed() {
        var run = check("/nowhere/cases.jsonl", "local.isolation=none");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: cannot read the cases in /nowhere/cases.jsonl");
    }
}
