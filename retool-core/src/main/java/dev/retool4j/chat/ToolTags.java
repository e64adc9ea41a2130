package dev.retool4j.chat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The paper's inline tool protocol: code, interpreter output and answer stand between tags in one assistant message (ReTool §2.3.1).
///
/// ````
/// <code>
/// ```python
/// print(2**10)
/// ```
/// </code>
/// <interpreter>
/// 1024
/// </interpreter>
/// <answer>
/// \boxed{1024}
/// </answer>
/// ````
public final class ToolTags {
    public static final String CODE_OPEN = "<code>";
    public static final String CODE_CLOSE = "</code>";
    public static final String INTERPRETER_OPEN = "<interpreter>";
    public static final String INTERPRETER_CLOSE = "</interpreter>";
    public static final String ANSWER_OPEN = "<answer>";
    public static final String ANSWER_CLOSE = "</answer>";

    /// Generation stops where one of these ends the decoded text: a block to run, or the answer.
    public static final List<String> STOPS = List.of(CODE_CLOSE, ANSWER_CLOSE);

    private static final String FENCE = "```";
    private static final Set<String> LANGUAGES = Set.of("", "python", "python3", "py");

    private ToolTags() {}

    /// A code block as a policy should write it, tags included.
    public static String code(String source) {
        return CODE_OPEN + "\n" + FENCE + "python\n" + source + "\n" + FENCE + "\n" + CODE_CLOSE;
    }

    /// What the environment inserts after a code block's closing tag: a line feed, and the output between the interpreter's tags.
    public static String interpreter(String output) {
        return "\n" + INTERPRETER_OPEN + "\n" + output + "\n" + INTERPRETER_CLOSE;
    }

    /// The output between the interpreter's tags, as [#interpreter] was given it; empty where there are none.
    public static Optional<String> output(String inserted) {
        int open = inserted.indexOf(INTERPRETER_OPEN), close = inserted.lastIndexOf(INTERPRETER_CLOSE);
        if (open < 0 || close < open) return Optional.empty();
        var output = inserted.substring(open + INTERPRETER_OPEN.length(), close);
        if (output.startsWith("\n")) output = output.substring(1);
        return Optional.of(output.endsWith("\n") ? output.substring(0, output.length() - 1) : output);
    }

    /// The tokens of [#interpreter]: the tags are the tokenizer's own tokens, the output is untrusted, so that a tag printed by a program
    /// is ordinary text. Rollout and fine-tuning both use this one method, so that they agree to the token.
    public static int[] interpreterTokens(Tokenizer tokenizer, String output) {
        var open = tokenizer.encode("\n" + INTERPRETER_OPEN + "\n");
        var middle = tokenizer.encodePlain(output);
        var close = tokenizer.encode("\n" + INTERPRETER_CLOSE);
        var all = java.util.Arrays.copyOf(open, open.length + middle.length + close.length);
        System.arraycopy(middle, 0, all, open.length, middle.length);
        System.arraycopy(close, 0, all, open.length + middle.length, close.length);
        return all;
    }

    /// A final answer as a policy should write it, tags included.
    public static String answer(String value) {
        return ANSWER_OPEN + "\n\\boxed{" + value + "}\n" + ANSWER_CLOSE;
    }

    /// The Python source of a finished code block, given with or without its tags.
    ///
    /// With a fence, the source is what stands between the end of the first fence's line and the next fence; a missing closing fence is
    /// forgiven, so are one at the end of the last line, a missing language and any of `python`, `python3`, `py` (in any case), and text before the first fence is not part
    /// of the source. Without a fence, the whole block is the source. Blank lines around it are dropped.
    ///
    /// @return empty if the block is malformed: it holds no source, another tag of the protocol, a second opening tag, or another language
    public static Optional<String> source(String block) {
        var inner = block.strip();
        if (inner.startsWith(CODE_OPEN)) inner = inner.substring(CODE_OPEN.length());
        if (inner.endsWith(CODE_CLOSE)) inner = inner.substring(0, inner.length() - CODE_CLOSE.length());
        if (holdsTag(inner)) return Optional.empty();
        int fence = inner.indexOf(FENCE);
        if (fence < 0) return nonBlank(inner);
        int line = inner.indexOf('\n', fence);
        if (line < 0) return Optional.empty();
        var language = inner.substring(fence + FENCE.length(), line).strip().toLowerCase(Locale.ROOT);
        if (!LANGUAGES.contains(language)) return Optional.empty();
        int close = closingFence(inner, line + 1);
        return nonBlank(inner.substring(line + 1, close));
    }

    /// Where the source ends: at the next line that starts with a fence, else at a fence that ends the block, else at the block's end.
    /// A fence inside a line belongs to the program.
    private static int closingFence(String inner, int from) {
        if (inner.startsWith(FENCE, from)) return from;
        int at = inner.indexOf("\n" + FENCE, from - 1);
        if (at >= 0) return Math.max(at, from);
        int end = inner.stripTrailing().length();
        return inner.startsWith(FENCE, end - FENCE.length()) ? Math.max(end - FENCE.length(), from) : inner.length();
    }

    private static Optional<String> nonBlank(String source) {
        var lines = source.lines().dropWhile(String::isBlank).toList();
        var text = String.join("\n", lines).stripTrailing();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static boolean holdsTag(String text) {
        for (var tag : List.of(CODE_OPEN, CODE_CLOSE, INTERPRETER_OPEN, INTERPRETER_CLOSE, ANSWER_OPEN, ANSWER_CLOSE)) {
            if (text.contains(tag)) return true;
        }
        return false;
    }
}
