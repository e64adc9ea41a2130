package dev.retool4j.chat;

import dev.retool4j.sandbox.ExecutionResult;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The inline tags as the released evaluation of ReTool's authors handles them (`evaluation/eval.py`, `executor.py`), for their checkpoints:
///
/// - only `</code>` stops a turn; the response ends with end of text;
/// - the program is what follows the last `` ```python `` of the turn, all fences dropped, wherever the block began;
/// - the output stands in `<interpreter>\n…</interpreter>\n\n`, stripped on both sides, a time-out as `Timeout Error`;
/// - a program that prints nothing shows the error that their executor makes of it.
///
/// Theirs cuts the text at `</code>` and encodes it anew; here the sampled tokens stay, so a line feed that came in one token with the tag
/// takes the place of the one that would be inserted. Theirs also refuses programs that spell `input(` or `os.system(`; here those run.
///
/// @param interpreter whether code runs; without, nothing stops a turn
public record RetoolEvaluationTags(boolean interpreter) implements ToolProtocol {
    private static final String FENCE = "```python";
    private static final String NOTHING_PRINTED = "TypeError: expected string or buffer";

    @Override
    public List<String> stops() {
        return interpreter ? List.of(ToolTags.CODE_CLOSE) : List.of();
    }

    @Override
    public Reading read(TurnText turn, @Nullable String stop, boolean ended) {
        if (stop != null) {
            int close = turn.lastIndexOf(stop, turn.length());
            if (close < 0) throw new IllegalStateException("the engine reports the stop string " + stop + ", which the text does not hold");
            int open = turn.lastIndexOf(ToolTags.CODE_OPEN, close);
            int fence = turn.lastIndexOf(FENCE, close);
            var source = turn.bytes(fence < 0 ? 0 : fence + FENCE.length(), close).replace("```", "").strip();
            return new Called(open, open < 0 ? close : open, source.isEmpty() ? Optional.empty() : Optional.of(source), "None");
        }
        var open = InlineTags.leftOpen(turn, interpreter);
        boolean closed = open.answer() && turn.indexOf(ToolTags.ANSWER_CLOSE, open.at()) >= 0;
        return ended && closed ? new Answered(open.at()) : open;
    }

    @Override
    public String shown(ExecutionResult result, InterpreterOutput output) {
        return switch (result.status()) {
            case FINISHED -> result.stdout().isBlank() ? NOTHING_PRINTED : output.cut(result.stdout().strip());
            case TIME_LIMIT -> "Timeout Error";
            case ERROR, MEMORY_LIMIT, OUTPUT_LIMIT, CRASHED -> output.render(result);
        };
    }

    @Override
    public Insertion insertion(Tokenizer tokenizer, TurnText turn, String output) {
        int end = turn.lastIndexOf(ToolTags.CODE_CLOSE, turn.length()) + ToolTags.CODE_CLOSE.length();
        var before = (turn.bytes(end, turn.length()).startsWith("\n") ? "" : "\n") + ToolTags.INTERPRETER_OPEN + "\n";
        return UntrustedText.between(tokenizer, before, output, ToolTags.INTERPRETER_CLOSE + "\n\n");
    }
}
