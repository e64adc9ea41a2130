package dev.retool4j.rollout;

import dev.retool4j.chat.ChatOptions;
import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.sandbox.Limits;

/// How trajectories are written: sampling, budgets, and what the policy sees of the interpreter.
///
/// The paper gives T = 1.0 and top-p 0.7 for evaluation, an expected maximum sequence length of 16384 tokens, and no limit on turns, code
/// calls or time; its released evaluation gives each snippet 5 s. Values that are ours are marked so.
///
/// @param sampling          how tokens are drawn; default temperature 1, nothing cut off (the paper does not say for training)
/// @param responseTokens    most tokens of a response, interpreter output included; default and paper 16384
/// @param turnTokens        most tokens of one turn; default 16384, that is no limit of its own, as in the paper
/// @param codeCalls         most runs of the interpreter in one response; default 16 (ours; the paper has no limit)
/// @param trajectorySeconds most wall-clock time of one trajectory, from the opening of its sequence; default 1800 (ours)
/// @param output            how the policy sees what its program did; default [InterpreterOutput#DEFAULT]
/// @param limits            what one snippet may use; default [Limits#DEFAULT] (5 s as in the paper's released evaluation)
/// @param prompt            a named prompt template or a file of one, see [dev.retool4j.chat.Prompt#of]; default `paper`
/// @param sessions          whether the programs of one response share their state, see [dev.retool4j.sandbox.Session]; default false: each begins
///                          with nothing, as in the paper
/// @param chat              chat template and tool protocol; default [ChatOptions#DEFAULT]
public record RolloutOptions(Sampling sampling, int responseTokens, int turnTokens, int codeCalls, double trajectorySeconds,
        InterpreterOutput output, Limits limits, String prompt, boolean sessions, ChatOptions chat) {
    public static final RolloutOptions DEFAULT = new RolloutOptions(Sampling.temperature(1.0), 16384, 16384, 16, 1800,
            InterpreterOutput.DEFAULT,
            Limits.DEFAULT, "paper", false, ChatOptions.DEFAULT);

    public RolloutOptions {
        atLeast("responseTokens", responseTokens, 1);
        atLeast("turnTokens", turnTokens, 1);
        atLeast("codeCalls", codeCalls, 1);
        if (!(trajectorySeconds > 0 && trajectorySeconds <= 1e6))
            throw new IllegalArgumentException("trajectorySeconds must be in (0, 1000000], got " + trajectorySeconds);
        if (prompt.isBlank()) throw new IllegalArgumentException("prompt must name a prompt template, got nothing");
    }

    /// The same as the canonical constructor without sessions and with [ChatOptions#DEFAULT].
    public RolloutOptions(Sampling sampling, int responseTokens, int turnTokens, int codeCalls, double trajectorySeconds,
            InterpreterOutput output, Limits limits, String prompt) {
        this(sampling, responseTokens, turnTokens, codeCalls, trajectorySeconds, output, limits, prompt, false, ChatOptions.DEFAULT);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
    }

    public RolloutOptions withSampling(Sampling value) {
        return new RolloutOptions(value, responseTokens, turnTokens, codeCalls, trajectorySeconds, output, limits, prompt, sessions, chat);
    }

    /// The same with other budgets in tokens.
    public RolloutOptions withTokens(int response, int turn) {
        return new RolloutOptions(sampling, response, turn, codeCalls, trajectorySeconds, output, limits, prompt, sessions, chat);
    }

    public RolloutOptions withPrompt(String value) {
        return new RolloutOptions(sampling, responseTokens, turnTokens, codeCalls, trajectorySeconds, output, limits, value, sessions,
                chat);
    }

    public RolloutOptions withCodeCalls(int value) {
        return new RolloutOptions(sampling, responseTokens, turnTokens, value, trajectorySeconds, output, limits, prompt, sessions, chat);
    }

    public RolloutOptions withTrajectorySeconds(double value) {
        return new RolloutOptions(sampling, responseTokens, turnTokens, codeCalls, value, output, limits, prompt, sessions, chat);
    }

    public RolloutOptions withChat(ChatOptions value) {
        return new RolloutOptions(sampling, responseTokens, turnTokens, codeCalls, trajectorySeconds, output, limits, prompt, sessions,
                value);
    }

    public RolloutOptions withSessions(boolean value) {
        return new RolloutOptions(sampling, responseTokens, turnTokens, codeCalls, trajectorySeconds, output, limits, prompt, value, chat);
    }
}
