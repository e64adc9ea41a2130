package dev.retool4j.data.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How two texts line up, word by word: stretches that both have, and what stands between them.
///
/// Runs of words that each text holds exactly once are anchors; the longest sequence of anchors in the same order is kept and grown to both
/// sides, and the gaps are aligned again by themselves (a patience diff). The time is about linear, whatever the texts.
public final class Alignment {
    /// Words in an anchor; where there is none of that length, single words are tried.
    private static final int[] LENGTHS = {4, 2, 1};
    private static final int DEEPEST = 24;

    private final List<String> left;
    private final List<String> right;
    private final List<Piece> kept = new ArrayList<>();

    /// Words `[leftBegin, leftEnd)` of one text against `[rightBegin, rightEnd)` of the other.
    ///
    /// @param same whether they are equal; otherwise the left ones were taken out and the right ones put in, and either may be none
    public record Piece(int leftBegin, int leftEnd, int rightBegin, int rightEnd, boolean same) {
        int removed() {
            return leftEnd - leftBegin;
        }

        int added() {
            return rightEnd - rightBegin;
        }
    }

    private Alignment(List<String> left, List<String> right) {
        this.left = left;
        this.right = right;
    }

    /// The pieces of both texts, in order and without a gap; equal and unequal ones take turns.
    public static List<Piece> of(List<String> left, List<String> right) {
        var alignment = new Alignment(left, right);
        alignment.align(0, left.size(), 0, right.size(), 0);
        return alignment.pieces();
    }

    private void align(int a, int aEnd, int b, int bEnd, int depth) {
        int head = 0;
        while (a + head < aEnd && b + head < bEnd && left.get(a + head).equals(right.get(b + head)))
            head++;
        keep(a, b, head);
        int tail = 0;
        while (aEnd - tail > a + head && bEnd - tail > b + head && left.get(aEnd - tail - 1).equals(right.get(bEnd - tail - 1)))
            tail++;
        between(a + head, aEnd - tail, b + head, bEnd - tail, depth);
        keep(aEnd - tail, bEnd - tail, tail);
    }

    private void between(int a, int aEnd, int b, int bEnd, int depth) {
        if (a == aEnd || b == bEnd || depth == DEEPEST) return;
        var anchors = List.<int[]>of();
        for (int length : LENGTHS) {
            anchors = ascending(unique(a, aEnd, b, bEnd, length));
            if (!anchors.isEmpty()) break;
        }
        if (anchors.isEmpty()) return;
        int atA = a;
        int atB = b;
        for (var anchor : anchors) {
            if (anchor[0] < atA || anchor[1] < atB) continue; // the anchor before it has grown over it
            align(atA, anchor[0], atB, anchor[1], depth + 1);
            int length = 0;
            while (anchor[0] + length < aEnd && anchor[1] + length < bEnd
                    && left.get(anchor[0] + length).equals(right.get(anchor[1] + length)))
                length++;
            keep(anchor[0], anchor[1], length);
            atA = anchor[0] + length;
            atB = anchor[1] + length;
        }
        align(atA, aEnd, atB, bEnd, depth + 1);
    }

    /// Where runs stand that both ranges hold exactly once: pairs of indices, ascending in the left one.
    private List<int[]> unique(int a, int aEnd, int b, int bEnd, int length) {
        var inLeft = once(left, a, aEnd, length);
        var inRight = once(right, b, bEnd, length);
        var pairs = new ArrayList<int[]>();
        for (int i = a; i + length <= aEnd; i++) {
            var run = run(left, i, length);
            int there = inRight.getOrDefault(run, -1);
            if (there >= 0 && inLeft.getOrDefault(run, -1) == i) pairs.add(new int[]{i, there});
        }
        return pairs;
    }

    private static Map<String, Integer> once(List<String> words, int begin, int end, int length) {
        var places = new HashMap<String, Integer>();
        for (int i = begin; i + length <= end; i++)
            places.merge(run(words, i, length), i, (first, second) -> -1);
        return places;
    }

    private static String run(List<String> words, int begin, int length) {
        return length == 1 ? words.get(begin) : String.join(" ", words.subList(begin, begin + length));
    }

    /// The longest part of the pairs that ascends in the right index too.
    private static List<int[]> ascending(List<int[]> pairs) {
        var piles = new ArrayList<Integer>(); // index of the last pair of each pile
        var before = new int[pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            int low = 0;
            int high = piles.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (pairs.get(piles.get(middle))[1] < pairs.get(i)[1]) low = middle + 1;
                else
                    high = middle;
            }
            before[i] = low == 0 ? -1 : piles.get(low - 1);
            if (low == piles.size()) piles.add(i);
            else
                piles.set(low, i);
        }
        var longest = new ArrayList<int[]>();
        for (int i = piles.isEmpty() ? -1 : piles.getLast(); i >= 0; i = before[i])
            longest.addFirst(pairs.get(i));
        return longest;
    }

    private void keep(int a, int b, int length) {
        if (length > 0) kept.add(new Piece(a, a + length, b, b + length, true));
    }

    private List<Piece> pieces() {
        var pieces = new ArrayList<Piece>();
        int a = 0;
        int b = 0;
        for (var same : kept) {
            if (a < same.leftBegin() || b < same.rightBegin()) pieces.add(new Piece(a, same.leftBegin(), b, same.rightBegin(), false));
            var last = pieces.isEmpty() ? null : pieces.getLast();
            if (last != null && last.same()) {
                pieces.removeLast();
                pieces.add(new Piece(last.leftBegin(), same.leftEnd(), last.rightBegin(), same.rightEnd(), true));
            } else {
                pieces.add(same);
            }
            a = same.leftEnd();
            b = same.rightEnd();
        }
        if (a < left.size() || b < right.size()) pieces.add(new Piece(a, left.size(), b, right.size(), false));
        return pieces;
    }
}
