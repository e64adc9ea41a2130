package dev.retool4j.data.teacher;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads an answer line by line as it arrives: a stream of server-sent events (`data: {…}`, at last `data: [DONE]`), or one JSON document
/// where the endpoint does not stream. A stream counts as whole when it named a finish reason; one that was cut before is an error.
final class ReplyReader implements Flow.Subscriber<String> {
    /// Characters after which an answer is not read on: 64 MiB.
    private static final long MOST = 64L << 20;

    private final LongConsumer arrived;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder event = new StringBuilder();
    private final StringBuilder document = new StringBuilder();
    private long read;
    private boolean events;
    private String finish = "";
    private @Nullable Usage usage;
    private @Nullable String fault;
    private volatile long lastNanos = System.nanoTime();
    private Flow.@Nullable Subscription subscription;

    /// @param arrived told the number of characters of text, whenever some have come
    ReplyReader(LongConsumer arrived) {
        this.arrived = arrived;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        lastNanos = System.nanoTime();
        read += line.length() + 1L;
        if (read > MOST) {
            fault = "the answer is longer than " + MOST + " characters";
            Objects.requireNonNull(subscription).cancel();
        } else if (line.isEmpty()) {
            dispatch();
        } else if (line.startsWith("data:")) {
            events = true;
            event.append(event.isEmpty() ? "" : "\n").append(line, line.startsWith("data: ") ? 6 : 5, line.length());
        } else if (!events && !line.startsWith(":")) {
            document.append(line).append('\n');
        }
    }

    @Override
    public void onError(Throwable error) {
        // the request's future reports it
    }

    @Override
    public void onComplete() {
        dispatch();
    }

    /// When something last came, as [System#nanoTime].
    long lastNanos() {
        return lastNanos;
    }

    /// Characters of text that have come.
    long characters() {
        return content.length();
    }

    /// The raw body where it is no stream, for error messages.
    String document() {
        return document.toString();
    }

    /// The answer.
    ///
    /// @param promptCharacters what was sent, for endpoints that count no tokens
    /// @throws Unusable if it is not whole
    TeacherReply reply(long promptCharacters) throws Unusable {
        if (fault == null && !events) whole();
        if (fault != null) throw new Unusable(fault);
        if (finish.isEmpty()) throw new Unusable("the stream was cut after " + content.length() + " characters");
        return new TeacherReply(content.toString(), finish,
                usage != null ? usage : Usage.estimated(promptCharacters, content.length()));
    }

    private void dispatch() {
        if (event.isEmpty()) return;
        var data = event.toString();
        event.setLength(0);
        if (data.strip().equals("[DONE]")) return;
        try {
            take(JsonMapper.shared().readTree(data), "delta");
        } catch (JacksonException e) {
            fault = "an event of the stream is no valid JSON: " + excerpt(data);
        }
    }

    private void whole() {
        try {
            var answer = JsonMapper.shared().readTree(document.toString());
            take(answer, "message");
            if (fault == null && !answer.path("choices").path(0).path("message").isObject())
                fault = "the answer holds no message: " + excerpt(document.toString());
            else if (finish.isEmpty()) finish = "stop";
        } catch (JacksonException e) {
            fault = "the answer is no valid JSON: " + excerpt(document.toString());
        }
    }

    private void take(JsonNode node, String part) {
        if (node.has("error") && !node.path("error").isNull()) {
            fault = "the endpoint reports an error: " + excerpt(node.path("error").toString());
            return;
        }
        var choice = node.path("choices").path(0);
        var text = choice.path(part).path("content").asString("");
        if (!text.isEmpty()) {
            content.append(text);
            arrived.accept(text.length());
        }
        var reason = choice.path("finish_reason").asString("");
        if (!reason.isEmpty()) finish = reason;
        var counted = node.path("usage");
        if (counted.isObject())
            usage = new Usage(1, counted.path("prompt_tokens").asLong(0), counted.path("completion_tokens").asLong(0));
    }

    static String excerpt(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    /// An answer that is not whole.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message, null, false, false);
        }
    }
}
