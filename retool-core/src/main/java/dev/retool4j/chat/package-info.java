/// Tokenizers, prompts and the tags of the tool protocol (ReTool §2.3.1).
@NullMarked
package dev.retool4j.chat;

import org.jspecify.annotations.NullMarked;
