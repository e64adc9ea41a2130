package dev.retool4j.web;

import dev.retool4j.chat.TextStream;
import dev.retool4j.rollout.ResponseListener;
import dev.retool4j.rollout.ResponseRequest;
import dev.retool4j.rollout.Trajectory;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One response while it is written. Its tokens are drawn by a thread of its own and become text on the caller's, so that a client who reads
/// slowly holds up nobody; a client who is gone ends it.
final class Writing {
    private static final long IDLE_SECONDS = 15;

    /// Takes the text.
    interface Reader {
        /// Takes the next piece.
        ///
        /// @throws IOException where nobody reads any more
        void text(String piece) throws IOException;

        /// Nothing was written for a while.
        void idle() throws IOException;
    }

    private sealed interface Event {}

    private record Sampled(int id) implements Event {}

    private record Inserted(String text) implements Event {}

    private record Ended(Trajectory trajectory) implements Event {}

    private record Failed(RuntimeException cause) implements Event {}

    private final ServedModel model;
    private final Reader reader;
    private final TextStream decoder;
    private final StopCut cut;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private Writing(ServedModel model, ResponseRequest request, Reader reader) {
        this.model = model;
        this.reader = reader;
        this.decoder = new TextStream(model.tokenizer());
        this.cut = new StopCut(request.stops());
    }

    /// Writes a response to its end.
    ///
    /// @throws IOException where the reader is gone
    static Trajectory write(ServedModel model, String id, ResponseRequest request, Reader reader) throws IOException, InterruptedException {
        return new Writing(model, request, reader).run(id, request);
    }

    private Trajectory run(String id, ResponseRequest request) throws IOException, InterruptedException {
        var writer = Thread.ofVirtual().name("respond").start(() -> respond(id, request));
        try {
            while (true) {
                switch (events.poll(IDLE_SECONDS, TimeUnit.SECONDS)) {
                    case null -> reader.idle();
                    case Sampled(int token) -> {
                        if (!model.tokenizer().endOfTextIds().contains(token)) pass(cut.next(decoder.next(token)));
                    }
                    case Inserted(String text) -> {
                        passRest();
                        pass(text);
                    }
                    case Ended(Trajectory trajectory) -> {
                        passRest();
                        return trajectory;
                    }
                    case Failed(RuntimeException cause) -> throw cause;
                }
            }
        } finally {
            writer.interrupt();
            writer.join();
        }
    }

    private void respond(String id, ResponseRequest request) {
        try {
            events.add(new Ended(model.rollouts().respond(id, request, new ResponseListener() {
                @Override
                public void sampled(int token) {
                    events.add(new Sampled(token));
                }

                @Override
                public void inserted(String text) {
                    events.add(new Inserted(text));
                }
            })));
        } catch (RuntimeException e) {
            events.add(new Failed(e));
        } catch (Throwable e) {
            events.add(new Failed(new IllegalStateException(e)));
        }
    }

    private void passRest() throws IOException {
        pass(cut.next(decoder.finish()));
        pass(cut.finish());
    }

    private void pass(String text) throws IOException {
        if (!text.isEmpty()) reader.text(text);
    }
}
