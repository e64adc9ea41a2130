package dev.retool4j.run;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds what a mistyped word was probably meant to be.
public final class Suggestions {
    private Suggestions() {}

    /// The candidate nearest in edit distance, if any is near enough to be meant: at most two edits, or a third of the word.
    /// Candidates with dots are compared whole and by their last part, so that a key in the wrong place is found too.
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        var typed = plain(word);
        var typedLeaf = leaf(typed);
        record Scored(String candidate, int distance) {}
        return candidates.stream().map(candidate -> {
            var whole = plain(candidate);
            int leafDistance = distance(typedLeaf, leaf(whole)) + (parent(typed).equals(parent(whole)) ? 0 : 1);
            return new Scored(candidate, Math.min(distance(typed, whole), leafDistance));
        }).filter(scored -> scored.distance <= Math.max(2, leaf(typed).length() / 3)) //
                .min(Comparator.comparingInt(Scored::distance).thenComparing(Scored::candidate)).map(Scored::candidate);
    }

    /// Levenshtein distance with transpositions of neighbours counted once.
    static int distance(String a, String b) {
        var table = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++)
            table[i][0] = i;
        for (int j = 0; j <= b.length(); j++)
            table[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int substituted = table[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                table[i][j] = Math.min(substituted, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
            }
        }
        return table[a.length()][b.length()];
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    private static String leaf(String word) {
        return word.substring(word.lastIndexOf('.') + 1);
    }

    private static String parent(String word) {
        return word.substring(0, Math.max(0, word.lastIndexOf('.')));
    }
}
