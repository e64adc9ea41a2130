package dev.retool4j.web;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What the servers have in common.
final class Http {
    private Http() {}

    /// Starts to listen.
    ///
    /// @throws IllegalStateException where the address cannot be had, a port in use for example
    static void listen(Javalin javalin, String host, int port) {
        try {
            javalin.start(host, port);
        } catch (JavalinBindException e) {
            throw new IllegalStateException("cannot listen on " + host + ":" + port + ": " + reason(e), e);
        }
    }

    private static String reason(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null)
            cause = cause.getCause();
        return String.valueOf(cause.getMessage());
    }

    /// Whether only this machine reaches an address.
    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.matches("127\\.[0-9.]+") || host.equals("::1") || host.equals("[::1]");
    }

    /// Whether a request carries the bearer token; where none is asked for, every request does.
    static boolean bears(Context context, @Nullable String token) {
        if (token == null) return true;
        var given = context.header("Authorization");
        var wanted = "Bearer " + token;
        return given != null && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
    }

    static void json(Context context, int status, Object body) {
        context.status(status).contentType("application/json").result(JsonMapper.shared().writeValueAsBytes(body));
    }
}
