package dev.retool4j.cli;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.data.ColdStartOptions;
import dev.retool4j.data.TraceMix;
import dev.retool4j.data.rewrite.CurationOptions;
import dev.retool4j.data.rewrite.RewriteOptions;
import dev.retool4j.data.teacher.TeacherOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Configuration of `retool cold-start`.
///
/// @param data     JSON lines to work on; none: generated mini-AIME problems with a teacher by rule
/// @param from     what the data holds; null: text
/// @param limit    most rows of the data, from its beginning; 0: all
/// @param traces   without data: text traces that are written and rewritten, each on a mini-AIME problem of the training split
/// @param policy   without data: what the rows are for, the mix of kinds of trace
/// @param seed     without data: of the problems and of the text traces
/// @param out      folder for `examples.jsonl`, `rejected.jsonl`, `statistics.json`; with data also `journal.jsonl` and `report.html`
/// @param prompt   a named prompt template or a file of one; null: `demo` without data, `paper` with data
/// @param teacher  the model that rewrites text
/// @param rewrite  what is asked of a rewritten trace
/// @param curation what is asked of a row before it is rewritten
/// @param rules    without data: what may pass
/// @param output   how the policy sees what a program did; the rollout must use the same
/// @param sandbox  where the code runs
record ColdStartRecipe(List<Path> data, @Nullable From from, int limit, int traces, Policy policy, long seed, Path out,
        @Nullable String prompt, TeacherOptions teacher, RewriteOptions rewrite, CurationOptions curation, ColdStartOptions rules,
        InterpreterOutput output, SandboxOptions sandbox) {
    static final ColdStartRecipe DEFAULT = new ColdStartRecipe(List.of(), null, 0, 2000, Policy.TOOL, 1, Path.of("cold-start"), null,
            TeacherOptions.DEFAULT, RewriteOptions.DEFAULT, CurationOptions.DEFAULT, ColdStartOptions.DEFAULT, InterpreterOutput.DEFAULT,
            SandboxOptions.DEFAULT.pool());

    ColdStartRecipe {
        data = List.copyOf(data);
        if (limit < 0) throw new IllegalArgumentException("limit must not be negative, got " + limit);
        if (traces < 1 || traces > 10_000_000) throw new IllegalArgumentException("traces must be from 1 to 10000000, got " + traces);
    }

    /// What the data holds.
    From source() {
        return from == null ? From.TEXT : from;
    }

    /// The name or file of the prompt template.
    String template() {
        return prompt != null ? prompt : data.isEmpty() ? "demo" : "paper";
    }

    /// What a data file holds.
    enum From {
        /// questions, gold answers, text reasoning
        TEXT,
        /// traces with tools: MathCoder's, ToRA's, ReTool-SFT's
        TRACES
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
