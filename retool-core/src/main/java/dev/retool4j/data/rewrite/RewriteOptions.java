package dev.retool4j.data.rewrite;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What is asked of a rewritten trace.
///
/// @param prompt      file with the conversion prompt, holding `{question}` and `{reasoning}` once each; null: ours
/// @param retries     times that a rejected trace is sent back with its defects, default 2
/// @param maxChanged  most of the reasoning that may be altered outside the replaced steps, as a share of its words, default 0.15
/// @param maxReplaced most of the reasoning that code may replace, as a share of its words, default 0.8
/// @param executions  times that each program is run; it must print the same every time; default 2
public record RewriteOptions(@Nullable Path prompt, int retries, double maxChanged, double maxReplaced, int executions) {
    public static final RewriteOptions DEFAULT = new RewriteOptions(null, 2, 0.15, 0.8, 2);

    public RewriteOptions {
        if (retries < 0 || retries > 100) throw new IllegalArgumentException("retries must be from 0 to 100, got " + retries);
        if (executions < 1 || executions > 10) throw new IllegalArgumentException("executions must be from 1 to 10, got " + executions);
        share("max_changed", maxChanged);
        share("max_replaced", maxReplaced);
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException(name + " must be from 0 to 1, got " + value);
    }
}
