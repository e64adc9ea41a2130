package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.TokenizedExample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LengthBucketsTest {

    @Test
    void everyDocumentComesOnceAndNoBatchExceedsItsBudget() {
        var documents = documents(1300);
        var buckets = new LengthBuckets(documents.iterator(), 500, 1);
        var seen = new HashSet<Integer>();
        while (buckets.hasNext()) {
            var batch = buckets.next();
            int longest = batch.stream().mapToInt(TokenizedExample::length).max().orElseThrow();
            assertThat(batch.size() == 1 || longest * batch.size() <= 500).isTrue();
            for (var document : batch)
                assertThat(seen.add(document.tokens()[0])).isTrue();
        }
        assertThat(seen).hasSize(1300);
    }

    @Test
    void littleIsPadding() {
        var buckets = new LengthBuckets(documents(2048).iterator(), 2000, 1);
        long padded = 0, real = 0;
        while (buckets.hasNext()) {
            var batch = buckets.next();
            padded += (long) batch.size() * batch.stream().mapToInt(TokenizedExample::length).max().orElseThrow();
            real += batch.stream().mapToInt(TokenizedExample::length).sum();
        }
        assertThat((double) real / padded).isGreaterThan(0.9);
    }

    @Test
    void theSameSeedGivesTheSameBatches() {
        assertThat(order(7)).isEqualTo(order(7)).isNotEqualTo(order(8));
    }

    private static List<Integer> order(long seed) {
        var order = new ArrayList<Integer>();
        new LengthBuckets(documents(600).iterator(), 400, seed).forEachRemaining(batch -> batch.forEach(d -> order.add(d.tokens()[0])));
        return order;
    }

    /// Document `i` begins with token `i`; lengths are spread between 10 and 120.
    private static List<TokenizedExample> documents(int count) {
        var random = new SplittableRandom(3);
        return IntStream.range(0, count).mapToObj(i -> {
            var tokens = new int[10 + random.nextInt(110)];
            tokens[0] = i;
            return new TokenizedExample(tokens, new boolean[tokens.length]);
        }).toList();
    }
}
