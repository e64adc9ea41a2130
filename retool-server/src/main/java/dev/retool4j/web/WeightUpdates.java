package dev.retool4j.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `POST /update_weights_from_disk` as SGLang has it: the weights of a folder take the place of those that are served. What is being written
/// ends first with the old ones, or at once with `abort_all_requests`; what comes later waits and gets the new ones.
final class WeightUpdates {
    private static final Logger LOG = LoggerFactory.getLogger(WeightUpdates.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ServedModel model;
    private final Slots slots;
    private final Generate generate;
    private final Fields.Source bodies;

    WeightUpdates(ServedModel model, Slots slots, Generate generate, Fields.Source bodies) {
        this.model = model;
        this.slots = slots;
        this.generate = generate;
        this.bodies = bodies;
    }

    void update(Context context) throws IOException, InterruptedException {
        if (!model.weights().mayChange())
            throw ApiError.forbidden("updates_off",
                    "this server keeps its weights: start it with updates=FOLDER to let clients change them");
        var fields = bodies.read(context);
        var named = fields.text("model_path", "");
        if (named.isEmpty()) throw ApiError.field("model_path", "model_path must name a model folder");
        var version = fields.has("weight_version") ? fields.text("weight_version", "") : null;
        int running = slots.running();
        try {
            var folder = model.weights().checked(named);
            if (fields.flag("abort_all_requests")) generate.abortAll();
            if (!slots.alone(PATIENCE))
                throw ApiError.busy("what is being written did not end within " + PATIENCE.toMinutes() + " minutes");
            try {
                model.weights().replace(folder, version);
            } finally {
                slots.together();
            }
            LOG.info("weights of {}, version {}", folder, model.version());
            answer(context, 200, "weights of " + named + ", version " + model.version(), running);
        } catch (IOException e) {
            answer(context, 400, String.valueOf(e.getMessage()), 0);
        }
    }

    private static void answer(Context context, int status, String message, int running) {
        var answer = new LinkedHashMap<String, Object>();
        answer.put("success", status == 200);
        answer.put("message", message);
        answer.put("num_paused_requests", running);
        Http.json(context, status, answer);
    }
}
