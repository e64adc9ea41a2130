package dev.retool4j.chat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A byte-level BPE tokenizer in Hugging Face's form (Qwen, Llama 3, and what [BpeTrainer] learns), run by the `tokenizers` library.
/// Nothing is truncated, padded or added.
///
/// Texts are cut where that cannot change their tokens and the ids of each part are remembered, since a call of the native library costs
/// tens of microseconds. Every token of `added_tokens`, special or not, counts as special here. It holds native memory until closed.
public final class HuggingFaceTokenizer implements Tokenizer, AutoCloseable {
    /// The files of a model folder that a tokenizer is read from, its chat template and the tokens that end a response among them; a copy of
    /// the model needs those that exist.
    public static final List<String> FILES = List.of("tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt",
            "added_tokens.json", "special_tokens_map.json", "chat_template.jinja", "generation_config.json");

    private static final int REMEMBERED = 200_000;

    private final Path folder;
    private final ai.djl.huggingface.tokenizers.HuggingFaceTokenizer library;
    private final PreTokenization cuts;
    private final SpecialTokens specials;
    private final byte[][] bytes; // by id; null where there is no token
    private final int[] byteIds; // by byte value; -1 where the vocabulary has no such token
    private final EndOfText endOfText;
    private final Map<String, int[]> remembered = new ConcurrentHashMap<>();

    private HuggingFaceTokenizer(Path folder) throws IOException {
        this.folder = folder;
        var json = read(folder, "tokenizer.json");
        boolean whole = json != null;
        if (json == null && VocabularyFiles.in(folder)) json = VocabularyFiles.tokenizerJson(folder, read(folder, "tokenizer_config.json"));
        if (json == null)
            throw new IllegalArgumentException("no tokenizer.json (nor vocab.json and merges.txt) in " + folder.toAbsolutePath()
                    + ": give a folder in Hugging Face's form");
        checkByteLevel(folder, json);
        specials = new SpecialTokens(json.path("added_tokens"));
        cuts = PreTokenization.of(json);
        bytes = byteTable(json);
        byteIds = byteIds(json.path("model").path("vocab"));
        endOfText = EndOfText.of(folder, specials);
        NativeTokenizers.prepare();
        library = whole
                ? ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.builder().optTokenizerPath(folder.resolve("tokenizer.json"))
                        .optAddSpecialTokens(false).optTruncation(false).optPadding(false).build()
                : ai.djl.huggingface.tokenizers.HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(JsonMapper.shared().writeValueAsBytes(json)),
                        Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    }

    /// Loads `tokenizer.json` from a model folder, or `vocab.json` and `merges.txt` where it has none; `tokenizer_config.json` and
    /// `generation_config.json`, where present, say which tokens end a response.
    ///
    /// @throws IllegalArgumentException if the folder has no tokenizer, or one that is not byte-level BPE
    public static HuggingFaceTokenizer load(Path folder) throws IOException {
        return new HuggingFaceTokenizer(folder);
    }

    /// A JSON file of a model folder; null where it has no such file.
    static @Nullable JsonNode read(Path folder, String name) throws IOException {
        var file = folder.resolve(name);
        if (!Files.exists(file)) return null;
        try {
            return JsonMapper.builder().build().readTree(Files.readString(file));
        } catch (tools.jackson.core.JacksonException e) {
            throw new IllegalArgumentException(file.toAbsolutePath() + " is no valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void checkByteLevel(Path folder, JsonNode json) {
        boolean byteLevel = json.path("pre_tokenizer").findValues("type").stream().anyMatch(type -> type.asString().equals("ByteLevel"));
        var model = json.path("model").path("type").asString("?");
        if (!byteLevel || !model.equals("BPE"))
            throw new IllegalArgumentException("the tokenizer in " + folder.toAbsolutePath() + " is of type " + model
                    + (byteLevel ? "" : " without a ByteLevel pre-tokenizer") + "; expected byte-level BPE (Qwen, Llama 3)");
    }

    private byte[][] byteTable(JsonNode json) {
        var vocabulary = json.path("model").path("vocab");
        int largest = specials.largestId();
        for (var id : vocabulary) {
            largest = Math.max(largest, id.asInt());
        }
        var table = new byte[largest + 1][];
        for (var entry : vocabulary.properties()) {
            table[entry.getValue().asInt()] = ByteAlphabet.bytes(entry.getKey());
        }
        specials.ids().forEach((spelling, id) -> table[id] = spelling.getBytes(StandardCharsets.UTF_8));
        return table;
    }

    private static int[] byteIds(JsonNode vocabulary) {
        var ids = new int[256];
        for (int b = 0; b < 256; b++) {
            ids[b] = vocabulary.path(String.valueOf(ByteAlphabet.character(b))).asInt(-1);
        }
        return ids;
    }

    @Override
    public int[] encode(String text) {
        if (text.isEmpty()) return new int[0];
        var ids = new Ids(text.length() / 2 + 8);
        for (var part : cuts.cut(text)) {
            ids.addAll(encodePart(part));
        }
        return ids.toArray();
    }

    private int[] encodePart(String part) {
        var known = remembered.get(part);
        if (known != null) return known;
        var ids = Arrays.stream(library.encode(part, false, false).getIds()).mapToInt(Math::toIntExact).toArray();
        if (part.length() <= 64 && remembered.size() < REMEMBERED) remembered.put(part, ids);
        return ids;
    }

    @Override
    public int[] encodePlain(String text) {
        var ids = new Ids(text.length() / 2 + 8);
        for (var piece : specials.breakSpellings(text)) {
            var encoded = encode(piece);
            // Unicode normalisation can, in theory, make a spelling where none stood: then bytes are as plain as it gets
            ids.addAll(Arrays.stream(encoded).anyMatch(specials::isSpecial) ? encodeBytes(piece) : encoded);
        }
        return ids.toArray();
    }

    private int[] encodeBytes(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        var ids = new int[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            ids[i] = byteIds[utf8[i] & 0xFF];
            if (ids[i] < 0) throw new IllegalStateException("the tokenizer has no token for byte " + (utf8[i] & 0xFF));
        }
        return ids;
    }

    @Override
    public String decode(int[] ids) {
        var out = new ByteArrayOutputStream(4 * ids.length);
        for (int id : ids) {
            out.writeBytes(bytes(id));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /// {@inheritDoc} Ids that the vocabulary leaves free (a model's padded rows) stand for no bytes.
    @Override
    public byte[] bytes(int id) {
        if (id < 0) throw new IllegalArgumentException("a token id cannot be negative, got " + id);
        var found = id < bytes.length ? bytes[id] : null;
        return found == null ? new byte[0] : found;
    }

    @Override
    public int vocabularySize() {
        return bytes.length;
    }

    @Override
    public int endOfText() {
        return endOfText.first();
    }

    @Override
    public Set<Integer> endOfTextIds() {
        return endOfText.all();
    }

    @Override
    public OptionalInt specialToken(String spelling) {
        return specials.id(spelling);
    }

    /// {@inheritDoc} Of the vocabulary's files and the ids that end a response, as they stand in the folder now.
    @Override
    public String hash() {
        try {
            var text = new StringBuilder();
            for (var name : Files.exists(folder.resolve("tokenizer.json"))
                    ? List.of("tokenizer.json")
                    : List.of("vocab.json", "merges.txt"))
                text.append(Files.readString(folder.resolve(name)));
            return ChatTemplate.hash(text.append(endOfText.all()).toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the tokenizer of " + folder.toAbsolutePath(), e);
        }
    }

    /// {@inheritDoc} It is read from the folder anew, so that a broken one does no harm to who needs none.
    @Override
    public Optional<ChatTemplate> chatTemplate() {
        try {
            return ChatTemplate.load(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the chat template of " + folder.toAbsolutePath(), e);
        }
    }

    @Override
    public Optional<Map<String, String>> chatTemplateTokens() {
        try {
            return Optional.of(ChatTemplate.tokens(folder));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the special tokens of " + folder.toAbsolutePath(), e);
        }
    }

    @Override
    public void close() {
        library.close();
    }

    /// Ids while they are collected.
    private static final class Ids {
        private int[] ids;
        private int length;

        Ids(int capacity) {
            ids = new int[capacity];
        }

        void addAll(int[] more) {
            if (length + more.length > ids.length) ids = Arrays.copyOf(ids, Math.max(2 * ids.length, length + more.length));
            System.arraycopy(more, 0, ids, length, more.length);
            length += more.length;
        }

        int[] toArray() {
            return Arrays.copyOf(ids, length);
        }
    }
}
