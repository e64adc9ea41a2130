package dev.retool4j.run.report;

import dev.retool4j.data.Span;
import dev.retool4j.data.rewrite.Alignment;
import dev.retool4j.data.rewrite.Edits;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Text reasoning and its rewriting side by side: on the left what was taken out is struck, on the right what is new is underlined, and code
/// and output stand in their own colours.
final class DiffView {
    private static final Pattern WORD = Pattern.compile("\\S+\\s*");
    private static final int SHOWN = 12_000;

    private final boolean[] removed;
    private final boolean[] added;
    private final List<String> original;
    private int at;

    private DiffView(String text, List<Span> spans) {
        original = words(Edits.compared(text));
        var right = Edits.words(spans);
        removed = new boolean[original.size()];
        added = new boolean[right.size()];
        for (var piece : Alignment.of(Edits.words(text), right)) {
            if (piece.same()) continue;
            java.util.Arrays.fill(removed, piece.leftBegin(), piece.leftEnd(), true);
            java.util.Arrays.fill(added, piece.rightBegin(), piece.rightEnd(), true);
        }
    }

    /// @param text  the reasoning; null where there was none
    /// @param spans of the trace
    static Tag render(@Nullable String text, List<Span> spans) {
        var view = new DiffView(text == null ? "" : text, spans);
        var columns = Tag.of("div", "diff");
        if (text != null) columns.add(column("text", view.marked(view.original, view.removed, 0, "del")));
        return columns.add(view.trace(spans, text != null));
    }

    private static Tag column(String label, Tag body) {
        return Tag.of("ol", "segments").add(Tag.of("li", "seg text").add(Tag.of("span", "label").text(label), body));
    }

    private Tag trace(List<Span> spans, boolean marks) {
        var list = Tag.of("ol", "segments");
        for (var span : spans) {
            var body = switch (span.kind()) {
                case TEXT -> {
                    var words = words(span.text());
                    var marked = marks ? marked(words, added, at, "ins") : Tag.of("pre").text(cut(span.text().strip()));
                    at += words.size();
                    yield marked;
                }
                case CODE -> {
                    at++;
                    yield Tag.of("pre").with("dir", "ltr").text(cut(span.text().strip()));
                }
                case INTERPRETER, ANSWER -> Tag.of("pre").with("dir", "ltr").text(cut(span.text().strip()));
            };
            var kind = span.kind().name().toLowerCase(java.util.Locale.ROOT);
            if (!span.text().isBlank()) list.add(Tag.of("li", "seg " + kind).add(Tag.of("span", "label").text(kind), body));
        }
        return list;
    }

    /// Words, runs of marked ones in an element of their own.
    private Tag marked(List<String> words, boolean[] marks, int from, String mark) {
        var text = Tag.of("pre").with("dir", "ltr");
        int shown = 0;
        for (int i = 0; i < words.size();) {
            int end = i;
            var run = new StringBuilder();
            while (end < words.size() && marks[from + end] == marks[from + i])
                run.append(words.get(end++));
            if (marks[from + i]) text.add(Tag.of(mark).text(run.toString()));
            else
                text.text(run.toString());
            shown += run.length();
            if (shown > SHOWN) return text.text("[…]");
            i = end;
        }
        return text;
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        var matcher = WORD.matcher(text);
        while (matcher.find())
            words.add(matcher.group());
        return words;
    }

    private static String cut(String text) {
        return SampleView.cut(text, SHOWN);
    }
}
