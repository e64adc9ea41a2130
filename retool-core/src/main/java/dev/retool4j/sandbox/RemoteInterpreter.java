package dev.retool4j.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Runs snippets on one or many servers with SandboxFusion's HTTP API (`POST /run_code`). A snippet goes to the server with the fewest in
/// flight; beyond the servers' room it waits here. What fails on the way (no connection, a status other than 200, `SandboxError`) is tried
/// again on another server, and a server that failed rests for a moment; what the program does is never tried again.
public final class RemoteInterpreter implements Interpreter {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final long SHORTEST_REST_MS = 250;
    private static final long LONGEST_REST_MS = 30_000;

    private final RemoteOptions options;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
    private final List<Server> servers = new ArrayList<>();
    private final ConcurrentHashMap<Thread, Boolean> running = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /// One address with what is known of it; guarded by [#servers].
    private static final class Server {
        final URI runCode;
        int inFlight;
        int failures;
        long restUntil;

        Server(URI base) {
            var text = base.toString();
            runCode = URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + "/run_code");
        }
    }

    /// A failure of a server; nothing is known about the program.
    private static final class Unanswered extends Exception {
        private static final long serialVersionUID = 1L;
        /// waiting makes no difference: a wrong token, a request that the server cannot read
        private final boolean useless;

        Unanswered(String message, boolean useless) {
            super(message);
            this.useless = useless;
        }
    }

    public RemoteInterpreter(RemoteOptions options) {
        this.options = options;
        for (var server : options.servers())
            servers.add(new Server(server));
    }

    @Override
    public CompletableFuture<ExecutionResult> submit(String code, Limits limits) {
        var answer = new CompletableFuture<ExecutionResult>();
        if (closed) {
            answer.completeExceptionally(new InterpreterException("the interpreter is closed"));
            return answer;
        }
        var thread = Thread.ofVirtual().name("sandbox-remote").unstarted(() -> {
            try {
                answer.complete(execute(code, limits));
            } catch (InterruptedException e) {
                answer.completeExceptionally(new InterpreterException("the interpreter was closed before the snippet had an answer", e));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.put(thread, true);
        answer.whenComplete((result, failure) -> {
            if (answer.isCancelled()) thread.interrupt();
        });
        thread.start();
        if (closed) thread.interrupt();
        return answer;
    }

    private ExecutionResult execute(String code, Limits limits) throws InterruptedException {
        var body = RunCode.request(code, limits);
        for (int attempt = 1;; attempt++) {
            var server = acquire();
            Unanswered failure = null;
            try {
                return send(server, body, limits);
            } catch (Unanswered e) {
                failure = e;
            } finally {
                release(server, failure != null);
            }
            if (attempt >= options.attempts() || failure.useless) {
                throw new InterpreterException(
                        "no sandbox server gave an answer after " + attempt + " attempts, the last: " + failure.getMessage(), failure);
            }
        }
    }

    private ExecutionResult send(Server server, String body, Limits limits) throws Unanswered, InterruptedException {
        var request = HttpRequest.newBuilder(server.runCode).timeout(limits.wall().plus(options.patience()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (options.token() != null) request.header("Authorization", "Bearer " + options.token());
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                var useless = response.statusCode() >= 400 && response.statusCode() < 500 && response.statusCode() != 429;
                throw new Unanswered(server.runCode + " answered " + response.statusCode() + ": " + shortened(response.body()), useless);
            }
            var result = RunCode.result(response.body(), limits);
            if (result == null) throw new Unanswered(server.runCode + " failed itself: " + shortened(response.body()), false);
            return result;
        } catch (IOException e) {
            throw new Unanswered(server.runCode + ": " + e, false);
        } catch (JacksonException e) {
            throw new Unanswered(server.runCode + " answered with what is no SandboxFusion response: " + e.getOriginalMessage(), false);
        }
    }

    private static String shortened(@Nullable String text) {
        if (text == null) return "";
        return text.length() <= 300 ? text : text.substring(0, 300) + "…";
    }

    /// The server with the fewest in flight among those with room that do not rest; waits for one.
    private Server acquire() throws InterruptedException {
        synchronized (servers) {
            while (true) {
                if (closed) throw new InterruptedException();
                var now = System.nanoTime();
                Server best = null;
                var wait = Long.MAX_VALUE;
                for (var server : servers) {
                    if (server.inFlight >= options.concurrency()) continue;
                    var rest = server.failures == 0 ? 0 : server.restUntil - now;
                    if (rest > 0) wait = Math.min(wait, rest);
                    else if (best == null || server.inFlight < best.inFlight) best = server;
                }
                if (best != null) {
                    best.inFlight++;
                    return best;
                }
                if (wait == Long.MAX_VALUE) servers.wait();
                else
                    servers.wait(wait / 1_000_000 + 1);
            }
        }
    }

    private void release(Server server, boolean failed) {
        synchronized (servers) {
            server.inFlight--;
            if (failed) {
                var rest = Math.min(LONGEST_REST_MS, SHORTEST_REST_MS << Math.min(10, server.failures++));
                server.restUntil = System.nanoTime() + (rest / 2 + ThreadLocalRandom.current().nextLong(rest)) * 1_000_000;
            } else {
                server.failures = 0;
            }
            servers.notifyAll();
        }
    }

    /// Gives up what is in flight; its futures fail with [InterpreterException].
    /// How snippets are kept apart is the servers' matter.
    @Override
    public String description() {
        return options.servers().size() == 1 ? "remote, one server" : "remote, " + options.servers().size() + " servers";
    }

    @Override
    public void close() {
        closed = true;
        running.keySet().forEach(Thread::interrupt);
        synchronized (servers) {
            servers.notifyAll();
        }
        client.shutdownNow();
    }
}
