package dev.retool4j.cli;

import dev.retool4j.chat.Conversation;
import dev.retool4j.chat.Prompt;
import dev.retool4j.chat.Tokenizer;
import dev.retool4j.model.GenerationMemory;
import dev.retool4j.model.LocalEngine;
import dev.retool4j.model.Policy;
import dev.retool4j.rollout.RolloutOptions;
import java.nio.file.Path;

/// Engines no larger than what is asked of them: a model may allow far longer sequences, and their caches far more memory, than a
/// question and its answer need.
final class Engines {
    /// Of the memory that is available, the caches may take one part in so many.
    private static final long CACHE_SHARE = 3;

    /// An engine has at least so many caches.
    private static final int LEAST = 16;

    private Engines() {}

    /// As the policy is told a question, to count its prompt's tokens.
    static Conversation conversation(Tokenizer tokenizer, RolloutOptions rollout, boolean interpreter) {
        return new Conversation(Prompt.of(rollout.prompt()), rollout.chat(), tokenizer, interpreter);
    }

    /// @param longestPrompt in tokens
    /// @param slots         most sequences at once
    static LocalEngine start(Policy policy, int longestPrompt, RolloutOptions rollout, int slots, Console console) {
        int length = Math.min(policy.config().maxPositions() - 1, longestPrompt + rollout.responseTokens() + 1);
        int fitting = fitting(policy, length, slots);
        if (fitting < slots && fitting > LEAST)
            console.line(
                    "%d responses at once in place of %d: the caches of so many, %d tokens long, fit into the memory".formatted(fitting,
                            slots, length));
        if (slots > LEAST && fitting == LEAST)
            console.warn(
                    "the caches of %d responses, %d tokens long, take %.1f GiB\n  less is needed with a smaller rollout.response_tokens, or precision=bf16"
                            .formatted(LEAST, length,
                                    GenerationMemory.cache(policy.config(), policy.weights().placement(), LEAST, length) / 0x1p30));
        return new LocalEngine(policy.weights(), null, policy.tokenizer(),
                new LocalEngine.Options(fitting, length, Runtime.getRuntime().availableProcessors()));
    }

    private static int fitting(Policy policy, int length, int slots) {
        var placement = policy.weights().placement();
        var available = new Machine(Path.of("/")).availableMemory();
        if (placement.onGpu() || available.isEmpty()) return slots;
        int fitting = slots;
        while (fitting > LEAST && GenerationMemory.cache(policy.config(), placement, fitting, length) > available.getAsLong() / CACHE_SHARE)
            fitting--;
        return fitting;
    }
}
