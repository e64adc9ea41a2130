package dev.retool4j.web;

import dev.retool4j.chat.Conversation;
import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Engine;
import dev.retool4j.rollout.InterleavedRollout;

/// What a [ModelServer] serves.
///
/// @param name     what clients call it
/// @param weights  which weights the engine has
/// @param engine   draws tokens
/// @param rollouts writes responses with that engine, the interpreter in the middle; its options are the defaults and the largest budgets
public record ServedModel(String name, ServedWeights weights, Engine engine, InterleavedRollout rollouts) {
    Tokenizer tokenizer() {
        return engine.tokenizer();
    }

    Conversation conversation() {
        return rollouts.conversation();
    }

    /// What tells its weights apart from others.
    String version() {
        return weights.current().version();
    }
}
