package dev.retool4j.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// SandboxFusion's `POST /run_code`, field by field, as its documentation has it. What we add is a superset: `x`, and a missing language.
class SandboxFusionContractTest {
    private static final Set<String> STATUSES = Set.of("Success", "Failed", "SandboxError");
    private static final Set<String> RUN_STATUSES = Set.of("Finished", "Error", "TimeLimitExceeded");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static LocalInterpreter interpreter;
    private static SandboxServer server;

    @BeforeAll
    static void start() {
        interpreter = LocalInterpreter.start(LocalOptions.DEFAULT.withWorkers(1, 4).withPreload(List.of(), false).withWallFactor(1),
                System.out::println);
        server = SandboxServer.start(interpreter, SandboxServerOptions.DEFAULT.withAddress("127.0.0.1", 0));
    }

    @AfterAll
    static void stop() {
        server.close();
        interpreter.close();
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/run_code"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode run(String body) throws IOException, InterruptedException {
        var response = post(body);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        var json = JsonMapper.shared().readTree(response.body());
        assertIsRunCodeResponse(json);
        return json;
    }

    /// The documented model: each field there, of its type, and none that is not documented but our `x`.
    private static void assertIsRunCodeResponse(JsonNode json) {
        var names = new TreeSet<>(json.propertyNames());
        names.remove("x");
        assertThat(names).containsExactly("compile_result", "executor_pod_name", "files", "message", "run_result", "status");
        assertThat(json.path("status").asString()).isIn(STATUSES);
        assertThat(json.path("message").isString()).isTrue();
        assertThat(json.path("compile_result").isNull()).isTrue();
        assertThat(json.path("executor_pod_name").isNull() || json.path("executor_pod_name").isString()).isTrue();
        assertThat(json.path("files").isObject()).isTrue();
        var run = json.path("run_result");
        assertThat(new TreeSet<>(run.propertyNames())).containsExactly("execution_time", "return_code", "status", "stderr", "stdout");
        assertThat(run.path("status").asString()).isIn(RUN_STATUSES);
        assertThat(run.path("execution_time").isNull() || run.path("execution_time").isNumber()).isTrue();
        assertThat(run.path("return_code").isNull() || run.path("return_code").isInt()).isTrue();
        assertThat(run.path("stdout").isString()).isTrue();
        assertThat(run.path("stderr").isString()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            print(1)                                  | Success | Finished          | 0    | 1
            pass                                      | Success | Finished          | 0    |
            1/0                                       | Failed  | Finished          | 1    |
            import sys; sys.exit(3)                   | Failed  | Finished          | 3    |
            import os; os._exit(252)                  | Failed  | Finished          | 252  |
            import ctypes; ctypes.string_at(1)        | Failed  | Finished          | -11  |
            a = [0] * 10**11                          | Failed  | Finished          | 1    |
            print(1, flush=True)\\nwhile True: pass   | Failed  | TimeLimitExceeded | null | 1
            """)
    void theEndOfAProgramIsReported(String code, String status, String runStatus, String returnCode, String stdout) throws Exception {
        var json = run("{\"code\": \"" + code + "\", \"language\": \"python\", \"run_timeout\": 1}");
        assertThat(json.path("status").asString()).isEqualTo(status);
        assertThat(json.path("message").asString()).isEmpty();
        assertThat(json.path("run_result").path("status").asString()).isEqualTo(runStatus);
        assertThat(json.path("run_result").path("return_code").toString()).isEqualTo(returnCode);
        assertThat(json.path("run_result").path("stdout").asString().strip()).isEqualTo(stdout == null ? "" : stdout);
        assertThat(json.path("run_result").path("execution_time").asDouble()).isPositive();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{"code": "print(input())", "language": "python", "stdin": "in"}`                               | in
            `{"code": "input()", "language": "python", "stdin": null}`                                      | EOFError: EOF when reading a line
            `{"code": "print(open('a/b').read())", "language": "python", "files": {"a/b": "YWJj"}}`         | abc
            `{"code": "print(repr(open('e').read()))", "language": "python", "files": {"e": null}}`         | ''
            `{"code": "print(open('/tmp/t').read())", "language": "python", "files": {"/tmp/t": "YWJj"}}`   | abc
            `{"code": "a = bytearray(10**9)", "language": "python", "memory_limit_MB": 64}`                 | MemoryError
            `{"code": "print(2)", "language": "python", "memory_limit_MB": -1}`                             | 2
            `{"code": "print(3)", "language": "python", "compile_timeout": 0.1, "run_timeout": "10"}`       | 3
            `{"code": "print(4)", "language": "python", "some_new_field": {"a": []}}`                       | 4
            `{"code": "print(5)"}`                                                                          | 5
            """)
    void eachFieldOfARequestHasItsMeaning(String body, String expected) throws Exception {
        var result = run(body).path("run_result");
        assertThat((result.path("stdout").asString() + result.path("stderr").asString()).strip()).endsWith(expected);
    }

    @Test
    void filesThatWereAskedForComeBackInBase64() throws Exception {
        var json = run("""
                {"code": "open('o', 'wb').write(bytes([0, 255]))", "language": "python", "fetch_files": ["o", "none", "../o"]}""");
        assertThat(json.path("files").toString()).isEqualTo("{\"o\":\"AP8=\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `{"language": "python"}`                                          | missing       | code
            `{"code": 1, "language": "python"}`                               | string_type   | code
            `{"code": "", "language": "klingon"}`                             | literal_error | language
            `{"code": "", "language": "python", "run_timeout": "soon"}`       | float_parsing | run_timeout
            `{"code": "", "language": "python", "run_timeout": []}`           | float_type    | run_timeout
            `{"code": "", "language": "python", "compile_timeout": {}}`       | float_type    | compile_timeout
            `{"code": "", "language": "python", "memory_limit_MB": "much"}`   | float_parsing | memory_limit_MB
            `{"code": "", "language": "python", "stdin": 1}`                  | string_type   | stdin
            `{"code": "", "language": "python", "files": []}`                 | dict_type     | files
            `{"code": "", "language": "python", "files": {"a": 1}}`           | string_type   | files
            `{"code": "", "language": "python", "fetch_files": "a"}`          | list_type     | fetch_files
            """)
    void whatIsNoRequestIsRefusedWithTheFieldNamed(String body, String type, String field) throws Exception {
        var response = post(body);
        assertThat(response.statusCode()).isEqualTo(422);
        var detail = JsonMapper.shared().readTree(response.body()).path("detail").path(0);
        assertThat(detail.path("type").asString()).isEqualTo(type);
        assertThat(detail.path("loc").toString()).isEqualTo("[\"body\",\"" + field + "\"]");
        assertThat(detail.path("msg").asString()).isNotEmpty();
        assertThat(detail.has("input")).isTrue();
    }

    @Test
    void whatTheServerCannotRunIsASandboxError() throws Exception {
        var json = run("{\"code\": \"\", \"language\": \"cpp\"}");
        assertThat(json.path("status").asString()).isEqualTo("SandboxError");
        assertThat(json.path("run_result").path("status").asString()).isEqualTo("Error");
        assertThat(json.path("run_result").path("return_code").isNull()).isTrue();
        assertThat(json.path("message").asString()).isEqualTo(json.path("run_result").path("stderr").asString()).contains("cpp");
    }

    @Test
    void pingIsAnsweredAsDocumented() throws Exception {
        var response = CLIENT.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/ping")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("\"pong\"");
    }
}
