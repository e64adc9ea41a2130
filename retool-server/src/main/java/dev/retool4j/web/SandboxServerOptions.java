package dev.retool4j.web;

import dev.retool4j.sandbox.Limits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How the sandbox is offered over HTTP.
///
/// @param host        address to listen on; loopback unless said otherwise
/// @param port        0 picks a free one
/// @param token       what a client must send as bearer token; null: none is asked for
/// @param concurrency snippets that run or wait inside the interpreter at once
/// @param queue       how long a request may wait for that before it is answered with 504, on which clients try again
/// @param longest     most time that a request may ask for
/// @param drain       how long [SandboxServer#close] waits for what runs
/// @param limits      limits of requests that name none, and the largest memory
public record SandboxServerOptions(String host, int port, @Nullable String token, int concurrency, Duration queue, Duration longest,
        Duration drain,
        Limits limits) {
    public static final SandboxServerOptions DEFAULT = new SandboxServerOptions("127.0.0.1", 8080, null, 256, Duration.ofSeconds(10),
            Duration.ofSeconds(120), Duration.ofSeconds(30), new Limits(Duration.ofSeconds(10), 1024, 1024, 32));

    public SandboxServerOptions {
        if (port < 0 || port > 65535) throw new IllegalArgumentException("port must be from 0 to 65535, got " + port);
        if (concurrency < 1) throw new IllegalArgumentException("concurrency must be at least 1, got " + concurrency);
        if (token != null && token.isBlank()) throw new IllegalArgumentException("the token must not be blank");
        if (queue.isNegative() || drain.isNegative()) throw new IllegalArgumentException("queue and drain must not be negative");
        if (!longest.isPositive()) throw new IllegalArgumentException("longest must be positive, got " + longest);
    }

    public SandboxServerOptions withAddress(String host, int port) {
        return new SandboxServerOptions(host, port, token, concurrency, queue, longest, drain, limits);
    }

    public SandboxServerOptions withToken(@Nullable String value) {
        return new SandboxServerOptions(host, port, value, concurrency, queue, longest, drain, limits);
    }

    public SandboxServerOptions withConcurrency(int value, Duration queue) {
        return new SandboxServerOptions(host, port, token, value, queue, longest, drain, limits);
    }
}
