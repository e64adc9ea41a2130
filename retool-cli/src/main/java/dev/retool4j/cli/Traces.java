package dev.retool4j.cli;

import dev.retool4j.chat.ChatOptions;
import dev.retool4j.chat.Conversation;
import dev.retool4j.chat.Prompt;
import dev.retool4j.chat.Tokenizer;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.TokenizedExample;
import dev.retool4j.data.UnusableExampleException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Traces as a model reads them in rollouts: in its chat template, where it has one, and in the tool protocol of the options.
final class Traces {
    /// A trace's own prompt in the place of the question.
    private static final Prompt OWN = new Prompt("the trace's own", Prompt.PLACEHOLDER);

    private final boolean ownPrompt;
    private final Tokenizer tokenizer;
    private final Conversation conversation;
    private final Console console;

    /// @param prompt null for each trace's own
    Traces(@Nullable String prompt, ChatOptions chat, Tokenizer tokenizer, Console console) {
        this.ownPrompt = prompt == null;
        this.tokenizer = tokenizer;
        this.conversation = new Conversation(prompt == null ? OWN : Prompt.of(prompt), chat, tokenizer, true);
        this.console = console;
    }

    /// Those that can be used, in order; how many others there are is said with the first reason.
    List<TokenizedExample> encode(List<SupervisedExample> examples) {
        var encoded = new ArrayList<TokenizedExample>();
        String reason = "";
        for (var example : examples) {
            try {
                encoded.add(encode(example));
            } catch (UnusableExampleException e) {
                if (reason.isEmpty()) reason = String.valueOf(e.getMessage());
            }
        }
        if (encoded.size() < examples.size())
            console.warn(
                    "%d of %d traces are left out; the first: %s".formatted(examples.size() - encoded.size(), examples.size(), reason));
        return encoded;
    }

    private TokenizedExample encode(SupervisedExample example) {
        if (ownPrompt && !conversation.templated()) return TokenizedExample.of(example, tokenizer);
        var prompt = conversation.encode(ownPrompt ? example.prompt() : example.problem().question());
        return TokenizedExample.of(example, prompt, conversation, tokenizer);
    }
}
