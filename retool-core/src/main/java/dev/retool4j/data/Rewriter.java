package dev.retool4j.data;

import java.util.random.RandomGenerator;

/// Turns text reasoning into reasoning with code (ReTool §2.2, Figure 8). What it writes is verified afterwards: the format, the answer, and
/// every interpreter output, which is replaced by what the program really prints.
@FunctionalInterface
public interface Rewriter {

    /// The whole response: text, code blocks, interpreter outputs as the rewriter believes them to be, and the answer.
    ///
    /// @param random the only source of chance, so that a run can be repeated
    String rewrite(TextTrace trace, RandomGenerator random);
}
