package dev.retool4j.reward;

import java.util.Map;

/// Looks things up by name for configurations; a wrong name is answered with the nearest right one.
final class Named {
    private Named() {}

    static <T> T lookup(String kind, String name, Map<String, T> known) {
        var found = known.get(name);
        if (found != null) return found;
        var nearest = "";
        var best = Integer.MAX_VALUE;
        for (var candidate : known.keySet()) {
            var distance = distance(name, candidate);
            if (distance < best) {
                best = distance;
                nearest = candidate;
            }
        }
        var hint = best <= Math.max(2, nearest.length() / 2) ? "; did you mean '" + nearest + "'?" : "";
        throw new IllegalArgumentException(
                "unknown " + kind + " '" + name + "'" + hint + " (known: " + String.join(", ", known.keySet()) + ")");
    }

    /// Levenshtein distance.
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (var j = 0; j < row.length; j++)
            row[j] = j;
        for (var i = 1; i <= a.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j < row.length; j++) {
                var substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, 1 + Math.min(diagonal, row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
