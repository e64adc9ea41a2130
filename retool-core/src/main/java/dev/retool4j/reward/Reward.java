package dev.retool4j.reward;

import org.jspecify.annotations.Nullable;

/// What a response earned.
///
/// @param reward  what the learner sees; the paper's is +1 or −1
/// @param correct whether the final answer equals the ground truth, apart from any shaping
/// @param answer  the extracted final answer, or null where there is none
/// @param reason  why, for a person to read: `equal`, `different`, `no answer`, `undecided: …`
public record Reward(double reward, boolean correct, @Nullable String answer, String reason) {}
