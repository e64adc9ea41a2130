/// Engines behind servers: SGLang, vLLM, and whatever speaks OpenAI's protocols. Each turn sends the whole sequence, whose prefix the server
/// has in its cache; token ids are kept as they were sampled where the protocol gives them.
@NullMarked
package dev.retool4j.rollout.remote;

import org.jspecify.annotations.NullMarked;
