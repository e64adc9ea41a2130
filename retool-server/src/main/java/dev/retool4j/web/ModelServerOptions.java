package dev.retool4j.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a model is offered over HTTP.
///
/// @param host        address to listen on; any but loopback needs a key
/// @param port        0 picks a free one
/// @param key         what a client must send as bearer token; null: none is asked for
/// @param concurrency responses written at once; the engine's slots
/// @param queue       how long a request may wait for that before it is answered with 429
/// @param drain       how long [ModelServer#close] waits for what is being written; then it is cut off
/// @param bodyBytes   largest request
public record ModelServerOptions(String host, int port, @Nullable String key, int concurrency, Duration queue, Duration drain,
        int bodyBytes) {
    public static final ModelServerOptions DEFAULT = new ModelServerOptions("127.0.0.1", 8000, null, 32, Duration.ofSeconds(60),
            Duration.ofSeconds(60), 8 << 20);

    public ModelServerOptions {
        if (host.isBlank()) throw new IllegalArgumentException("host must be an address, got nothing");
        if (port < 0 || port > 65535) throw new IllegalArgumentException("port must be from 0 to 65535, got " + port);
        if (concurrency < 1) throw new IllegalArgumentException("concurrency must be at least 1, got " + concurrency);
        if (key != null && key.isBlank()) throw new IllegalArgumentException("the API key must not be blank");
        if (key == null && !Http.isLoopback(host))
            throw new IllegalArgumentException("host " + host + " is reached from outside this machine: that needs an API key");
        if (queue.isNegative() || drain.isNegative()) throw new IllegalArgumentException("queue and drain must not be negative");
        if (bodyBytes < 1024) throw new IllegalArgumentException("bodyBytes must be at least 1024, got " + bodyBytes);
    }

    public ModelServerOptions withPort(int value) {
        return new ModelServerOptions(host, value, key, concurrency, queue, drain, bodyBytes);
    }

    public ModelServerOptions withKey(@Nullable String value) {
        return new ModelServerOptions(host, port, value, concurrency, queue, drain, bodyBytes);
    }

    public ModelServerOptions withConcurrency(int value, Duration wait) {
        return new ModelServerOptions(host, port, key, value, wait, drain, bodyBytes);
    }

    public ModelServerOptions withDrain(Duration value) {
        return new ModelServerOptions(host, port, key, concurrency, queue, value, bodyBytes);
    }

    public ModelServerOptions withBodyBytes(int value) {
        return new ModelServerOptions(host, port, key, concurrency, queue, drain, value);
    }
}
