package dev.retool4j.data;

import dev.retool4j.chat.ToolTags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/// Supervised examples in two forms; written as JSON lines, read from these, a JSON array or parquet.
///
/// - Our own: `{"problem":{id,question,answer,tags},"prompt":"…","spans":[{"kind":"text","text":"…"},…]}`. Nothing is lost.
/// - Hugging Face's chat form, as ReTool-SFT has it: `{"messages":[{"role":"user","content":…},{"role":"assistant","content":…}],…}`, the
///   assistant's message holding the tags. It is cut into spans by [TraceParser] when read; `id` and `answer` stand beside `messages` where
///   they are known.
public final class SupervisedExamples {
    private SupervisedExamples() {}

    /// The examples of one file.
    ///
    /// @param examples in the file's order
    /// @param skipped  one message for each row that could not be used and was left out
    public record Content(List<SupervisedExample> examples, List<String> skipped) {
        public Content {
            examples = List.copyOf(examples);
            skipped = List.copyOf(skipped);
        }
    }

    /// Writes our own form.
    public static void write(List<SupervisedExample> examples, Path file) throws IOException {
        JsonLines.write(file, examples.stream().map(SupervisedExamples::row));
    }

    /// Writes the chat form: the question is the user's message, the response the assistant's.
    public static void writeMessages(List<SupervisedExample> examples, Path file) throws IOException {
        JsonLines.write(file, examples.stream().map(SupervisedExamples::messages));
    }

    /// One line of our own form.
    public static Map<String, Object> row(SupervisedExample example) {
        var row = new LinkedHashMap<String, Object>();
        row.put("problem", ProblemWriter.row(example.problem()));
        row.put("prompt", example.prompt());
        row.put("spans", example.spans().stream().map(SupervisedExamples::span).toList());
        return row;
    }

    /// In this order in every process, which `Map.of` does not promise.
    private static Map<String, String> span(Span span) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("kind", span.kind().name().toLowerCase(Locale.ROOT));
        fields.put("text", span.text());
        return fields;
    }

    private static Map<String, Object> messages(SupervisedExample example) {
        var row = new LinkedHashMap<String, Object>();
        row.put("id", example.problem().id());
        row.put("answer", example.problem().answer());
        row.put("messages", List.of(message("user", example.problem().question()), message("assistant", example.response())));
        return row;
    }

    private static Map<String, String> message(String role, String content) {
        var message = new LinkedHashMap<String, String>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    /// Reads either form. In the chat form the prompt of an example is its user message as it stands.
    ///
    /// @throws DatasetException if a row cannot be used; it says which and why
    public static List<SupervisedExample> read(Path file) throws IOException {
        return read(file, false).examples();
    }

    /// @param skip whether a row that cannot be used is left out and counted, instead of ending the reading
    public static Content read(Path file, boolean skip) throws IOException {
        var examples = new ArrayList<SupervisedExample>();
        var skipped = new ArrayList<String>();
        DataRows.read(file, new DataRows.Sink() {
            @Override
            public boolean row(int line, JsonNode row) {
                try {
                    return examples.add(example(file, line, row));
                } catch (DatasetException e) {
                    return refuse(e);
                }
            }

            @Override
            public boolean unreadable(int line, String message) {
                return refuse(new DatasetException(file, line, message));
            }

            private boolean refuse(DatasetException refusal) {
                if (!skip) throw refusal;
                return skipped.add(String.valueOf(refusal.getMessage()));
            }
        });
        return new Content(examples, skipped);
    }

    /// The problem that an example answers, its question without the words of a prompt that is known (see `docs/data.md`).
    public static Problem problem(SupervisedExample example) {
        var problem = example.problem();
        return new Problem(problem.id(), QuestionText.unwrap(problem.question()), problem.answer(), problem.tags());
    }

    /// Whether a file's first row is a supervised example of either form, and not a problem or something else.
    public static boolean isIn(Path file) throws IOException {
        var found = new AtomicBoolean();
        DataRows.read(file, new DataRows.Sink() {
            @Override
            public boolean row(int line, JsonNode row) {
                found.set(row.path("spans").isArray()
                        || row.path("messages").valueStream().anyMatch(message -> role(message).equals("assistant")
                                && message.path("content").asString("").contains(ToolTags.ANSWER_OPEN)));
                return false;
            }

            @Override
            public boolean unreadable(int line, String message) {
                return false;
            }
        });
        return found.get();
    }

    private static SupervisedExample example(Path file, int line, JsonNode row) {
        if (row.has("messages")) return fromMessages(file, line, row);
        if (!row.path("problem").isObject() || !row.path("prompt").isString() || !row.path("spans").isArray())
            throw new DatasetException(file, line,
                    "expected the fields problem, prompt and spans, or messages, got the fields " + row.propertyNames());
        var spans = new ArrayList<Span>();
        for (var span : row.path("spans")) {
            spans.add(new Span(kind(file, line, span.path("kind").asString("")), span.path("text").asString("")));
        }
        return new SupervisedExample(problem(row.path("problem")), row.path("prompt").asString(), spans);
    }

    private static Span.Kind kind(Path file, int line, String name) {
        for (var kind : Span.Kind.values()) {
            if (kind.name().equalsIgnoreCase(name)) return kind;
        }
        throw new DatasetException(file, line, "unknown kind of span " + name + ", expected text, code, interpreter or answer");
    }

    private static Problem problem(JsonNode node) {
        var tags = new HashMap<String, String>();
        node.path("tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString("")));
        return new Problem(node.path("id").asString(""), node.path("question").asString(""), node.path("answer").asString(""), tags);
    }

    private static SupervisedExample fromMessages(Path file, int line, JsonNode row) {
        var messages = row.path("messages");
        if (messages.size() != 2 || !role(messages.get(0)).equals("user") || !role(messages.get(1)).equals("assistant"))
            throw new DatasetException(file, line, "expected one user and one assistant message, got "
                    + messages.valueStream().map(SupervisedExamples::role).toList());
        var question = messages.get(0).path("content").asString("");
        return switch (TraceParser.parse(messages.get(1).path("content").asString(""))) {
            case ParsedTrace.WellFormed trace -> {
                var answer = row.path("answer").asString(Boxed.last(trace.spans().getLast().text()).orElseThrow());
                var id = row.path("id").asString(file.getFileName() + "-" + line);
                yield new SupervisedExample(new Problem(id, question, answer), question, trace.spans());
            }
            case ParsedTrace.Malformed no -> throw new DatasetException(file, line,
                    "the assistant's message breaks the rule " + no.reason().label() + ": " + no.detail());
        };
    }

    private static String role(JsonNode message) {
        return message.path("role").asString("");
    }
}
