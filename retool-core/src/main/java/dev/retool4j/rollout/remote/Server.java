package dev.retool4j.rollout.remote;

import dev.retool4j.data.http.Backoff;
import dev.retool4j.data.http.Pace;
import dev.retool4j.data.http.RetryAfter;
import dev.retool4j.data.http.Waits;
import dev.retool4j.rollout.EngineException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON to a server and back, asked again until there is an answer that can be read. Knows when it is no use. Safe for use by many threads.
///
/// A request whose thread is interrupted is cancelled: its connection is closed, which servers take as the end of the request.
final class Server implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    /// Requests that may be refused before any is answered; then the fault is not one request's.
    private static final int REFUSALS = 3;
    /// Requests that may use up all attempts in a row; then the server is gone.
    private static final int FAILURES = 8;

    /// Makes something of an answer.
    interface Reading<A> {
        A of(JsonNode answer) throws Unusable, InterruptedException;
    }

    private sealed interface Attempt<A> {
        record Answered<A>(A answer) implements Attempt<A> {}

        record Failed<A>(Kind kind, String what, String hint, @Nullable Duration retryAfter) implements Attempt<A> {}
    }

    private enum Kind {
        /// worth another attempt
        PASSING,
        /// there is no room yet; no attempt is used up while it lasts no longer than a turn may
        BUSY,
        /// nobody listens; worth another attempt only where somebody did before
        UNREACHABLE,
        /// this request will never be answered
        REFUSED,
        /// no request will ever be answered
        FATAL
    }

    private final ServerOptions options;
    private final String url;
    private final @Nullable String key;
    private final Waits waits;
    private final Pace pace;
    private final Backoff backoff;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
    private final Set<CompletableFuture<?>> told = ConcurrentHashMap.newKeySet(); // what was not answered yet
    private final AtomicBoolean reached = new AtomicBoolean(); // by any request
    private final AtomicBoolean answered = new AtomicBoolean(); // a turn
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    /// @param options with a URL
    /// @param key     null or blank: none is sent
    Server(ServerOptions options, @Nullable String key, Waits waits) {
        this.options = options;
        this.url = Objects.requireNonNull(options.url(), "a server has an address").replaceAll("/+$", "");
        this.key = key == null || key.isBlank() ? null : key.strip();
        this.waits = waits;
        this.pace = new Pace(0, waits);
        this.backoff = new Backoff(options.pause(), options.longestPause());
    }

    /// An address of the server's own protocol.
    URI own(String path) {
        return URI.create(url.replaceAll("/v1$", "") + path);
    }

    /// An address of OpenAI's protocol: `/v1` is added where the server's address has no path.
    URI openAi(String path) {
        var given = URI.create(url);
        return URI.create(url + (given.getPath().isEmpty() ? "/v1" : "") + path);
    }

    /// A turn that is asked for.
    ///
    /// @param body      for each attempt, whose number is given, from 1
    /// @param abandoned told of an attempt that may still be worked on although nobody waits for it
    record Asking(IntFunction<Map<String, ?>> body, IntConsumer abandoned) {}

    /// Asks for a turn.
    ///
    /// @throws EngineException      if there is no answer
    /// @throws InterruptedException if the thread is interrupted; the request is cancelled
    <A> A turn(URI address, Asking asking, Reading<A> reading) throws InterruptedException {
        return ask(attempt -> posting(address, asking.body.apply(attempt)), asking.abandoned, reading, true);
    }

    /// Has the server do something else. Throws as [#turn] does.
    <A> A post(URI address, Map<String, ?> body, Reading<A> reading) throws InterruptedException {
        var request = posting(address, body);
        return ask(attempt -> request, attempt -> {}, reading, false);
    }

    /// The same without a body.
    <A> A get(URI address, Reading<A> reading) throws InterruptedException {
        var request = request(address).GET().build();
        return ask(attempt -> request, attempt -> {}, reading, false);
    }

    /// Tells the server something and does not wait for what it says.
    void tell(URI address, Map<String, ?> body) {
        var telling = client.sendAsync(posting(address, body), HttpResponse.BodyHandlers.discarding());
        told.add(telling);
        telling.whenComplete((answer, failure) -> told.remove(telling));
    }

    private HttpRequest posting(URI address, Map<String, ?> body) {
        return request(address).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))).build();
    }

    private HttpRequest.Builder request(URI address) {
        var builder = HttpRequest.newBuilder(address).timeout(options.timeout()).header("Accept", "application/json");
        if (key != null) builder.header("Authorization", "Bearer " + key);
        return builder;
    }

    private <A> A ask(IntFunction<HttpRequest> requests, IntConsumer abandoned, Reading<A> reading, boolean turn)
            throws InterruptedException {
        long begun = waits.nanos();
        for (int number = 1, attempt = 1;; number++) {
            pace.await();
            Attempt<A> outcome;
            try {
                outcome = attempt(requests.apply(number), reading);
            } catch (InterruptedException e) {
                abandoned.accept(number);
                throw e;
            }
            switch (outcome) {
                case Attempt.Answered<A> yes -> {
                    reached.set(true);
                    if (turn) answered.set(true);
                    failures.set(0);
                    return yes.answer();
                }
                case Attempt.Failed<A> no -> {
                    if (no.kind() == Kind.PASSING) abandoned.accept(number);
                    giveUp(no, attempt, turn);
                    backoff.rest(no.retryAfter(), attempt, pace, waits);
                    boolean waiting = no.kind() == Kind.BUSY && waits.nanos() - begun < options.timeout().toNanos();
                    if (!waiting) attempt++;
                }
            }
        }
    }

    private <A> Attempt<A> attempt(HttpRequest request, Reading<A> reading) throws InterruptedException {
        var address = request.uri().toString();
        var future = client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
        try {
            var response = future.get(options.timeout().toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != 200) return failed(address, response);
            return new Attempt.Answered<>(reading.of(JsonMapper.shared().readTree(response.body())));
        } catch (JacksonException e) {
            return passing(address + " answered with something that is no JSON");
        } catch (Unusable e) {
            return passing(address + ": " + blotted(String.valueOf(e.getMessage())));
        } catch (TimeoutException e) {
            return passing(address + " gave no answer within " + options.timeout().toSeconds() + " s (engine.timeout)");
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case java.net.http.HttpTimeoutException late -> passing(
                        address + " gave no answer within " + options.timeout().toSeconds() + " s (engine.timeout)");
                case ConnectException none -> new Attempt.Failed<>(Kind.UNREACHABLE, "nobody answers at " + options.url(),
                        "start the server, or set engine.url to where it listens", null);
                case IOException broken -> passing(address + " broke the connection: " + broken.getMessage());
                case null, default -> throw new IllegalStateException("the request to " + address + " failed: " + e.getCause(), e);
            };
        } finally {
            future.cancel(true);
        }
    }

    private <A> Attempt<A> failed(String address, HttpResponse<String> response) {
        var said = blotted(response.body().strip().replaceAll("\\s+", " "));
        var what = address + " answered " + response.statusCode()
                + (said.isEmpty() ? "" : ": " + (said.length() <= 200 ? said : said.substring(0, 200) + "…"));
        int status = response.statusCode();
        return switch (status) {
            case 401, 402, 403 -> new Attempt.Failed<>(Kind.FATAL, what,
                    "put the server's key into the environment variable " + options.keyVariable()
                            + ", or name another with engine.key_variable",
                    null);
            case 404, 405 -> new Attempt.Failed<>(Kind.FATAL, what, "check engine.url, engine.api and engine.model", null);
            case 429 -> new Attempt.Failed<>(Kind.BUSY, what, "", RetryAfter.of(response.headers(), Instant.now()));
            case 408, 409, 425 -> new Attempt.Failed<>(Kind.PASSING, what, "", RetryAfter.of(response.headers(), Instant.now()));
            default -> status >= 500
                    ? new Attempt.Failed<>(Kind.PASSING, what, "", RetryAfter.of(response.headers(), Instant.now()))
                    : new Attempt.Failed<>(Kind.REFUSED, what, "", null);
        };
    }

    private static <A> Attempt<A> passing(String what) {
        return new Attempt.Failed<>(Kind.PASSING, what, "", null);
    }

    private void giveUp(Attempt.Failed<?> no, int attempt, boolean turn) {
        switch (no.kind()) {
            case FATAL -> throw fatal(no.what(), no.hint());
            case REFUSED -> {
                if (turn && !answered.get() && refusals.incrementAndGet() >= REFUSALS)
                    throw fatal(no.what(), "all requests are refused: check engine.api, engine.model, engine.context and engine.seeds");
                throw new EngineException(false, no.what());
            }
            case UNREACHABLE -> {
                if (!reached.get()) throw fatal(no.what(), no.hint());
            }
            case PASSING, BUSY -> {
                // worth another attempt
            }
        }
        if (attempt < options.attempts()) return;
        var what = no.what() + " (" + attempt + " attempts)";
        if (failures.incrementAndGet() >= FAILURES)
            throw fatal(what, "the last " + FAILURES + " requests all failed: look at the server, then go on with the same command");
        throw new EngineException(false, what);
    }

    private static EngineException fatal(String what, String hint) {
        return new EngineException(true, what + "\n" + hint);
    }

    String blotted(String text) {
        return key == null ? text : text.replace(key, "***");
    }

    /// Ends what is still asked, after what was last told had a moment to arrive.
    @Override
    public void close() {
        try {
            CompletableFuture.allOf(told.toArray(CompletableFuture[]::new)).get(LAST_WORDS.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // it was told as well as can be
        }
        client.shutdownNow();
    }
}
