package dev.retool4j.data;

import dev.retool4j.chat.ToolTags;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a written trace into spans and holds it to the format (the first stage of verification, ReTool §2.2): (TEXT CODE INTERPRETER)* TEXT
/// ANSWER, tags balanced and in order, Python source in every code block, an answer in `\boxed{…}`, and nothing after it but white space.
/// White space between a code block and its interpreter output belongs to the output, as the environment writes it.
public final class TraceParser {
    private static final Pattern TAG = Pattern.compile("</?(?:code|interpreter|answer)>");

    private TraceParser() {}

    /// Parses a whole response.
    public static ParsedTrace parse(String response) {
        try {
            return new ParsedTrace.WellFormed(new Reading(response).spans());
        } catch (BrokenRule e) {
            return new ParsedTrace.Malformed(e.reason, e.detail);
        }
    }

    private static final class Reading {
        private final String text;
        private final Matcher tags;
        private final List<Span> spans = new ArrayList<>();
        private int at;

        Reading(String text) {
            this.text = text.stripTrailing();
            this.tags = TAG.matcher(this.text);
        }

        List<Span> spans() {
            while (tags.find()) {
                switch (tags.group()) {
                    case ToolTags.CODE_OPEN -> codeAndOutput();
                    case ToolTags.ANSWER_OPEN -> {
                        answer();
                        return spans;
                    }
                    case ToolTags.INTERPRETER_OPEN -> throw broken(Reject.TAG_ORDER, "an interpreter output without code before it");
                    default -> throw broken(Reject.UNBALANCED_TAGS, tags.group() + " closes nothing");
                }
            }
            throw new BrokenRule(Reject.NO_ANSWER, "no " + ToolTags.ANSWER_OPEN + " section");
        }

        private void codeAndOutput() {
            add(Span.Kind.TEXT, tags.start());
            closing(ToolTags.CODE_CLOSE);
            if (ToolTags.source(text.substring(at, tags.end())).isEmpty())
                throw broken(Reject.MALFORMED_CODE, "a code block without Python source");
            add(Span.Kind.CODE, tags.end());
            if (!tags.find() || !tags.group().equals(ToolTags.INTERPRETER_OPEN) || !text.substring(at, tags.start()).isBlank())
                throw new BrokenRule(Reject.NO_INTERPRETER_OUTPUT,
                        "the code block that ends at character " + at + " has no interpreter output");
            closing(ToolTags.INTERPRETER_CLOSE);
            add(Span.Kind.INTERPRETER, tags.end());
        }

        private void answer() {
            add(Span.Kind.TEXT, tags.start());
            closing(ToolTags.ANSWER_CLOSE);
            add(Span.Kind.ANSWER, tags.end());
            if (at < text.length()) throw broken(Reject.TEXT_AFTER_ANSWER, "something stands after the answer");
            if (Boxed.last(spans.getLast().text()).isEmpty()) throw broken(Reject.ANSWER_NOT_BOXED, "the answer is not in \\boxed{…}");
        }

        private void closing(String tag) {
            var open = tags.group();
            int start = tags.start();
            if (!tags.find()) throw new BrokenRule(Reject.UNBALANCED_TAGS, open + " at character " + start + " is never closed");
            if (tags.group().equals(tag)) return;
            throw broken(tags.group().equals(open) ? Reject.UNBALANCED_TAGS : Reject.TAG_ORDER, "inside " + open + ": " + tags.group());
        }

        private void add(Span.Kind kind, int end) {
            if (at < end) spans.add(new Span(kind, text.substring(at, end)));
            at = end;
        }

        private BrokenRule broken(Reject reason, String what) {
            return new BrokenRule(reason, what + " (character " + tags.start() + ")");
        }
    }

    /// Ends the reading at the first rule that is broken.
    private static final class BrokenRule extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final Reject reason;
        private final String detail;

        BrokenRule(Reject reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
            this.detail = detail;
        }
    }
}
