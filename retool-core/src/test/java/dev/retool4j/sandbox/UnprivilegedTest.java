package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The hostile suite as an ordinary user, where the tests run as root; as an ordinary user [SandboxCheckTest] is that already.
class UnprivilegedTest {
    private static final String USER = "65533";
    /// Opens folders that only root may enter, in a mount namespace of its own, so that the user finds Java, the classes and Python.
    private static final String AS_USER = """
            set -e
            mount --make-rprivate /
            behind=$(mktemp -d)
            for closed in /root /home/*; do
              [ -d "$closed" ] && [ ! -L "$closed" ] || continue
              mount --rbind "$closed" "$behind"
              mount -t tmpfs -o mode=0755 none "$closed"
              for entry in "$behind"/* "$behind"/.[!.]*; do
                [ -e "$entry" ] || continue
                if [ -d "$entry" ]; then mkdir "$closed/${entry##*/}"; else touch "$closed/${entry##*/}"; fi
                mount --rbind "$entry" "$closed/${entry##*/}"
              done
              umount -l "$behind"
            done
            rmdir "$behind"
            exec setpriv --reuid=%1$s --regid=%1$s --clear-groups --no-new-privs "$@"
            """.formatted(USER);

    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void theHostileSuiteHoldsAsAnOrdinaryUser(Isolation tier) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "not root: SandboxCheckTest runs as an ordinary user");
        var privileges = new ProcessBuilder("unshare", "--mount", "sh", "-c", AS_USER, "sh", "true").redirectErrorStream(true).start();
        var why = new String(privileges.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(privileges.waitFor() == 0, "cannot become another user in a mount namespace of our own: " + why);
        var python = PythonProbe.of(PythonEnvironment.find(null, line -> {}).toString(), List.of()).executable();
        var shared = SandboxCheckTest.sharedCases();
        var command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", AS_USER, "sh",
                Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp", System.getProperty("java.class.path"),
                Check.class.getName(), tier.name()));
        if (shared != null) command.add(shared.toString());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(PythonEnvironment.PYTHON_VARIABLE, python);
        var check = builder.start();
        var said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(check.waitFor() != Check.REFUSED, said);
        assertThat(said.lines().filter(line -> !line.contains(" DEBUG ")).toList()).startsWith("uid " + USER).endsWith("all held");
        assertThat(check.exitValue()).isZero();
    }

    /// What runs as the user: the built-in cases, and those of a file.
    static final class Check {
        static final int REFUSED = 77;

        private Check() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println("uid " + java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            var options = LocalOptions.DEFAULT.withWorkers(1, 4).withPreload(PythonEnvironment.MODULES, false)
                    .withIsolation(Isolation.valueOf(arguments[0]));
            var refusal = LocalInterpreter.refusal(options, options.isolation());
            if (refusal != null) {
                System.out.println(refusal);
                System.exit(REFUSED);
            }
            var failures = new ArrayList<>(SandboxCheck.run(options, null, finding -> {}).failures());
            if (arguments.length > 1) failures.addAll(SandboxCheck.run(options, Path.of(arguments[1]), finding -> {}).failures());
            failures.forEach(System.out::println);
            System.out.println(failures.isEmpty() ? "all held" : failures.size() + " did not hold");
            System.exit(failures.isEmpty() ? 0 : 1);
        }
    }
}
