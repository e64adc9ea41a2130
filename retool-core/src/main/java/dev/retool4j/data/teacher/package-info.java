/// A teacher: a language model behind an OpenAI-compatible chat endpoint that is asked for text. Requests are paced, tried again, paid from a
/// budget, and journaled by their content, so that an answer is paid for once. Knows nothing of what it is asked for; see
/// [dev.retool4j.data.rewrite].
@NullMarked
package dev.retool4j.data.teacher;

import org.jspecify.annotations.NullMarked;
