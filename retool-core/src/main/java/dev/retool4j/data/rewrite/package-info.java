/// The cold start on real data (ReTool §2.2): questions with text reasoning are curated, rewritten with code by a teacher, verified in
/// format, execution and answer, and sent back with their defects; or traces with tools of other projects are brought to our form. What
/// comes out depends on the input, the rules and the teacher's answers only, so that a run can be stopped anywhere and taken up again.
@NullMarked
package dev.retool4j.data.rewrite;

import org.jspecify.annotations.NullMarked;
