package dev.retool4j.data.rewrite;

import dev.retool4j.data.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How far rewritten reasoning is from the original, counted in words of the original. Where a code block stands, the original's words may be
/// gone and a few be new: that is a replaced step. Anything else that is gone or new is a change.
///
/// @param changed  words changed outside the replaced steps, as a share
/// @param replaced words that gave way to code, as a share
/// @param examples passages that were changed, the longest first, for a person or the author to read
public record Edits(double changed, double replaced, List<String> examples) {
    /// Stands for a code block and its output among the words.
    static final String CODE = "\u0000code";
    /// Equal words between two differences that are too few to part them.
    private static final int BRIDGE = 3;
    /// Words that may be new beside each code block, to lead to it and to take up its result.
    private static final int LINKING = 25;
    private static final int EXAMPLES = 3;
    private static final int SHOWN = 30;
    private static final Pattern WRAPPING = Pattern.compile("</?think>|<answer>.*?</answer>", Pattern.DOTALL);

    public Edits {
        examples = List.copyOf(examples);
    }

    /// Measures.
    ///
    /// @param original the text reasoning; its answer section is not part of the comparison
    /// @param spans    of the rewritten trace
    static Edits of(String original, List<Span> spans) {
        var left = words(original);
        var right = words(spans);
        var changes = new ArrayList<Alignment.Piece>();
        int changed = 0;
        int replaced = 0;
        for (var piece : merged(Alignment.of(left, right))) {
            if (piece.same()) continue;
            long blocks = right.subList(piece.rightBegin(), piece.rightEnd()).stream().filter(CODE::equals).count();
            int added = (int) (piece.added() - blocks);
            if (blocks > 0) {
                replaced += piece.removed();
                changed += (int) Math.max(0, added - Math.max(piece.removed(), LINKING * blocks));
            } else {
                changed += Math.max(added, piece.removed());
                changes.add(piece);
            }
        }
        changes.sort((one, other) -> Integer.compare(size(other), size(one)));
        double all = Math.max(1, left.size());
        return new Edits(changed / all, replaced / all,
                changes.stream().limit(EXAMPLES).map(piece -> said(piece, left, right)).toList());
    }

    /// What of text reasoning is compared: all but its answer section.
    public static String compared(String original) {
        return WRAPPING.matcher(original).replaceAll(" ");
    }

    /// The words of text reasoning.
    public static List<String> words(String original) {
        return split(compared(original));
    }

    /// The words of a rewritten trace, one sign for each code block.
    public static List<String> words(List<Span> spans) {
        var words = new ArrayList<String>();
        for (var span : spans) {
            switch (span.kind()) {
                case TEXT -> words.addAll(split(span.text()));
                case CODE -> words.add(CODE);
                case INTERPRETER, ANSWER -> {
                    // the one belongs to its block, the other is not compared
                }
            }
        }
        return words;
    }

    static List<String> split(String text) {
        var stripped = text.strip();
        return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+"));
    }

    /// Differences with hardly anything between them are one.
    private static List<Alignment.Piece> merged(List<Alignment.Piece> pieces) {
        var merged = new ArrayList<Alignment.Piece>();
        for (int i = 0; i < pieces.size(); i++) {
            var piece = pieces.get(i);
            boolean inner = i > 0 && i < pieces.size() - 1;
            boolean bridge = piece.same() && piece.removed() <= BRIDGE && inner;
            if (!merged.isEmpty() && !merged.getLast().same() && (bridge || !piece.same())) {
                var last = merged.removeLast();
                merged.add(new Alignment.Piece(last.leftBegin(), piece.leftEnd(), last.rightBegin(), piece.rightEnd(), false));
            } else {
                merged.add(piece);
            }
        }
        return merged;
    }

    private static int size(Alignment.Piece piece) {
        return Math.max(piece.added(), piece.removed());
    }

    private static String said(Alignment.Piece piece, List<String> left, List<String> right) {
        var before = excerpt(left.subList(piece.leftBegin(), piece.leftEnd()));
        var after = excerpt(right.subList(piece.rightBegin(), piece.rightEnd()));
        if (before.isEmpty()) return "added: \"" + after + "\"";
        return after.isEmpty() ? "removed: \"" + before + "\"" : "\"" + before + "\" became \"" + after + "\"";
    }

    private static String excerpt(List<String> words) {
        if (words.size() <= SHOWN) return String.join(" ", words);
        return String.join(" ", words.subList(0, SHOWN)) + " …";
    }
}
