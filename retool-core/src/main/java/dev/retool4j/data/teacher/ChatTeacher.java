package dev.retool4j.data.teacher;

import dev.retool4j.data.http.Waits;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A teacher behind an OpenAI-compatible endpoint whose answers are journaled: what was answered once is never asked, nor paid for, again.
/// Safe for use by many threads.
///
/// ```java
/// try (var journal = Journal.open(folder.resolve("journal.jsonl"));
///         var teacher = ChatTeacher.open(options, System.getenv(options.keyVariable()), journal, new StopSignal())) {
///     System.out.println(teacher.ask(TeacherRequest.of("What is 6 times 7?", 0)).text());
/// }
/// ```
public final class ChatTeacher implements Teacher, AutoCloseable {
    private final RequestBody bodies;
    private final Journal journal;
    private final Budget budget;
    private final ChatEndpoint endpoint;
    private final PatientAsking asking;
    private final ConcurrentHashMap<String, Object> keys = new ConcurrentHashMap<>();
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicInteger inFlight = new AtomicInteger();

    private ChatTeacher(TeacherOptions options, ChatEndpoint endpoint, Journal journal, Waits waits) {
        this.bodies = new RequestBody(options);
        this.journal = journal;
        this.budget = new Budget(options, journal.paid());
        this.endpoint = endpoint;
        this.asking = new PatientAsking(options, this::attempt, waits);
    }

    /// @param key  the endpoint's key, kept in memory only; null or blank: none
    /// @param stop when given, nothing new is asked; what is in flight is waited for
    public static ChatTeacher open(TeacherOptions options, @Nullable String key, Journal journal, StopSignal stop) {
        var sent = key == null || key.isBlank() ? null : key.strip();
        return new ChatTeacher(options, new ChatEndpoint(options, sent), journal, stop);
    }

    @Override
    public TeacherReply ask(TeacherRequest request) throws InterruptedException {
        var key = bodies.key(request);
        var known = journal.find(key);
        if (known != null) return known;
        synchronized (keys.computeIfAbsent(key, k -> new Object())) { // an equal request in flight is waited for
            try {
                known = journal.find(key);
                return known != null ? known : askAnew(key, request);
            } finally {
                keys.remove(key);
            }
        }
    }

    private TeacherReply askAnew(String key, TeacherRequest request) throws InterruptedException {
        var most = budget.reserve(request);
        try {
            return asking.ask(request, reply -> {
                journal.add(key, reply);
                budget.spend(reply.usage());
            }, lost -> {
                journal.addLost(lost);
                budget.spend(lost);
            });
        } finally {
            budget.settle(most);
        }
    }

    private Attempt attempt(TeacherRequest request) throws InterruptedException {
        inFlight.incrementAndGet();
        try {
            return endpoint.ask(request, arrived::addAndGet);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    /// What was spent, earlier calls into the same journal included.
    public Usage spent() {
        return budget.spent();
    }

    /// Characters of answers that have come in since it was opened, those still arriving included.
    public long arrived() {
        return arrived.get();
    }

    /// Requests on their way.
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
