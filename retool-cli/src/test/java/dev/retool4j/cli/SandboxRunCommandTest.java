package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class SandboxRunCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private String program(String source) throws IOException {
        return Files.writeString(folder.resolve("program.py"), source).toString();
    }

    /// Without modules loaded beforehand, which these programs do not use and whose loading takes seconds.
    private static Invocation run(String program, String... more) {
        return Invocation
                .of(Stream.concat(Stream.of("sandbox", "run", program, "local.preload=[]"), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void theProgramsOutputIsTheResult() throws IOException {
        var run = run(program("print(6 * 7)"));
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("42\n");
        assertThat(run.err()).contains("✓ finished, exit code 0");
    }

    @Test
    void aFailureShowsItsTracebackAndExitsWith1() throws IOException {
        var run = run(program("print(1)\nboom()"));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("1\n");
        assertThat(run.err()).contains("NameError: name 'boom' is not defined").contains("✗ failed, exit code 1");
    }

    @Test
    void limitsAreKeysAndTheResultCanBeJson() throws IOException {
        var run = run(program("while True: pass"), "limits.wall=300ms", "--json");
        assertThat(run.code()).isEqualTo(1);
        assertThat(JsonMapper.shared().readTree(run.out()).get("status").asString()).isEqualTo("time_limit");
    }

    @Test
    void theProgramReadsTheInputThatIsGiven() throws IOException {
        var input = Files.writeString(folder.resolve("in.txt"), "19 23\n");
        var run = run(program("print(sum(map(int, input().split())))"), "--stdin", input.toString());
        assertThat(run.out()).isEqualTo("42\n");
    }

    @Test
    void aMissingFileIsNamed() {
        var run = Invocation.of("sandbox", "run", folder.resolve("none.py").toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: no such file or folder: " + folder.resolve("none.py"));
    }
}
