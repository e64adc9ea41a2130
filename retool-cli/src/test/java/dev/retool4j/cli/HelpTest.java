package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class HelpTest {
    private static CommandLine root() {
        return new Main(System.out, System.err, Terminal.NONE).commandLine();
    }

    static Stream<List<String>> everyCommand() {
        var paths = new ArrayList<List<String>>();
        collect(root(), List.of(), paths);
        return paths.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> paths) {
        command.getSubcommands().forEach((name, sub) -> {
            var longer = new ArrayList<>(path);
            longer.add(name);
            paths.add(longer);
            collect(sub, longer, paths);
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandHasHelpWithAnExample(List<String> path) {
        var arguments = new ArrayList<>(path);
        arguments.add("--help");
        var help = Invocation.of(arguments.toArray(String[]::new));
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("Usage: retool " + String.join(" ", path)).contains("Example")
                .contains("retool " + path.getFirst());
        assertThat(help.out().lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandStandsInAGroup(List<String> path) {
        assertThat(Help.GROUPS.values().stream().flatMap(List::stream)).contains(path.getFirst());
    }

    @Test
    void withoutACommandTheCommandsAreShownInGroups() {
        var shown = Invocation.of();
        assertThat(shown.code()).isZero();
        assertThat(shown.out()).contains("Start here\n  demo ").contains("Train\n  sft ").contains("retool eval runs/lr2");
        assertThat(shown.out()).isEqualTo(Invocation.of("--help").out());
    }

    @Test
    void theVersionNamesTheJava() {
        assertThat(Invocation.of("--version").out()).startsWith("retool ").contains("Java " + Runtime.version().feature());
    }

    @Test
    void completionKnowsTheCommandsAndRunsInBash() throws Exception {
        var script = Invocation.of("completion", "bash").out();
        assertThat(script).contains("doctor").contains("--dry-run");
        var bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
        bash.getOutputStream().write(script.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        bash.getOutputStream().close();
        assertThat(new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)).isEmpty();
        assertThat(bash.waitFor()).isZero();
    }
}
