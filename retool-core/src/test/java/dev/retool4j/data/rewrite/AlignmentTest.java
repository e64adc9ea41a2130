package dev.retool4j.data.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlignmentTest {

    private static String shown(String left, String right) {
        var a = Edits.split(left);
        var b = Edits.split(right);
        var text = new StringBuilder();
        for (var piece : Alignment.of(a, b)) {
            if (piece.same()) text.append(" =").append(String.join(" ", a.subList(piece.leftBegin(), piece.leftEnd())));
            else
                text.append(" -").append(String.join(" ", a.subList(piece.leftBegin(), piece.leftEnd()))).append("+")
                        .append(String.join(" ", b.subList(piece.rightBegin(), piece.rightEnd())));
        }
        return text.toString().strip();
    }

    @Test
    void whatBothHaveIsFound() {
        assertThat(shown("a b c d e", "a b x d e")).isEqualTo("=a b -c+x =d e");
        assertThat(shown("a b", "a b")).isEqualTo("=a b");
        assertThat(shown("", "a b")).isEqualTo("-+a b");
        assertThat(shown("a b", "")).isEqualTo("-a b+");
        assertThat(shown("one two three four five", "zero one two three six four five"))
                .isEqualTo("-+zero =one two three -+six =four five");
    }

    @Test
    void itAlwaysCoversBothTextsAndNeverCallsDifferentWordsEqual() {
        for (int seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            var a = words(random, random.nextInt(40), 1 + random.nextInt(12));
            var b = random.nextBoolean() ? words(random, random.nextInt(40), 1 + random.nextInt(12)) : mutated(a, random);
            int atA = 0;
            int atB = 0;
            boolean same = false;
            for (var piece : Alignment.of(a, b)) {
                assertThat(piece.leftBegin()).as("seed " + seed).isEqualTo(atA);
                assertThat(piece.rightBegin()).as("seed " + seed).isEqualTo(atB);
                assertThat(piece.same() && same).as("two equal pieces in a row, seed " + seed).isFalse();
                if (piece.same())
                    assertThat(a.subList(atA, piece.leftEnd())).as("seed " + seed).isEqualTo(b.subList(atB, piece.rightEnd()));
                same = piece.same();
                atA = piece.leftEnd();
                atB = piece.rightEnd();
            }
            assertThat(List.of(atA, atB)).as("seed " + seed).containsExactly(a.size(), b.size());
        }
    }

    @Test
    void longAndMonotonousTextsAreNoTrap() {
        var a = new ArrayList<>(Collections.nCopies(40_000, "1"));
        var b = new ArrayList<>(Collections.nCopies(40_000, "1"));
        b.set(20_000, "2");
        a.add(0, "3");
        assertThat(Alignment.of(a, b)).isNotEmpty();
        var random = new Random(1);
        assertThat(Alignment.of(words(random, 50_000, 3), words(random, 50_000, 3))).isNotEmpty();
    }

    private static List<String> words(Random random, int count, int kinds) {
        var words = new ArrayList<String>();
        for (int i = 0; i < count; i++)
            words.add("w" + random.nextInt(kinds));
        return words;
    }

    private static List<String> mutated(List<String> words, Random random) {
        var copy = new ArrayList<>(words);
        for (int i = 0; i < 3 && !copy.isEmpty(); i++) {
            int at = random.nextInt(copy.size());
            if (random.nextBoolean()) copy.remove(at);
            else
                copy.add(at, "new" + i);
        }
        return copy;
    }
}
