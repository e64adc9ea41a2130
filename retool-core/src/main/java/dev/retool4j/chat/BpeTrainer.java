package dev.retool4j.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Learns a byte-level BPE vocabulary with Qwen2's pre-tokenisation: every digit is a piece of its own, a word takes the space before it.
/// Deterministic: of pairs that occur equally often the one that sorts last is merged first.
///
/// @param vocabularySize most tokens: special tokens, the 256 bytes, then one for each merge
/// @param minCount       a pair is merged only if it occurs at least so often in the texts
/// @param specialTokens  get the ids from 0 on; the first one ends a response
public record BpeTrainer(int vocabularySize, int minCount, List<String> specialTokens) {

    /// The special tokens of the demo's policy.
    public static final List<String> SPECIAL_TOKENS = List.of("<|endoftext|>", "<|user|>", "<|assistant|>", ToolTags.CODE_OPEN,
            ToolTags.CODE_CLOSE, ToolTags.INTERPRETER_OPEN, ToolTags.INTERPRETER_CLOSE, ToolTags.ANSWER_OPEN, ToolTags.ANSWER_CLOSE);

    /// At most 1024 tokens, pairs seen at least 20 times, the demo's special tokens.
    public static final BpeTrainer DEMO = new BpeTrainer(1024, 20, SPECIAL_TOKENS);

    public BpeTrainer {
        specialTokens = List.copyOf(specialTokens);
        if (specialTokens.isEmpty()) throw new IllegalArgumentException("specialTokens must name at least the token that ends a response");
        if (vocabularySize < specialTokens.size() + 256)
            throw new IllegalArgumentException("vocabularySize must be at least " + (specialTokens.size() + 256)
                    + " (special tokens and 256 bytes), got " + vocabularySize);
        if (minCount < 1) throw new IllegalArgumentException("minCount must be at least 1, got " + minCount);
    }

    /// Learns from texts; special tokens' spellings in them separate, and are not learnt from.
    public Bpe train(Iterable<String> texts) {
        var words = words(texts);
        var merges = new ArrayList<Bpe.Merge>();
        while (specialTokens.size() + 256 + merges.size() < vocabularySize) {
            var counts = new HashMap<Bpe.Merge, Long>();
            for (var word : words) {
                for (int i = 0; i + 1 < word.symbols.size(); i++) {
                    counts.merge(new Bpe.Merge(word.symbols.get(i), word.symbols.get(i + 1)), word.count, Long::sum);
                }
            }
            var best = counts.entrySet().stream().max(Map.Entry.<Bpe.Merge, Long>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.comparing(Bpe.Merge::left).thenComparing(Bpe.Merge::right))));
            if (best.isEmpty() || best.get().getValue() < minCount) break;
            var merge = best.get().getKey();
            merges.add(merge);
            words.forEach(word -> word.apply(merge));
        }
        return new Bpe(specialTokens, merges);
    }

    private List<Word> words(Iterable<String> texts) {
        var special = Pattern.compile(specialTokens.stream().map(Pattern::quote).collect(Collectors.joining("|")));
        var pieces = PreTokenization.QWEN2.pattern();
        var counts = new TreeMap<String, Long>();
        for (var text : texts) {
            for (var part : special.split(text)) {
                var matcher = pieces.matcher(part);
                while (matcher.find()) {
                    counts.merge(matcher.group(), 1L, Long::sum);
                }
            }
        }
        var words = new ArrayList<Word>();
        counts.forEach((piece, count) -> words.add(new Word(piece, count)));
        return words;
    }

    /// A piece that occurs `count` times, as the symbols merged so far.
    private static final class Word {
        final List<String> symbols;
        final long count;

        Word(String piece, long count) {
            this.symbols = new ArrayList<>(Arrays.asList(ByteAlphabet.spell(piece).split("")));
            this.count = count;
        }

        void apply(Bpe.Merge merge) {
            for (int i = 0; i + 1 < symbols.size(); i++) {
                if (!symbols.get(i).equals(merge.left()) || !symbols.get(i + 1).equals(merge.right())) continue;
                symbols.set(i, merge.left() + merge.right());
                symbols.remove(i + 1);
            }
        }
    }
}
