package dev.retool4j.web.dashboard;

import dev.retool4j.sandbox.InterpreterException;
import dev.retool4j.sandbox.Limits;
import dev.retool4j.sandbox.LocalInterpreter;
import io.javalin.http.Context;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Runs code in the sandbox for the page's console: `{"code"}` in, what it did out.
final class ConsoleApi {
    private static final int AT_ONCE = 4;

    private final LocalInterpreter interpreter;
    private final Semaphore room = new Semaphore(AT_ONCE);

    ConsoleApi(LocalInterpreter interpreter) {
        this.interpreter = interpreter;
    }

    Map<String, Object> run(Context context) {
        if (!room.tryAcquire()) throw Refusal.busy(AT_ONCE + " programs run already", "wait for one of them");
        try {
            var code = JsonMapper.shared().readTree(context.bodyAsBytes()).path("code");
            if (!code.isString()) throw Refusal.invalid("the body must be {\"code\": \"…\"}", "send the program as text");
            var result = interpreter.run(code.asString(), Limits.DEFAULT);
            return Map.of("status", result.status().name().toLowerCase(Locale.ROOT), "stdout", result.stdout(), "stderr", result.stderr(),
                    "exit", result.exitCode(), "seconds", result.wallSeconds(), "isolation",
                    interpreter.isolation());
        } catch (JacksonException e) {
            throw Refusal.invalid("the body is no JSON: " + e.getOriginalMessage(), "send {\"code\": \"…\"}");
        } catch (InterpreterException e) {
            throw Refusal.busy("the sandbox failed: " + e.getMessage(), "look with: retool sandbox check");
        } finally {
            room.release();
        }
    }
}
