package dev.retool4j.cli;

import dev.retool4j.sandbox.Limits;
import dev.retool4j.sandbox.LocalOptions;
import dev.retool4j.web.SandboxServerOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Configuration of `retool sandbox serve`. The token is none of it: configurations are printed and kept.
///
/// @param host        address to listen on; loopback unless said otherwise
/// @param port        0 picks a free one
/// @param concurrency programs that run or wait at once
/// @param queue       how long a request may wait for that before it is answered with 504, on which clients try again
/// @param longest     most time that a request may ask for
/// @param drain       how long the end waits for what runs
/// @param limits      of requests that name none, and the largest memory
/// @param local       the pool; `wall_factor` is 1, since clients count in plain time, and it has 32 slots at least, since they count queueing too
record SandboxServeOptions(String host, int port, int concurrency, Duration queue, Duration longest, Duration drain, Limits limits,
        LocalOptions local) {
    private static final int LEAST_SLOTS = 32;

    static final SandboxServeOptions DEFAULT = of(SandboxServerOptions.DEFAULT);

    private static SandboxServeOptions of(SandboxServerOptions server) {
        int workers = LocalOptions.DEFAULT.workers();
        var local = LocalOptions.DEFAULT.withWallFactor(1).withWorkers(workers,
                Math.max(LocalOptions.DEFAULT.slots(), (LEAST_SLOTS + workers - 1) / workers));
        return new SandboxServeOptions(server.host(), server.port(), server.concurrency(), server.queue(), server.longest(), server.drain(),
                server.limits(), local);
    }

    SandboxServeOptions {
        new SandboxServerOptions(host, port, null, concurrency, queue, longest, drain, limits); // checks the ranges
    }

    SandboxServerOptions server(@Nullable String token) {
        return new SandboxServerOptions(host, port, token, concurrency, queue, longest, drain, limits);
    }
}
