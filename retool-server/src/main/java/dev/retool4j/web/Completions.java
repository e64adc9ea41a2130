package dev.retool4j.web;

import dev.retool4j.rollout.Trajectory;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.UUID;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/v1/chat/completions` and `/v1/completions`: a response with the interpreter in the middle, whole or streamed. Code and output stand in
/// its text as the policy sees them.
final class Completions {
    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private final ServedModel model;
    private final Slots slots;
    private final Fields.Source bodies;

    Completions(ServedModel model, Slots slots, Fields.Source bodies) {
        this.model = model;
        this.slots = slots;
        this.bodies = bodies;
    }

    void chat(Context context) throws IOException, InterruptedException {
        answer(context, Answer.Kind.CHAT, "chatcmpl-", Asked::chat);
    }

    void text(Context context) throws IOException, InterruptedException {
        answer(context, Answer.Kind.TEXT, "cmpl-", Asked::text);
    }

    private void answer(Context context, Answer.Kind kind, String prefix, BiFunction<Fields, ServedModel, Asked> reading)
            throws IOException, InterruptedException {
        var fields = bodies.read(context);
        var name = fields.text("model", model.name());
        if (!name.equals(model.name())) throw ApiError.model(name, model.name());
        var asked = reading.apply(fields, model);
        var id = prefix + UUID.randomUUID().toString().replace("-", "");
        var answer = new Answer(kind, id, System.currentTimeMillis() / 1000, model);
        slots.enter();
        try {
            slots.giveWay();
            if (asked.stream()) stream(new EventStream(context), answer, asked);
            else
                whole(context, answer, asked);
        } finally {
            slots.leave();
        }
    }

    private void whole(Context context, Answer answer, Asked asked) throws IOException, InterruptedException {
        var text = new StringBuilder();
        var trajectory = Writing.write(model, answer.id(), asked.request(), new Writing.Reader() {
            @Override
            public void text(String piece) {
                text.append(piece);
            }

            @Override
            public void idle() {}
        });
        Http.json(context, 200, answer.whole(text.toString(), trajectory));
    }

    private void stream(EventStream events, Answer answer, Asked asked) throws IOException, InterruptedException {
        try {
            for (var chunk : answer.begin())
                events.send(chunk);
            var trajectory = Writing.write(model, answer.id(), asked.request(), new Writing.Reader() {
                @Override
                public void text(String piece) throws IOException {
                    events.send(answer.piece(piece));
                }

                @Override
                public void idle() throws IOException {
                    events.comment();
                }
            });
            end(events, answer, asked, trajectory);
        } catch (IOException e) {
            LOG.debug("the client of {} is gone", answer.id(), e);
        } catch (ApiError e) {
            events.send(e.body());
        } catch (RuntimeException e) {
            LOG.error("a response failed", e);
            events.send(ApiError.failed("internal_error", "the response failed: " + e.getMessage()).body());
        }
    }

    private static void end(EventStream events, Answer answer, Asked asked, Trajectory trajectory) throws IOException {
        events.send(answer.end(trajectory));
        if (asked.usage()) events.send(answer.usageChunk(trajectory));
        events.done();
    }
}
