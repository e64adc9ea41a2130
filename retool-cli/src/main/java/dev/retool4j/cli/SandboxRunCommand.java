package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import dev.retool4j.sandbox.Execution;
import dev.retool4j.sandbox.ExecutionResult;
import dev.retool4j.sandbox.InterpreterException;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.Snippet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs one program in the sandbox: its stdout to stdout, its stderr and how it ended to stderr.
@Command(name = "run", description = "Run one Python program in the sandbox.", //
        footer = {"%nKeys are those of the sandbox: limits.wall, limits.memory_mb, local.isolation, local.python, …", //
            "Exit code: 0 if the program finished, 1 if it failed or a limit stopped it.", //
            "%nExamples:", "  retool sandbox run program.py limits.wall=10s", "  echo 'print(6*7)' | retool sandbox run -"})
final class SandboxRunCommand extends RetoolCommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "Python source; '-' reads it from stdin.")
    private String file = "-";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "[CONFIG] [key=value]", description = "YAML files, then values that win over them.")
    private List<String> arguments = List.of();

    @Option(names = "--stdin", paramLabel = "FILE", description = "What the program reads from its standard input; default nothing.")
    private @org.jspecify.annotations.Nullable Path stdin;

    @Override
    public Integer call() throws Exception {
        var code = file.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : read(Path.of(file));
        var given = Arguments.of(arguments);
        var options = Configuration.resolve(SandboxOptions.DEFAULT, given.files(), given.assignments()).value();
        var input = stdin == null ? null : read(stdin);
        try (var interpreter = LocalInterpreter.start(options.local(), console()::line)) {
            var execution = interpreter.execute(new Snippet(code, options.limits(), input, Map.of(), List.of(), null)).get();
            show(execution);
            return execution.result().succeeded() ? 0 : 1;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof InterpreterException cause ? cause : e;
        }
    }

    private static String read(Path path) throws IOException {
        if (Files.isDirectory(path)) throw CommandFailure.usage(path + " is a folder", "name a file with Python source");
        return Files.readString(path);
    }

    private void show(Execution execution) {
        var result = execution.result();
        if (json()) {
            printJson(fields(execution));
            return;
        }
        if (!result.stdout().isEmpty()) console().result(result.stdout().stripTrailing());
        if (!result.stderr().isEmpty()) console().print(result.stderr().stripTrailing());
        var how = "%s, exit code %d · %.2f s wall · %.2f s CPU · %d MiB · isolation: %s".formatted(status(result.status()),
                result.exitCode(), result.wallSeconds(), result.cpuSeconds(), execution.residentKb() / 1024, execution.isolation());
        console().line(result.succeeded() ? console().style().good("✓ ") + how : console().style().bad("✗ ") + how);
    }

    private static Map<String, Object> fields(Execution execution) {
        var result = execution.result();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("status", result.status().name().toLowerCase(java.util.Locale.ROOT));
        fields.put("exit_code", result.exitCode());
        fields.put("stdout", result.stdout());
        fields.put("stderr", result.stderr());
        fields.put("wall_seconds", result.wallSeconds());
        fields.put("cpu_seconds", result.cpuSeconds());
        fields.put("resident_kb", execution.residentKb());
        fields.put("isolation", execution.isolation());
        return fields;
    }

    private static String status(ExecutionResult.Status status) {
        return switch (status) {
            case FINISHED -> "finished";
            case ERROR -> "failed";
            case TIME_LIMIT -> "stopped at the time limit";
            case MEMORY_LIMIT -> "stopped at the memory limit";
            case OUTPUT_LIMIT -> "stopped at the output limit";
            case CRASHED -> "crashed";
        };
    }
}
