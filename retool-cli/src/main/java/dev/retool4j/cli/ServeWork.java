package dev.retool4j.cli;

import dev.retool4j.model.LocalEngine;
import dev.retool4j.model.Policy;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.web.ModelServer;
import dev.retool4j.web.ServedModel;
import dev.retool4j.web.ServedWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `retool serve`: a checkpoint over HTTP.
final class ServeWork {
    private final Path checkpoint;
    private final ServeOptions options;
    private final @Nullable String key;
    private final Console console;

    /// What serves.
    ///
    /// @param maxLength longest prompt and response together, in tokens
    /// @param key       whether clients must send one
    record Listening(String url, String model, int slots, int maxLength, boolean key) {}

    ServeWork(Path checkpoint, ServeOptions options, @Nullable String key, Console console) {
        this.checkpoint = checkpoint;
        this.options = options;
        this.key = key;
        this.console = console;
    }

    /// Serves until it is told to stop.
    ///
    /// @param listening told once it answers
    void run(Consumer<Listening> listening) throws IOException, InterruptedException {
        console.status("loading the checkpoint …");
        var policy = Policies.open(checkpoint, options.placement());
        var rollout = EvalWork.fitting(new Answering.Loaded(checkpoint, policy), options.rollout());
        var stop = new CountDownLatch(1);
        try (var interpreter = options.interpreter() ? Interpreters.start(console) : null;
                var engine = Engines.start(policy, options.promptTokens(), rollout, options.slots(), console);
                var server = start(policy, engine, new InterleavedRollout(engine, interpreter, rollout));
                var unusedInterrupts = Interrupts.saying(console, "stopping: what is being written may end, Ctrl-C again stops at once",
                        stop::countDown)) {
            console.status("");
            listening.accept(new Listening("http://" + options.host() + ":" + server.port(), name(), engine.options().slots(),
                    engine.maxLength(), key != null));
            stop.await();
        } finally {
            console.status("");
        }
        console.line("stopped");
    }

    private ModelServer start(Policy policy, LocalEngine engine, InterleavedRollout rollouts) {
        var served = new ServedModel(name(), weights(policy), engine, rollouts);
        try {
            return ModelServer.start(served, options.server(key, engine.options().slots()));
        } catch (IllegalStateException e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()),
                    "end what listens there, or choose another: --port " + (options.port() + 1) + " (0 picks a free one)", e);
        }
    }

    private ServedWeights weights(Policy policy) {
        var path = checkpoint.toString();
        var version = policy.weights().fingerprint();
        var updates = options.updates();
        if (updates == null) return ServedWeights.fixed(path, version);
        if (!Files.isDirectory(updates))
            throw CommandFailure.usage("updates=" + updates + " is no folder", "name the folder under which other weights will stand");
        if (policy.weights().adapters() != null)
            throw CommandFailure.usage(path + " has adapters, in whose place no other weights can be put",
                    "merge them first: retool merge " + path + " OUT");
        return ServedWeights.replaceable(path, version, updates, folder -> {
            policy.replaceWeights(folder);
            return policy.weights()::fingerprint;
        });
    }

    private String name() {
        return options.name().isEmpty() ? CheckpointLocator.name(checkpoint) : options.name();
    }
}
