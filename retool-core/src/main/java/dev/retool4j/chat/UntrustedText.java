package dev.retool4j.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Untrusted text between trusted text. Where it spells no special token the whole is encoded as one, as everybody else does it; where it
/// does, it is encoded apart, so that the spelling stays ordinary text.
final class UntrustedText {
    private UntrustedText() {}

    static ToolProtocol.Insertion between(Tokenizer tokenizer, String before, String text, String after) {
        var whole = before + text + after;
        if (!tokenizer.spellsSpecial(text)) return new ToolProtocol.Insertion(tokenizer.encode(whole), whole);
        var parts = List.of(tokenizer.encode(before), tokenizer.encodePlain(text), tokenizer.encode(after));
        return new ToolProtocol.Insertion(parts.stream().flatMapToInt(Arrays::stream).toArray(), whole);
    }

    /// The tokens of trusted text in which marks stand for untrusted text, each mark once and in order.
    static int[] replacing(Tokenizer tokenizer, String frame, List<String> marks, List<String> texts) {
        var parts = new ArrayList<int[]>();
        int at = 0;
        for (int i = 0; i < marks.size(); i++) {
            int next = frame.indexOf(marks.get(i), at);
            parts.add(tokenizer.encode(frame.substring(at, next)));
            parts.add(tokenizer.encodePlain(texts.get(i)));
            at = next + marks.get(i).length();
        }
        parts.add(tokenizer.encode(frame.substring(at)));
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
