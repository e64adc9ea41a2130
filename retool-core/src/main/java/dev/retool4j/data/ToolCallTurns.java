package dev.retool4j.data;

import dev.retool4j.chat.ToolCallMessages;
import dev.retool4j.chat.ToolTags;
import dev.retool4j.chat.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The response of a supervised example, which is written with inline tags, as tool-call messages: a code block becomes a call, its output a
/// tool's answer, and the tags around the final answer are dropped. White space around a turn's text goes with the tags.
final class ToolCallTurns {
    private final SupervisedExample example;
    private final ToolCallMessages messages;
    private final Tokenizer tokenizer;

    /// One turn of the policy.
    ///
    /// @param written what the policy writes, the token that ends the turn included
    /// @param output  what its program gave; null for the last turn
    record Turn(String written, @Nullable String output) {}

    ToolCallTurns(SupervisedExample example, ToolCallMessages messages, Tokenizer tokenizer) {
        this.example = example;
        this.messages = messages;
        this.tokenizer = tokenizer;
    }

    /// @throws UnusableExampleException if the example calls without a program or an output, or spells a special token
    List<Turn> turns() {
        var turns = new ArrayList<Turn>();
        var text = new StringBuilder();
        var spans = example.spans();
        for (int i = 0; i < spans.size(); i++) {
            var span = spans.get(i);
            switch (span.kind()) {
                case TEXT -> text.append(span.text());
                case ANSWER -> text.append(inner(span.text(), ToolTags.ANSWER_OPEN, ToolTags.ANSWER_CLOSE).strip());
                case CODE -> {
                    var output = i + 1 < spans.size() ? spans.get(++i) : span;
                    turns.add(new Turn(messages.calling(plain(text.toString().strip()), plain(source(span))), output(output)));
                    text.setLength(0);
                }
                case INTERPRETER -> throw unusable("an interpreter output follows no code");
            }
        }
        turns.add(new Turn(messages.closing(plain(text.toString().strip())), null));
        return turns;
    }

    private String source(Span code) {
        return ToolTags.source(code.text()).orElseThrow(() -> unusable("a code block holds no Python source"));
    }

    private String output(Span span) {
        if (span.kind() != Span.Kind.INTERPRETER) throw unusable("a code block has no interpreter output");
        return ToolTags.output(span.text()).orElse(span.text());
    }

    private static String inner(String text, String open, String close) {
        int from = text.indexOf(open), to = text.lastIndexOf(close);
        return from < 0 || to < from ? text : text.substring(from + open.length(), to);
    }

    /// What the policy writes is encoded as trusted text, since calls hold special tokens; so its own part must not spell one.
    private String plain(String text) {
        if (tokenizer.spellsSpecial(text)) throw unusable("its text or code spells a special token of this model");
        return text;
    }

    private UnusableExampleException unusable(String why) {
        return new UnusableExampleException(
                "the example of problem " + example.problem().id() + " cannot be written as tool calls: " + why);
    }
}
