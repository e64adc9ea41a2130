package dev.retool4j.cli;

import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.chat.Tokenizer;
import dev.retool4j.model.Placement;
import dev.retool4j.model.Policy;
import dev.retool4j.rollout.Engine;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.remote.RemoteEngine;
import dev.retool4j.rollout.remote.ServerOptions;
import dev.retool4j.run.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What questions are put to: a checkpoint that is loaded here, or a model behind a server.
sealed interface Answering {
    /// Stands for a checkpoint that is not named.
    String NONE = "-";

    Tokenizer tokenizer();

    /// Longest sequence in tokens.
    int positions();

    Protocol.PolicyId id();

    /// The step of a run's checkpoint; 0 for any other.
    int step();

    /// @param longestPrompt in tokens
    /// @param slots         most sequences at once; a server has its own number
    Engine start(int longestPrompt, RolloutOptions rollout, int slots, Console console);

    /// @param checkpoint as a person names it; beside a server the folder of its model's tokenizer, or [#NONE]
    static Answering of(String checkpoint, ServerOptions server, Placement placement) throws IOException {
        if (server.url() == null) {
            if (checkpoint.equals(NONE))
                throw CommandFailure.usage("no checkpoint is named, and no server",
                        "name a checkpoint, or a server: engine.url=http://127.0.0.1:30000");
            var folder = CheckpointLocator.find(checkpoint);
            return new Loaded(folder, Policies.open(folder, placement));
        }
        var named = server.tokenizer() != null ? server.tokenizer() : folder(checkpoint);
        var tokenizer = named == null ? null : HuggingFaceTokenizer.load(named);
        return new Served(RemoteEngine.connect(server, tokenizer, System.getenv(server.keyVariable())), server);
    }

    private static @Nullable Path folder(String checkpoint) {
        return checkpoint.equals(NONE) ? null : CheckpointLocator.find(checkpoint);
    }

    /// @param folder of the checkpoint
    record Loaded(Path folder, Policy policy) implements Answering {
        @Override
        public Tokenizer tokenizer() {
            return policy.tokenizer();
        }

        @Override
        public int positions() {
            return policy.config().maxPositions();
        }

        @Override
        public Protocol.PolicyId id() {
            return new Protocol.PolicyId(CheckpointLocator.name(folder), policy.weights().fingerprint(), policy.tokenizer().hash());
        }

        @Override
        public int step() {
            return CheckpointLocator.step(folder);
        }

        @Override
        public Engine start(int longestPrompt, RolloutOptions rollout, int slots, Console console) {
            return Engines.start(policy, longestPrompt, rollout, slots, console);
        }
    }

    record Served(RemoteEngine engine, ServerOptions server) implements Answering {
        @Override
        public Tokenizer tokenizer() {
            return engine.tokenizer();
        }

        @Override
        public int positions() {
            return engine.maxLength();
        }

        @Override
        public Protocol.PolicyId id() {
            var weights = "on a server (%s), version %s%s%s".formatted(server.api().name().toLowerCase(Locale.ROOT),
                    engine.served().version(), server.seeds() ? "" : ", without seeds",
                    server.extra().isEmpty() ? "" : ", asked with " + server.extra());
            return new Protocol.PolicyId(engine.served().name(), weights, tokenizer().hash());
        }

        @Override
        public int step() {
            return 0;
        }

        @Override
        public Engine start(int longestPrompt, RolloutOptions rollout, int slots, Console console) {
            return engine;
        }
    }
}
