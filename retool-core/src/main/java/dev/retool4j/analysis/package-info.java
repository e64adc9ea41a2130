/// Scores over samples (avg@k, pass@k, maj@k) and the paper's measures of tool use (ReTool §3.3, Figure 3).
@NullMarked
package dev.retool4j.analysis;

import org.jspecify.annotations.NullMarked;
