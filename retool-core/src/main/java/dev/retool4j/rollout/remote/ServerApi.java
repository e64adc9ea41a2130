package dev.retool4j.rollout.remote;

/// What a server speaks.
public enum ServerApi {
    /// SGLang's `/generate`, retool's own server too: token ids in and out, with log-probabilities
    SGLANG,
    /// vLLM's `/v1/completions` with token ids in and out, with log-probabilities
    VLLM,
    /// OpenAI's `/v1/completions`: text, for evaluation only
    COMPLETIONS,
    /// OpenAI's `/v1/chat/completions`: text, for evaluation only
    CHAT;

    /// Whether token ids go in and out, so that a response is never tokenised again.
    public boolean tokens() {
        return this == SGLANG || this == VLLM;
    }
}
