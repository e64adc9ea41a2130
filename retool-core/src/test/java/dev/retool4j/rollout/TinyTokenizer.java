package dev.retool4j.rollout;

import dev.retool4j.chat.ChatTemplate;
import dev.retool4j.chat.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Bytes are ids 0–255, then the special tokens, then pieces of a test's choice, which encoding never yields: only a script draws them.
public final class TinyTokenizer implements Tokenizer {
    public static final String END = "<|end|>";
    public static final List<String> TAGS = List.of(END, "<|user|>", "<|assistant|>", "<code>", "</code>", "<interpreter>",
            "</interpreter>",
            "<answer>", "</answer>");

    private final List<String> specials;
    private final @Nullable ChatTemplate template;
    private final List<String> pieces = new ArrayList<>();

    TinyTokenizer(List<String> specials) {
        this(specials, null);
    }

    public TinyTokenizer(List<String> specials, @Nullable ChatTemplate template) {
        this.specials = specials;
        this.template = template;
    }

    @Override
    public Optional<ChatTemplate> chatTemplate() {
        return Optional.ofNullable(template);
    }

    public static TinyTokenizer withTags() {
        return new TinyTokenizer(TAGS);
    }

    /// The id of a piece: of the special token or byte that it is, else a new one.
    public synchronized int piece(String text) {
        if (specials.contains(text)) return 256 + specials.indexOf(text);
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length == 1) return utf8[0] & 0xff;
        if (!pieces.contains(text)) pieces.add(text);
        return 256 + specials.size() + pieces.indexOf(text);
    }

    @Override
    public int[] encode(String text) {
        var ids = new ArrayList<Integer>();
        for (int at = 0; at < text.length();) {
            int from = at;
            var special = specials.stream().filter(s -> text.startsWith(s, from)).findFirst();
            if (special.isPresent()) {
                ids.add(256 + specials.indexOf(special.get()));
                at += special.get().length();
            } else {
                int next = text.offsetByCodePoints(at, 1);
                for (int id : encodePlain(text.substring(at, next)))
                    ids.add(id);
                at = next;
            }
        }
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int[] encodePlain(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        var ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++)
            ids[i] = utf8[i] & 0xff;
        return ids;
    }

    @Override
    public String decode(int[] ids) {
        var out = new ByteArrayOutputStream();
        for (int id : ids)
            out.writeBytes(bytes(id));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized byte[] bytes(int id) {
        if (id < 256) return new byte[]{(byte) id};
        var text = id < 256 + specials.size() ? specials.get(id - 256) : pieces.get(id - 256 - specials.size());
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized int vocabularySize() {
        return 256 + specials.size() + pieces.size();
    }

    @Override
    public int endOfText() {
        return specialToken(END).orElseThrow();
    }

    @Override
    public OptionalInt specialToken(String spelling) {
        int at = specials.indexOf(spelling);
        return at < 0 ? OptionalInt.empty() : OptionalInt.of(256 + at);
    }
}
