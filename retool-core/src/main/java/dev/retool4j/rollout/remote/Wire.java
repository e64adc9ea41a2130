package dev.retool4j.rollout.remote;

import dev.retool4j.rollout.Generation;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A protocol: how a turn is asked for, and how the answer is read.
interface Wire {
    URI address();

    /// The request's body.
    Map<String, Object> body(Turn turn);

    /// @throws Unusable if the answer is not one
    /// @throws dev.retool4j.rollout.EngineException if another attempt would give no other
    Generation read(JsonNode answer, Turn turn) throws Unusable;
}
