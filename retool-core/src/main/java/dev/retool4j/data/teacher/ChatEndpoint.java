package dev.retool4j.data.teacher;

import dev.retool4j.data.http.RetryAfter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One attempt at a request over HTTP, with what came of it. The key is sent and nothing else is done with it; where the endpoint repeats
/// it in an error, it is blotted out.
final class ChatEndpoint implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final String NOTHING = "";

    private final TeacherOptions options;
    private final RequestBody bodies;
    private final URI address;
    private final @Nullable String key;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

    /// @param key null: none is sent
    ChatEndpoint(TeacherOptions options, @Nullable String key) {
        this.options = options;
        this.bodies = new RequestBody(options);
        this.address = URI.create(options.baseUrl().replaceAll("/+$", "") + "/chat/completions");
        this.key = key;
    }

    /// @param arrived told the number of characters of text, whenever some have come
    Attempt ask(TeacherRequest request, LongConsumer arrived) throws InterruptedException {
        long sent = request.messages().stream().mapToLong(message -> message.content().length()).sum();
        var reader = new ReplyReader(arrived);
        try {
            var response = await(client.sendAsync(http(request), HttpResponse.BodyHandlers.fromLineSubscriber(reader)), reader);
            if (response.statusCode() != 200) return failed(response.statusCode(), response.headers(), reader.document());
            return new Attempt.Answered(reader.reply(sent));
        } catch (ReplyReader.Unusable e) {
            return passing(address + ": " + blotted(e.getMessage()), lost(sent, reader));
        } catch (TimeoutException | HttpTimeoutException e) {
            return passing(address + " was silent for " + options.patience().toSeconds() + " s", lost(sent, reader));
        } catch (ConnectException e) {
            return new Attempt.Failed(Attempt.Kind.UNREACHABLE, "nobody answers at " + options.baseUrl() + reason(e),
                    "start the server, or set teacher.base_url to where it listens", null, Usage.NONE);
        } catch (SSLException e) {
            return new Attempt.Failed(Attempt.Kind.UNREACHABLE, "no secure connection to " + options.baseUrl() + reason(e),
                    "check teacher.base_url: a server on this machine usually speaks http, not https", null, Usage.NONE);
        } catch (IOException e) {
            return passing(address + " broke the connection" + reason(e), lost(sent, reader));
        }
    }

    private static String reason(IOException error) {
        if (error.getCause() instanceof UnresolvedAddressException) return ": there is no such host";
        return error.getMessage() == null ? "" : ": " + error.getMessage();
    }

    private HttpRequest http(TeacherRequest request) {
        var builder = HttpRequest.newBuilder(address).timeout(options.patience()).header("Content-Type", "application/json")
                .header("Accept", "text/event-stream, application/json").POST(HttpRequest.BodyPublishers.ofString(bodies.json(request)));
        if (key != null) builder.header("Authorization", "Bearer " + key);
        return builder.build();
    }

    /// Waits while something comes now and then.
    private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> future, ReplyReader reader)
            throws IOException, InterruptedException, TimeoutException {
        long begun = System.nanoTime();
        try {
            while (true) {
                long silent = System.nanoTime() - Math.max(begun, reader.lastNanos());
                long left = options.patience().toNanos() - silent;
                if (left <= 0) throw new TimeoutException();
                try {
                    return future.get(left, TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    continue; // unless something came meanwhile, the next round gives up
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) throw io;
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } finally {
            future.cancel(true);
        }
    }

    private Attempt.Failed failed(int status, HttpHeaders headers, String body) {
        var said = body.isBlank() ? NOTHING : ": " + blotted(ReplyReader.excerpt(body));
        var what = address + " answered " + status + said;
        var variable = options.keyVariable();
        return switch (status) {
            case 401 -> new Attempt.Failed(Attempt.Kind.FATAL, what, key == null
                    ? "it wants a key: put it into the environment variable " + variable + ", or name another with teacher.key_variable"
                    : "the key in the environment variable " + variable + " is not the right one for this address", null, Usage.NONE);
            case 402, 403 -> new Attempt.Failed(Attempt.Kind.FATAL, what,
                    "the key in the environment variable " + variable + " may not use this model, or its account is empty", null,
                    Usage.NONE);
            case 404, 405 -> new Attempt.Failed(Attempt.Kind.FATAL, what,
                    "check teacher.model and teacher.base_url; the address usually ends in /v1", null, Usage.NONE);
            case 408, 409, 425, 429 -> new Attempt.Failed(Attempt.Kind.PASSING, what, NOTHING, RetryAfter.of(headers, Instant.now()),
                    Usage.NONE);
            default -> status >= 500
                    ? new Attempt.Failed(Attempt.Kind.PASSING, what, NOTHING, RetryAfter.of(headers, Instant.now()), Usage.NONE)
                    : new Attempt.Failed(Attempt.Kind.REFUSED, what, NOTHING, null, Usage.NONE);
        };
    }

    private static Attempt.Failed passing(String what, Usage lost) {
        return new Attempt.Failed(Attempt.Kind.PASSING, what, NOTHING, null, lost);
    }

    /// What is paid for an answer that broke off: nothing, unless some of it had come.
    private static Usage lost(long sent, ReplyReader reader) {
        return reader.characters() == 0 ? Usage.NONE : Usage.estimated(sent, reader.characters());
    }

    private String blotted(@Nullable String text) {
        if (text == null) return NOTHING;
        return key == null || key.isBlank() ? text : text.replace(key, "***");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
