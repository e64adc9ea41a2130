package dev.retool4j.cli;

import dev.retool4j.model.Placement;
import dev.retool4j.model.Precision;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.web.ModelServerOptions;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Configuration of `retool serve`. The API key is none of it: configurations are printed and kept.
///
/// @param host         address to listen on; any but loopback needs a key
/// @param port         0 picks a free one
/// @param name         what clients call the model; empty: the checkpoint's name
/// @param interpreter  whether code runs; without, the answers are text alone
/// @param slots        most responses written at once; fewer where the memory holds fewer
/// @param promptTokens longest prompt that leaves room for the longest response
/// @param queue        how long a request may wait for a slot before it is answered with 429, on which clients try again
/// @param drain        how long the end waits for what is being written
/// @param bodyBytes    largest request
/// @param device       where the policy stands: cpu, cuda, or one of several GPUs such as cuda:1
/// @param precision    of its weights: fp32 or bf16
/// @param updates      folder under which `POST /update_weights_from_disk` may find other weights; null (default): these stay
/// @param rollout      sampling where a request says nothing, and the largest budgets
record ServeOptions(String host, int port, String name, boolean interpreter, int slots, int promptTokens, Duration queue, Duration drain,
        int bodyBytes, String device, Precision precision, @Nullable Path updates, RolloutOptions rollout) {
    static final ServeOptions DEFAULT = new ServeOptions(ModelServerOptions.DEFAULT.host(), ModelServerOptions.DEFAULT.port(), "", true,
            ModelServerOptions.DEFAULT.concurrency(), 4096, ModelServerOptions.DEFAULT.queue(), ModelServerOptions.DEFAULT.drain(),
            ModelServerOptions.DEFAULT.bodyBytes(), "cpu", Precision.FP32, null, RolloutOptions.DEFAULT);

    ServeOptions {
        if (promptTokens < 1) throw new IllegalArgumentException("promptTokens must be at least 1, got " + promptTokens);
        new Placement(device, precision); // complains
        new ModelServerOptions(host, port, "checked later", slots, queue, drain, bodyBytes);
    }

    Placement placement() {
        return new Placement(device, precision);
    }

    /// @param fitting slots that fit into the memory
    ModelServerOptions server(@Nullable String key, int fitting) {
        return new ModelServerOptions(host, port, key, fitting, queue, drain, bodyBytes);
    }
}
