package dev.retool4j.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The paper's protocol: `<code>` and `<answer>` blocks in one assistant message, interpreter output between tags (ReTool §2.3.1). See
/// [ToolTags].
///
/// @param interpreter whether code runs; without, code blocks are ordinary text
public record InlineTags(boolean interpreter) implements ToolProtocol {

    @Override
    public List<String> stops() {
        return interpreter ? ToolTags.STOPS : List.of(ToolTags.ANSWER_CLOSE);
    }

    @Override
    public Reading read(TurnText turn, @Nullable String stop, boolean ended) {
        if (stop == null) return leftOpen(turn, interpreter);
        int close = turn.lastIndexOf(stop, turn.length());
        if (close < 0)
            throw new IllegalStateException("the engine reports the stop string " + stop + ", but the text it generated"
                    + " does not hold it: " + turn.text(0, turn.tokens()));
        if (stop.equals(ToolTags.ANSWER_CLOSE)) return new Answered(turn.lastIndexOf(ToolTags.ANSWER_OPEN, close));
        int open = turn.lastIndexOf(ToolTags.CODE_OPEN, close);
        var block = open < 0 ? "" : turn.bytes(open, close + ToolTags.CODE_CLOSE.length());
        return new Called(open, open < 0 ? close : open, ToolTags.source(block), InterpreterOutput.MALFORMED);
    }

    /// A turn that closed nothing: a block that was opened counts as its kind all the same.
    static Unfinished leftOpen(TurnText turn, boolean interpreter) {
        int answer = turn.lastIndexOf(ToolTags.ANSWER_OPEN, turn.length());
        int code = interpreter ? turn.lastIndexOf(ToolTags.CODE_OPEN, turn.length()) : -1;
        return new Unfinished(Math.max(answer, code), answer > code);
    }

    @Override
    public Insertion insertion(Tokenizer tokenizer, TurnText turn, String output) {
        return new Insertion(ToolTags.interpreterTokens(tokenizer, output), ToolTags.interpreter(output));
    }
}
