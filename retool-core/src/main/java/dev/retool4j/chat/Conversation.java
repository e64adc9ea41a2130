package dev.retool4j.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a policy is asked: the prompt template filled with the question, in the model's chat template where it has one, and the protocol that
/// the policy calls its interpreter by. One for all problems of a run.
public final class Conversation {
    /// Stands for untrusted text while its place in the rendered text is found.
    private static final String MARK = "\uE003%d\uE003";

    private final Prompt prompt;
    private final Tokenizer tokenizer;
    private final Optional<ChatTemplate> template;
    private final ChatOptions options;
    private final boolean tools;
    private final ToolProtocol protocol;

    /// @param interpreter whether the policy has one; without, it is told of no tool and calls none
    /// @throws IllegalArgumentException if options, tokenizer and template do not go together
    public Conversation(Prompt prompt, ChatOptions options, Tokenizer tokenizer, boolean interpreter) {
        this.prompt = prompt;
        this.options = options;
        this.tokenizer = tokenizer;
        this.template = template(options.template(), tokenizer);
        this.tools = interpreter && options.protocol() == ToolProtocol.Kind.TOOL_CALLS;
        if (template.isEmpty() && !options.system().isEmpty())
            throw new IllegalArgumentException(
                    "a system message needs a chat template, and this model has none: give a file with template=");
        this.protocol = switch (options.protocol()) {
            case INLINE -> new InlineTags(interpreter);
            case RETOOL -> new RetoolEvaluationTags(interpreter);
            case TOOL_CALLS -> ToolCallMessages.of(
                    template.orElseThrow(() -> new IllegalArgumentException(
                            "protocol=tool_calls needs a chat template, and this model has none: give a file with template=")),
                    request(List.of()), tokenizer, interpreter);
        };
    }

    private static Optional<ChatTemplate> template(String name, Tokenizer tokenizer) {
        if (name.equals(ChatOptions.NONE)) return Optional.empty();
        if (name.equals(ChatOptions.AUTO)) return tokenizer.chatTemplate();
        try {
            var tokens = Map.of("eos_token", tokenizer.decode(new int[]{tokenizer.endOfText()}));
            return Optional.of(new ChatTemplate(Files.readString(Path.of(name)), tokenizer.chatTemplateTokens().orElse(tokens)));
        } catch (IOException e) {
            throw new IllegalArgumentException("no chat template " + name + ": expected auto, none or a readable Jinja file", e);
        }
    }

    private ChatRequest request(List<Map<String, @Nullable Object>> messages) {
        return new ChatRequest(messages, tools ? List.of(ToolCallMessages.SCHEMA) : List.of(), true, options.variables(),
                LocalDate.parse(options.date()).atStartOfDay());
    }

    /// The protocol that turns are read by.
    public ToolProtocol protocol() {
        return protocol;
    }

    /// What is done about a malformed call.
    public ToolProtocol.Malformed malformed() {
        return options.malformed();
    }

    /// The prompt of a question as text, special tokens spelled out.
    public String text(String question) {
        return text(List.of(ChatMessage.user(question)));
    }

    /// The prompt of a conversation as text: every question in the prompt template, a system message of the conversation's own in place of the
    /// options'. Without a chat template, earlier responses stand behind their prompts, each with the token that ends it.
    ///
    /// @throws IllegalArgumentException if it has a system message and there is no chat template
    public String text(List<ChatMessage> conversation) {
        if (template.isEmpty()) return conversation.stream().map(this::bare).collect(Collectors.joining());
        var messages = new ArrayList<Map<String, @Nullable Object>>();
        boolean own = conversation.stream().anyMatch(m -> m.role() == ChatMessage.Role.SYSTEM);
        if (!own && !options.system().isEmpty()) messages.add(ChatRequest.message("system", options.system()));
        for (var message : conversation) {
            messages.add(switch (message.role()) {
                case SYSTEM -> ChatRequest.message("system", message.content());
                case USER -> ChatRequest.message("user", prompt.render(message.content()));
                case ASSISTANT -> ChatRequest.message("assistant", message.content());
            });
        }
        return template.get().render(request(messages));
    }

    private String bare(ChatMessage message) {
        return switch (message.role()) {
            case SYSTEM -> throw new IllegalArgumentException("a system message needs a chat template, and this model has none");
            case USER -> prompt.render(message.content());
            case ASSISTANT -> message.content() + tokenizer.decode(new int[]{tokenizer.endOfText()});
        };
    }

    /// The tokens of [#text]; the question is untrusted, so that a special token spelled in it is ordinary text.
    ///
    /// @throws IllegalArgumentException if a question spells one and its place in the text cannot be told
    public int[] encode(String question) {
        return encode(List.of(ChatMessage.user(question)));
    }

    /// The same for a conversation.
    ///
    /// @throws IllegalArgumentException as [#encode(String)] and [#text(List)]
    public int[] encode(List<ChatMessage> conversation) {
        var text = text(conversation);
        var marks = new ArrayList<String>();
        var hostile = new ArrayList<String>();
        var marked = new ArrayList<ChatMessage>();
        for (var message : conversation) {
            var stretches = message.hostile(tokenizer);
            var own = new ArrayList<String>();
            for (int i = 0; i < stretches.size(); i++)
                own.add(MARK.formatted(marks.size() + i));
            marked.add(message.replacing(stretches, own));
            marks.addAll(own);
            hostile.addAll(stretches);
        }
        if (hostile.isEmpty()) return tokenizer.encode(text);
        var frame = text(marked);
        if (!text.equals(filled(frame, marks, hostile)))
            throw new IllegalArgumentException(
                    "the question spells a special token of this model, and the chat template changes the question,"
                            + " so that it cannot be told which tokens are whose: leave the problem out: " + hostile.getFirst());
        return UntrustedText.replacing(tokenizer, frame, marks, hostile);
    }

    private static String filled(String frame, List<String> marks, List<String> texts) {
        var text = new StringBuilder();
        int at = 0;
        for (int i = 0; i < marks.size(); i++) {
            int next = frame.indexOf(marks.get(i), at);
            if (next < 0) return "";
            text.append(frame, at, next).append(texts.get(i));
            at = next + marks.get(i).length();
        }
        return text.append(frame.substring(at)).toString();
    }

    /// Whether a chat template is used.
    public boolean templated() {
        return template.isPresent();
    }

    /// The prompt template's name; of a file without its folder.
    public String promptName() {
        return String.valueOf(Path.of(prompt.name()).getFileName());
    }

    /// What tells two evaluations' prompt templates apart.
    public String promptHash() {
        return ChatTemplate.hash(prompt.template());
    }

    /// What tells two evaluations' chat templates apart; `none` without one.
    public String templateHash() {
        return template.map(ChatTemplate::hash).orElse("none");
    }
}
