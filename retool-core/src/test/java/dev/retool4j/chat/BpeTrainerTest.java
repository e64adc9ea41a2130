package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {
    private final Bpe bpe = DemoTokenizer.bpe();

    @Test
    void frequentWordsBecomeOneTokenWithTheSpaceBeforeThem() {
        assertThat(bpe.vocabulary()).containsKeys("Ġremainder", "Ġdivided", "print", "Ġresult");
    }

    @Test
    void specialTokensComeFirstAndBytesFollow() {
        var ids = bpe.vocabulary();
        assertThat(ids).containsEntry("<|endoftext|>", 0).containsEntry("</answer>", 8).containsEntry("\u0100", 9).containsEntry("Ġ",
                9 + 32);
        assertThat(ids.values()).doesNotHaveDuplicates();
        assertThat(Collections.max(ids.values())).isEqualTo(ids.size() - 1);
    }

    @Test
    void digitsAreNeverMerged() {
        assertThat(bpe.merges()).noneMatch(merge -> (merge.left() + merge.right()).matches(".*[0-9].*"));
    }

    @Test
    void trainingAgainGivesTheSameMergesWhateverTheOrderOfTexts() {
        var reversed = DemoTokenizer.corpus().reversed();
        assertThat(BpeTrainer.DEMO.train(reversed)).isEqualTo(bpe);
    }

    @Test
    void rareAndFurtherPairsAreLeftUnmerged() {
        var small = new BpeTrainer(9 + 256 + 5, 1, BpeTrainer.SPECIAL_TOKENS).train(DemoTokenizer.corpus());
        assertThat(small.merges()).hasSize(5).isEqualTo(bpe.merges().subList(0, 5));
        assertThat(new BpeTrainer(1024, 3, List.of("<end>")).train(List.of("abc abc"))).extracting(Bpe::merges).asInstanceOf(
                org.assertj.core.api.InstanceOfAssertFactories.LIST).isEmpty();
    }

    @Test
    void tiesGoToThePairThatSortsLast() {
        var merges = new BpeTrainer(1024, 1, List.of("<end>")).train(List.of("ab", "cd")).merges();
        assertThat(merges.getFirst()).isEqualTo(new Bpe.Merge("c", "d"));
    }

    @Test
    void aVocabularyTooSmallForTheBytesIsRefused() {
        assertThatThrownBy(() -> new BpeTrainer(100, 1, List.of("<end>"))).hasMessageContaining("at least 257")
                .hasMessageContaining("got 100");
    }
}
