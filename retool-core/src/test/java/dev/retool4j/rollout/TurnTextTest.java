package dev.retool4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.TurnText;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TurnTextTest {
    private final TinyTokenizer tokenizer = TinyTokenizer.withTags();

    @Test
    void everyByteBelongsToTheTokenThatHoldsIt() {
        long seed = 42;
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var text = "é✓ a<code>x</code>∑";
            var pieces = new ArrayList<Integer>();
            for (int at = 0; at < text.length();) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(5));
                pieces.add(tokenizer.piece(text.substring(at, end)));
                at = end;
            }
            int[] ids = pieces.stream().mapToInt(Integer::intValue).toArray();
            var turn = new TurnText(tokenizer, ids);
            int open = turn.lastIndexOf("<code>", turn.length());
            int token = turn.tokenAt(open);
            assertThat(turn.text(0, token).length()).as("seed %d round %d", seed, round).isLessThanOrEqualTo(4);
            assertThat(turn.text(0, token + 1)).as("seed %d round %d", seed, round).contains("<");
            assertThat(turn.text(0, token) + turn.text(token, ids.length)).isEqualTo(text);
            assertThat(turn.bytes(open, turn.lastIndexOf("</code>", turn.length()))).isEqualTo("<code>x");
        }
    }

    @Test
    void theFirstAndTheLastOccurrenceAreFound() {
        var turn = new TurnText(tokenizer, tokenizer.encodePlain("é<a>x<a>y"));
        assertThat(turn.indexOf("<a>", 0)).isEqualTo(2);
        assertThat(turn.indexOf("<a>", 3)).isEqualTo(6).isEqualTo(turn.lastIndexOf("<a>", turn.length()));
        assertThat(turn.indexOf("<a>", 7)).isEqualTo(-1);
        assertThat(turn.lastIndexOf("<a>", 8)).isEqualTo(2);
    }

    @Test
    void aTagThatIsNotThereIsNotFound() {
        var turn = new TurnText(tokenizer, tokenizer.encode("<cod"));
        assertThat(turn.lastIndexOf("<code>", turn.length())).isEqualTo(-1);
        assertThat(new TurnText(tokenizer, new int[0]).lastIndexOf("<code>", 0)).isEqualTo(-1);
    }
}
