package dev.retool4j.sandbox;

import dev.retool4j.sandbox.ExecutionResult.Status;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON of SandboxFusion's `POST /run_code`, both ways: what a client sends and reads, and what a server reads and sends.
///
/// A response says in `status` Success, Failed (time limit, or an exit code that is not 0) or SandboxError; `run_result` has `status`
/// Finished, TimeLimitExceeded or Error, `return_code` negative where a signal ended the program. Ours adds a field `x` that other
/// clients ignore: the exact status, CPU seconds, memory, queueing and the tier.
public final class RunCode {
    private static final Pattern MEMORY_ERROR = Pattern.compile("([\\w.]*\\.)?_?(Array)?MemoryError\\b.*");
    /// SandboxFusion reads output only after the end: more than a pipe holds ends in its time limit.
    private static final int FUSION_PIPE = 150_000;
    /// What SandboxFusion's `language` may be; a server of ours runs the first only.
    private static final List<String> LANGUAGES = List.of("python", "cpp", "nodejs", "go", "go_test", "java", "php", "csharp", "bash",
            "typescript", "sql", "rust", "cuda", "lua", "R", "perl", "D_ut", "ruby", "scala", "julia", "pytest", "junit", "kotlin_script",
            "jest", "verilog", "python_gpu", "lean", "swift", "racket");

    private RunCode() {}

    /// The body of a request for a snippet.
    public static String request(String code, Limits limits) {
        var seconds = limits.wall().toNanos() / 1e9;
        var body = JsonMapper.shared().createObjectNode().put("code", code).put("language", "python").put("compile_timeout", seconds)
                .put("run_timeout", seconds).put("memory_limit_MB", limits.memoryMb());
        return JsonMapper.shared().writeValueAsString(body);
    }

    /// What a response says of the program; null where it says that the sandbox failed.
    public static @Nullable ExecutionResult result(String body, Limits limits) {
        var node = JsonMapper.shared().readTree(body);
        var run = node.path("run_result");
        if (!run.isObject() || node.path("status").asString("").equals("SandboxError") || run.path("status").asString("").equals("Error"))
            return null;
        var stdout = run.path("stdout").asString("");
        var stderr = run.path("stderr").asString("");
        var wall = run.path("execution_time").asDouble(limits.wall().toNanos() / 1e9);
        var extra = node.path("x");
        var code = run.path("return_code").asInt(-9);
        Status status;
        if (extra.path("status").isString()) status = Status.valueOf(extra.path("status").asString());
        else if (run.path("status").asString("").equals("TimeLimitExceeded")) {
            status = stdout.length() + stderr.length() > FUSION_PIPE ? Status.OUTPUT_LIMIT : Status.TIME_LIMIT;
        } else
            status = status(code < 0 ? -code : 0, code, stderr);
        return new ExecutionResult(status, stdout, stderr, code < 0 ? 128 - code : code, wall, extra.path("cpu_seconds").asDouble(0));
    }

    /// How a program that ran to its end did, by the signal that ended it (or 0), its exit code and the last line of its stderr.
    static Status status(int signal, int exitCode, String stderr) {
        if (signal != 0) return Status.CRASHED;
        if (exitCode == 0) return Status.FINISHED;
        var text = stderr.stripTrailing();
        return MEMORY_ERROR.matcher(text.substring(text.lastIndexOf('\n') + 1)).matches() ? Status.MEMORY_LIMIT : Status.ERROR;
    }

    /// A request that cannot be answered, with the JSON of the detail that pydantic would give.
    public static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Map<String, ?> detail;

        Invalid(String type, String field, String message, @Nullable Object input) {
            super(field + ": " + message);
            var entry = new LinkedHashMap<String, @Nullable Object>();
            entry.put("type", type);
            entry.put("loc", new String[]{"body", field});
            entry.put("msg", message);
            entry.put("input", input);
            detail = Map.of("detail", new Object[]{entry});
        }

        /// The body of the 422 response.
        public Map<String, ?> detail() {
            return detail;
        }
    }

    /// The language that a request asks for; a missing one is Python.
    ///
    /// @throws Invalid where SandboxFusion knows no such language
    public static String language(JsonNode body) throws Invalid {
        var node = body.path("language");
        if (node.isMissingNode()) return LANGUAGES.getFirst();
        if (node.isString() && LANGUAGES.contains(node.asString())) return node.asString();
        throw new Invalid("literal_error", "language", "Input should be '" + String.join("', '", LANGUAGES) + "'", node);
    }

    /// Reads a request. Unknown fields are ignored, as SandboxFusion does, and numbers may be written as text.
    ///
    /// @param defaults limits where the request names none; also the largest memory and output
    /// @param longest  most seconds that a request may ask for
    public static Snippet snippet(JsonNode body, Limits defaults, double longest) throws Invalid {
        if (!body.isObject())
            throw new Invalid("model_attributes_type", "", "Input should be a valid dictionary or object to extract fields from", null);
        if (body.path("code").isMissingNode()) throw new Invalid("missing", "code", "Field required", body);
        if (!body.path("code").isString()) throw new Invalid("string_type", "code", "Input should be a valid string", body.path("code"));
        number(body, "compile_timeout", 10); // nothing is compiled, but what is no number is refused
        var seconds = number(body, "run_timeout", 10);
        if (!(seconds > 0)) throw new Invalid("greater_than", "run_timeout", "Input should be greater than 0", seconds);
        var memory = (int) number(body, body.has("memory_limit_MB") ? "memory_limit_MB" : "memory_limit_mb", -1);
        var limits = new Limits(java.time.Duration.ofNanos((long) (Math.min(seconds, longest) * 1e9)),
                memory <= 0 ? defaults.memoryMb() : Math.max(16, Math.min(memory, defaults.memoryMb())), defaults.outputKb(),
                defaults.processes());
        var stdin = body.path("stdin");
        if (!stdin.isMissingNode() && !stdin.isNull() && !stdin.isString())
            throw new Invalid("string_type", "stdin", "Input should be a valid string", stdin);
        return new Snippet(body.path("code").asString(), limits, stdin.isString() ? stdin.asString() : null, files(body.path("files")),
                fetch(body.path("fetch_files")), null);
    }

    private static Map<String, byte[]> files(JsonNode node) throws Invalid {
        if (node.isMissingNode() || node.isNull()) return Map.of();
        if (!node.isObject()) throw new Invalid("dict_type", "files", "Input should be a valid dictionary", node);
        var files = new HashMap<String, byte[]>();
        for (var file : node.properties()) {
            if (!file.getValue().isNull() && !file.getValue().isString())
                throw new Invalid("string_type", "files", "Input should be a valid string", file.getValue());
            try {
                files.put(file.getKey(), file.getValue().isNull() ? new byte[0] : Base64.getDecoder().decode(file.getValue().asString()));
            } catch (IllegalArgumentException e) {
                throw new Invalid("value_error", "files", "file " + file.getKey() + " is not base64", file.getKey());
            }
        }
        return files;
    }

    private static List<String> fetch(JsonNode node) throws Invalid {
        if (node.isMissingNode() || node.isNull()) return List.of();
        if (!node.isArray()) throw new Invalid("list_type", "fetch_files", "Input should be a valid list", node);
        var names = new ArrayList<String>();
        for (var name : node) {
            if (!name.isString()) throw new Invalid("string_type", "fetch_files", "Input should be a valid string", name);
            names.add(name.asString());
        }
        return names;
    }

    private static double number(JsonNode body, String field, double fallback) throws Invalid {
        var node = body.path(field);
        if (node.isMissingNode() || node.isNull()) return fallback;
        if (node.isNumber()) return node.asDouble();
        try {
            if (node.isString()) return Double.parseDouble(node.asString().strip());
        } catch (NumberFormatException e) {
            throw new Invalid("float_parsing", field, "Input should be a valid number, unable to parse string as a number", node);
        }
        throw new Invalid("float_type", field, "Input should be a valid number", node);
    }

    /// The response for a program that ran.
    public static Map<String, @Nullable Object> response(Execution execution) {
        var result = execution.result();
        var timedOut = result.status() == Status.TIME_LIMIT;
        var crashed = result.status() == Status.CRASHED;
        var code = result.exitCode() > 128 && (crashed || result.status() == Status.MEMORY_LIMIT)
                ? 128 - result.exitCode()
                : result.exitCode();
        var stderr = result.stderr();
        if (result.status() == Status.OUTPUT_LIMIT) {
            code = code == 0 || code > 128 ? 1 : code;
            stderr += "\nstopped: too much output\n";
        } else if (result.status() == Status.MEMORY_LIMIT && stderr.isEmpty()) {
            stderr = "stopped: too much memory\n";
        }
        var run = new LinkedHashMap<String, @Nullable Object>();
        run.put("status", timedOut ? "TimeLimitExceeded" : "Finished");
        run.put("execution_time", result.wallSeconds());
        run.put("return_code", timedOut ? null : (Integer) code);
        run.put("stdout", result.stdout());
        run.put("stderr", stderr);
        var files = new TreeMap<String, String>();
        execution.files().forEach((name, content) -> files.put(name, Base64.getEncoder().encodeToString(content)));
        var response = envelope(timedOut || code != 0 ? "Failed" : "Success", "", run, files);
        var extra = new LinkedHashMap<String, Object>();
        extra.put("status", result.status().name());
        extra.put("cpu_seconds", result.cpuSeconds());
        extra.put("resident_kb", execution.residentKb());
        extra.put("queued_seconds", execution.queuedSeconds());
        extra.put("isolation", execution.isolation());
        response.put("x", extra);
        return response;
    }

    /// The response where the sandbox, not the program, failed.
    public static Map<String, @Nullable Object> failure(String message) {
        var run = new LinkedHashMap<String, @Nullable Object>();
        run.put("status", "Error");
        run.put("execution_time", null);
        run.put("return_code", null);
        run.put("stdout", "");
        run.put("stderr", message);
        return envelope("SandboxError", message, run, Map.of());
    }

    private static LinkedHashMap<String, @Nullable Object> envelope(String status, String message, Map<String, @Nullable Object> run,
            Map<String, String> files) {
        var response = new LinkedHashMap<String, @Nullable Object>();
        response.put("status", status);
        response.put("message", message);
        response.put("compile_result", null);
        response.put("run_result", run);
        response.put("executor_pod_name", System.getenv("MY_POD_NAME"));
        response.put("files", files);
        return response;
    }
}
