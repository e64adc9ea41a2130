package dev.retool4j.run;

import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.Trajectory;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The text of each response token. Together they are the response, and those of a segment its text: a token that ends within a character
/// has none of it, and the next one carries it. Where a segment's tokens do not spell its text, the first one carries all of it.
public final class TokenTexts {
    private TokenTexts() {}

    /// One text for each response token.
    public static List<String> of(Trajectory trajectory, Vocabulary vocabulary) {
        var texts = new ArrayList<String>(trajectory.length());
        for (var segment : trajectory.segments())
            texts.addAll(of(segment, trajectory.tokens(), vocabulary));
        return texts;
    }

    private static List<String> of(Segment segment, int[] tokens, Vocabulary vocabulary) {
        int count = segment.end() - segment.begin();
        var texts = new ArrayList<String>(count);
        var decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        var bytes = ByteBuffer.allocate(4);
        for (int t = segment.begin(); t < segment.end(); t++) {
            var token = vocabulary.bytes(tokens[t]);
            bytes = ByteBuffer.allocate(bytes.position() + token.length).put(bytes.flip()).put(token).flip();
            var text = CharBuffer.allocate(bytes.remaining() + 1);
            boolean last = t + 1 == segment.end();
            decoder.decode(bytes, text, last);
            if (last) decoder.flush(text);
            texts.add(text.flip().toString());
            bytes.compact(); // of an unfinished character
        }
        if (String.join("", texts).equals(segment.text())) return texts;
        var whole = new ArrayList<>(Collections.nCopies(count, ""));
        if (count > 0) whole.set(0, segment.text());
        return whole;
    }
}
