package dev.retool4j.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tool-call messages, as Hermes and Qwen write them and verl's recipe trains them: a turn runs to end of text, a
/// `<tool_call>{"name": …, "arguments": …}</tool_call>` in it is run, and its result comes as a tool turn of the model's chat template,
/// after which the assistant's next turn begins. Of several calls in a turn the first is run, as in the recipe.
///
/// A turn without a call ends the response; it is the answer if it holds a `\boxed{…}`.
public final class ToolCallMessages implements ToolProtocol {
    /// The function that the policy may call.
    public static final String FUNCTION = "code_interpreter";
    /// Its schema, word for word that of verl's recipe.
    public static final Map<String, Object> SCHEMA = schema();

    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";
    private static final String BOX = "\\boxed{";
    private static final Pattern FENCED = Pattern.compile("```python(.*?)```", Pattern.DOTALL);
    /// Private-use characters that stand for the program and its output while the frame of a tool turn is found.
    private static final String PROGRAM = "\uE001program\uE001", OUTPUT = "\uE002output\uE002";

    private final ChatTemplate template;
    private final ChatRequest request;
    private final Tokenizer tokenizer;
    private final boolean interpreter;
    private final String before;
    private final String after;

    private ToolCallMessages(ChatTemplate template, ChatRequest request, Tokenizer tokenizer, boolean interpreter, String before,
            String after) {
        this.template = template;
        this.request = request;
        this.tokenizer = tokenizer;
        this.interpreter = interpreter;
        this.before = before;
        this.after = after;
    }

    /// Learns from a chat template what stands between the end of the assistant's turn and a tool's output, and after that.
    ///
    /// @param request the conversation's circumstances; its messages are not looked at
    /// @throws IllegalArgumentException if the template writes calls in another form
    static ToolCallMessages of(ChatTemplate template, ChatRequest request, Tokenizer tokenizer, boolean interpreter) {
        if (!interpreter) return new ToolCallMessages(template, request, tokenizer, false, "", "");
        var text = render(template, request, true, ChatRequest.call("", FUNCTION, Map.of("code", PROGRAM)),
                ChatRequest.result(FUNCTION, OUTPUT));
        int program = text.lastIndexOf(PROGRAM);
        int ended = program < 0 ? -1 : endOfTurn(text, program, tokenizer);
        int output = text.lastIndexOf(OUTPUT);
        if (program < 0 || !text.substring(0, program).contains(OPEN) || !text.startsWith(CLOSE, Math.max(0, text.indexOf(CLOSE, program))))
            throw new IllegalArgumentException("the chat template does not write calls as " + OPEN + "{…}" + CLOSE
                    + ", the only form that protocol=tool_calls can read (Qwen, Hermes): use protocol=inline");
        if (ended < 0 || output < ended)
            throw new IllegalArgumentException("the chat template does not end the assistant's turn with " + spellings(tokenizer)
                    + " before a tool's output: check eos_token in tokenizer_config.json and eos_token_id in generation_config.json");
        return new ToolCallMessages(template, request, tokenizer, true, text.substring(ended, output),
                text.substring(output + OUTPUT.length()));
    }

    /// Behind the first token from `from` on that ends a turn, or −1.
    private static int endOfTurn(String text, int from, Tokenizer tokenizer) {
        int first = text.length(), end = -1;
        for (var spelling : spellings(tokenizer)) {
            int at = text.indexOf(spelling, from);
            if (at < 0 || at >= first) continue;
            first = at;
            end = at + spelling.length();
        }
        return end;
    }

    private static List<String> spellings(Tokenizer tokenizer) {
        return tokenizer.endOfTextIds().stream().map(id -> tokenizer.decode(new int[]{id})).filter(spelling -> !spelling.isEmpty())
                .toList();
    }

    /// A conversation that begins with a question.
    @SafeVarargs
    private static String render(ChatTemplate template, ChatRequest request, boolean generationPrompt,
            Map<String, @Nullable Object>... messages) {
        var all = new ArrayList<>(List.of(ChatRequest.message("user", "?")));
        all.addAll(List.of(messages));
        return template.render(new ChatRequest(all, request.tools(), generationPrompt, request.variables(), request.now()));
    }

    /// A turn that calls the interpreter as the chat template has it: what a policy writes after its turn was opened, the token that ends the
    /// turn included.
    ///
    /// @param text   what stands before the call; may be empty
    /// @param source the program
    /// @throws IllegalArgumentException if the template opens a turn in one way and writes it in another
    public String calling(String text, String source) {
        var whole = render(template, request, true, ChatRequest.call(text, FUNCTION, Map.of("code", source)),
                ChatRequest.result(FUNCTION, OUTPUT));
        int end = whole.lastIndexOf(OUTPUT) - before.length();
        if (end < 0 || !whole.startsWith(before, end)) throw written();
        return behindOpening(whole.substring(0, end));
    }

    /// The last turn as the chat template has it, the token that ends it included.
    ///
    /// @throws IllegalArgumentException if the template opens a turn in one way and writes it in another
    public String closing(String text) {
        var whole = render(template, request, false, ChatRequest.message("assistant", text));
        int end = -1;
        for (var spelling : spellings(tokenizer)) {
            int at = whole.lastIndexOf(spelling);
            if (at >= 0) end = Math.max(end, at + spelling.length());
        }
        if (end < 0) throw written();
        return behindOpening(whole.substring(0, end));
    }

    private String behindOpening(String whole) {
        var opening = render(template, request, true);
        if (!whole.startsWith(opening)) throw written();
        return whole.substring(opening.length());
    }

    private static IllegalArgumentException written() {
        return new IllegalArgumentException("the chat template writes an assistant's turn otherwise than it opens one, so that it cannot be"
                + " told what a policy writes: try thinking=model, or give another template with template=");
    }

    @Override
    public List<String> stops() {
        return List.of();
    }

    @Override
    public Reading read(TurnText turn, @Nullable String stop, boolean ended) {
        int open = interpreter ? turn.indexOf(OPEN, 0) : -1;
        int box = turn.lastIndexOf(BOX, turn.length());
        if (open < 0) return ended && box >= 0 ? new Answered(box) : new Unfinished(box, true);
        if (!ended) return new Unfinished(open, false);
        int close = turn.indexOf(CLOSE, open);
        if (close < 0) return malformed(open, "it is not closed by " + CLOSE);
        try {
            return call(open, JsonMapper.shared().readTree(turn.bytes(open + OPEN.length(), close).strip()));
        } catch (JacksonException e) {
            return malformed(open, "it is no valid JSON: " + firstLine(e.getOriginalMessage()));
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static Called call(int open, JsonNode call) {
        if (!call.isObject()) return malformed(open, "it is no JSON object");
        var name = call.path("name").asString("");
        if (!name.equals(FUNCTION)) return malformed(open, "there is no tool '" + name + "', only '" + FUNCTION + "'");
        var arguments = call.path("arguments");
        if (arguments.isString()) arguments = JsonMapper.shared().readTree(arguments.asString());
        var code = arguments.path("code");
        if (!code.isString()) return malformed(open, "the argument 'code' is missing or no text");
        var source = source(code.asString());
        if (source.isBlank()) return malformed(open, "the argument 'code' is empty");
        return new Called(open, open, Optional.of(source), "");
    }

    /// A program in a fence is taken out of it.
    private static String source(String code) {
        var fenced = FENCED.matcher(code);
        return fenced.find() ? fenced.group(1).strip() : code.stripTrailing();
    }

    private static Called malformed(int open, String why) {
        return new Called(open, open, Optional.empty(), "[malformed tool call: " + why + "]");
    }

    @Override
    public Insertion insertion(Tokenizer tokenizer, TurnText turn, String output) {
        return UntrustedText.between(tokenizer, before, output, after);
    }

    private static Map<String, Object> schema() {
        var code = ordered("type", "string", "description", "The code to execute.");
        var parameters = ordered("type", "object", "properties", ordered("code", code), "required", List.of("code"));
        var function = ordered("name", FUNCTION, "description", "A tool for executing code.", "parameters", parameters);
        return ordered("type", "function", "function", function);
    }

    /// A map in the order written, which is the order in which templates print it.
    private static Map<String, Object> ordered(Object... pairs) {
        var map = new java.util.LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2)
            map.put((String) pairs[i], pairs[i + 1]);
        return java.util.Collections.unmodifiableMap(map);
    }
}
