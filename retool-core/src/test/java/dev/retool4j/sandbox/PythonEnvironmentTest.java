package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonEnvironmentTest {
    @TempDir
    Path folder;

    private final List<String> progress = new ArrayList<>();

    /// A program that answers like a Python to the probe, and does what its body says otherwise.
    private Path fake(String name, String answer) throws IOException {
        var path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/bin/sh\n" + answer + "\n");
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path fake(String name, int minor, String missing) throws IOException {
        return fake(name, "echo '{\"version\": [3, %d], \"executable\": \"'$0'\", \"missing\": [%s]}'".formatted(minor, missing));
    }

    private Path find(Map<String, String> environment) {
        return new PythonEnvironment(environment, progress::add).find(null);
    }

    @Test
    void theOneThatWasSetIsUsed() throws IOException {
        var set = fake("set/python", 11, "");
        fake("bin/python3", 12, "");
        assertThat(find(Map.of("RETOOL_PYTHON", set.toString(), "PATH", folder.resolve("bin").toString()))).isEqualTo(set);
    }

    @Test
    void oneThatWasSetButLacksModulesIsRefusedAndNotReplaced() throws IOException {
        var set = fake("set/python", 11, "\"sympy (No module named sympy)\"");
        fake("bin/python3", 12, "");
        assertThatThrownBy(() -> find(Map.of("RETOOL_PYTHON", set.toString(), "PATH", folder.resolve("bin").toString())))
                .isInstanceOf(InterpreterException.class).hasMessageContaining(set.toString()).hasMessageContaining("lacks sympy")
                .hasMessageContaining("-m pip install numpy sympy");
    }

    @Test
    void anOldPythonIsNamedInTheError() throws IOException {
        var set = fake("set/python", 8, "");
        assertThatThrownBy(() -> find(Map.of("RETOOL_PYTHON", set.toString())))
                .hasMessageContaining("is Python 3.8, 3.9 or newer is needed");
    }

    @Test
    void onePathThatDoesNotExistIsNamedInTheError() {
        assertThatThrownBy(() -> find(Map.of("RETOOL_PYTHON", "/nowhere/python"))).hasMessageContaining("/nowhere/python, does not run");
    }

    @Test
    void theFirstUsableOnThePathIsUsed() throws IOException {
        fake("a/python3", 11, "\"numpy (none)\"");
        var second = fake("b/python3", 11, "");
        var path = folder.resolve("a") + ":" + folder.resolve("b");
        assertThat(find(Map.of("PATH", path, "RETOOL_HOME", folder.resolve("home").toString()))).isEqualTo(second);
        assertThat(progress).isEmpty();
    }

    @Test
    void thePrivateOneIsUsedAgain() throws IOException {
        var made = fake("home/python/bin/python3", 11, "");
        assertThat(find(Map.of("PATH", "", "RETOOL_HOME", folder.resolve("home").toString()))).isEqualTo(made);
    }

    @Test
    void aPrivateOneIsMadeWithTheWheelsThatWereGiven() throws IOException {
        // makes an environment of itself, whose python "has" the modules once pip has been called
        var body = """
                case "$*" in
                *-m\\ venv*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python3";;
                *-m\\ pip*) echo "$*" > "$(dirname "$0")/pip.txt";;
                *) if [ -e "$(dirname "$0")/pip.txt" ]; then m=''; else m='"numpy (none)"'; fi
                   echo "{\\"version\\": [3, 11], \\"executable\\": \\"$0\\", \\"missing\\": [$m]}";;
                esac""";
        fake("bin/python3", body);
        var home = folder.resolve("home");
        var found = find(Map.of("PATH", folder.resolve("bin").toString(), "RETOOL_HOME", home.toString(), "RETOOL_WHEELS", "/some/wheels"));
        assertThat(found).isEqualTo(home.resolve("python/bin/python3"));
        assertThat(Files.readString(folder.resolve("home/python/bin/pip.txt"))).contains("--find-links /some/wheels numpy sympy");
        assertThat(progress).hasSize(2);
    }

    @Test
    void theCacheFolderFollowsTheEnvironment() {
        assertThat(PythonEnvironment.cacheFolder(Map.of("RETOOL_HOME", "/a", "XDG_CACHE_HOME", "/b"))).isEqualTo(Path.of("/a"));
        assertThat(PythonEnvironment.cacheFolder(Map.of("XDG_CACHE_HOME", "/b"))).isEqualTo(Path.of("/b/retool4j"));
        assertThat(PythonEnvironment.cacheFolder(Map.of("HOME", "/h"))).isEqualTo(Path.of("/h/.cache/retool4j"));
    }
}
