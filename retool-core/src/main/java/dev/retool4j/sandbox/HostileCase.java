package dev.retool4j.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A snippet that tries something, and what a right sandbox answers.
///
/// One line of JSON: `name`, `group`, `code`, `expect` (`desc`, `status` or `status_any` of finished, error, timeout, memory, output_limit;
/// `stdout_equals`, `stdout_contains`, `stderr_contains` without regard to case, `must_not_contain` in either stream, `max_wall_ms`),
/// `request` (`timeout` in seconds, `memory_mb`, `stdin`, `seed`), `dangerous` (never to run without isolation), `arch`.
record HostileCase(String name, String group, String code, JsonNode expect, JsonNode request, boolean dangerous, String arch) {
    private static final double DEFAULT_SECONDS = 10;

    static List<HostileCase> read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the cases in " + file + ": " + e.getMessage(), e);
        }
    }

    static List<HostileCase> parse(String source, String text) {
        var cases = new ArrayList<HostileCase>();
        var number = 0;
        for (var line : text.split("\n")) {
            number++;
            if (line.isBlank()) continue;
            try {
                var node = JsonMapper.shared().readTree(line);
                cases.add(
                        new HostileCase(node.required("name").asString(), node.path("group").asString(""), node.required("code").asString(),
                                node.required("expect"), node.path("request"), node.path("dangerous").asBoolean(false),
                                node.path("arch").asString("")));
            } catch (JacksonException e) {
                throw new IllegalArgumentException(source + ", line " + number + ": not a case: " + e.getOriginalMessage(), e);
            }
        }
        return cases;
    }

    /// Whether it is written for this machine's architecture.
    boolean fits() {
        var machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return arch.isEmpty() || arch.equals(machine);
    }

    Snippet snippet(Map<String, String> placeholders) {
        var filled = code;
        for (var entry : placeholders.entrySet())
            filled = filled.replace("{" + entry.getKey() + "}", entry.getValue());
        var seconds = request.path("timeout").asDouble(DEFAULT_SECONDS);
        var limits = new Limits(Duration.ofMillis((long) (seconds * 1000)), request.path("memory_mb").asInt(Limits.DEFAULT.memoryMb()),
                Limits.DEFAULT.outputKb(), Limits.DEFAULT.processes());
        var stdin = request.path("stdin").isString() ? request.path("stdin").asString() : null;
        var seed = request.path("seed").isNumber() ? (Long) request.path("seed").asLong() : null;
        return new Snippet(filled, limits, stdin, Map.of(), List.of(), seed);
    }

    /// What is wrong with an answer, or null where it is right.
    @Nullable
    String verdict(ExecutionResult result) {
        var status = word(result.status());
        var allowed = new ArrayList<String>();
        expect.path("status_any").forEach(word -> allowed.add(word.asString()));
        if (allowed.isEmpty()) allowed.add(expect.required("status").asString());
        if (!allowed.contains(status)) return "status " + status + ", expected " + String.join(" or ", allowed) + seen(result);
        if (expect.path("stdout_equals").isString() && !result.stdout().equals(expect.path("stdout_equals").asString())) {
            return "stdout is not the expected one" + seen(result);
        }
        if (!result.stdout().contains(expect.path("stdout_contains").asString(""))) return "stdout lacks what was expected" + seen(result);
        var needle = expect.path("stderr_contains").asString("");
        if (!result.stderr().toLowerCase(java.util.Locale.ROOT).contains(needle.toLowerCase(java.util.Locale.ROOT))) {
            return "stderr lacks \"" + needle + "\"" + seen(result);
        }
        for (var forbidden : expect.path("must_not_contain")) {
            if ((result.stdout() + result.stderr()).contains(forbidden.asString()))
                return "found \"" + forbidden.asString() + "\"" + seen(result);
        }
        var most = expect.path("max_wall_ms").asDouble(Double.MAX_VALUE);
        if (result.wallSeconds() * 1000 > most) return "took " + Math.round(result.wallSeconds() * 1000) + " ms, at most " + (long) most;
        return null;
    }

    private static String word(ExecutionResult.Status status) {
        return switch (status) {
            case FINISHED -> "finished";
            case ERROR, CRASHED -> "error";
            case TIME_LIMIT -> "timeout";
            case MEMORY_LIMIT -> "memory";
            case OUTPUT_LIMIT -> "output_limit";
        };
    }

    private static String seen(ExecutionResult result) {
        return "; stdout: " + shortened(result.stdout()) + "; stderr: " + shortened(result.stderr());
    }

    private static String shortened(String text) {
        var line = text.strip().replace("\n", "\\n");
        return line.length() <= 200 ? line : "…" + line.substring(line.length() - 200);
    }
}
