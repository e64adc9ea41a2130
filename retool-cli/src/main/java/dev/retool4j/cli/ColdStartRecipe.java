package dev.retool4j.cli;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.data.ColdStartOptions;
import dev.retool4j.data.TraceMix;
import java.nio.file.Path;

/// Configuration of `retool cold-start`.
///
/// @param traces  text traces that are written and rewritten, each on a mini-AIME problem of the training split
/// @param policy  what the rows are for: the mix of kinds of trace
/// @param seed    of the problems and of the text traces
/// @param out     folder for `examples.jsonl`, `rejected.jsonl` and `statistics.json`
/// @param prompt  a named prompt template or a file of one
/// @param rules   what may pass
/// @param output  how the policy sees what a program did; the rollout must use the same
/// @param sandbox where the code runs
record ColdStartRecipe(int traces, Policy policy, long seed, Path out, String prompt, ColdStartOptions rules, InterpreterOutput output,
        SandboxOptions sandbox) {
    static final ColdStartRecipe DEFAULT = new ColdStartRecipe(2000, Policy.TOOL, 1, Path.of("cold-start"), "demo",
            ColdStartOptions.DEFAULT,
            InterpreterOutput.DEFAULT, SandboxOptions.DEFAULT.pool());

    ColdStartRecipe {
        if (traces < 1 || traces > 10_000_000) throw new IllegalArgumentException("traces must be from 1 to 10000000, got " + traces);
    }

    /// What the rows are for.
    enum Policy {
        /// the policy with the interpreter
        TOOL,
        /// the text-only baseline
        TEXT;

        TraceMix mix() {
            return switch (this) {
                case TOOL -> TraceMix.TOOL;
                case TEXT -> TraceMix.TEXT;
            };
        }
    }
}
