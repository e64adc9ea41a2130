package dev.retool4j.train;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.SupervisedExample;
import java.util.ArrayList;
import java.util.Arrays;

/// One token sequence to fine-tune on.
///
/// @param tokens  prompt and response
/// @param trained true where the token carries loss, as a target; false on the prompt and the interpreter's output; same length
public record Document(int[] tokens, boolean[] trained) {
    public Document {
        if (tokens.length != trained.length)
            throw new IllegalArgumentException("a document of " + tokens.length + " tokens has a mask of " + trained.length);
        if (tokens.length < 2) throw new IllegalArgumentException("a document needs at least two tokens, got " + tokens.length);
    }

    public int length() {
        return tokens.length;
    }

    /// Encodes an example span by span, so that token boundaries fall on span boundaries, and closes it with end of text.
    /// Interpreter spans are encoded as the rollout encodes them: a tag that a program printed is ordinary text.
    public static Document of(SupervisedExample example, Tokenizer tokenizer) {
        var pieces = new ArrayList<int[]>();
        var marks = new ArrayList<Boolean>();
        pieces.add(tokenizer.encode(example.prompt()));
        marks.add(false);
        for (var span : example.spans()) {
            pieces.add(span.sampled() ? tokenizer.encode(span.text()) : interpreter(span.text(), tokenizer));
            marks.add(span.sampled());
        }
        pieces.add(new int[] {tokenizer.endOfText()});
        marks.add(true);
        int length = pieces.stream().mapToInt(p -> p.length).sum();
        var tokens = new int[length];
        var trained = new boolean[length];
        int at = 0;
        for (int i = 0; i < pieces.size(); i++) {
            System.arraycopy(pieces.get(i), 0, tokens, at, pieces.get(i).length);
            Arrays.fill(trained, at, at + pieces.get(i).length, marks.get(i));
            at += pieces.get(i).length;
        }
        return new Document(tokens, trained);
    }

    private static int[] interpreter(String text, Tokenizer tokenizer) {
        var frame = ToolTags.interpreter("\0");
        int head = frame.indexOf('\0'), tail = frame.length() - head - 1;
        if (text.length() < head + tail || !text.startsWith(frame.substring(0, head)) || !text.endsWith(frame.substring(head + 1)))
            throw new IllegalArgumentException("an interpreter span must be the output between its tags, got: " + text);
        return ToolTags.interpreterTokens(tokenizer, text.substring(head, text.length() - tail));
    }
}
