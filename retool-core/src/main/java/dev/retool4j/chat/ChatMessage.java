package dev.retool4j.chat;

import java.util.List;
import java.util.regex.Pattern;

/// One message of a conversation that somebody else brings. Its content is untrusted: a special token spelled in it is ordinary text, but for
/// the tool tags of an assistant's message, which are those that the policy wrote.
public record ChatMessage(Role role, String content) {
    public enum Role {
        /// what comes before the conversation
        SYSTEM,
        /// who asks; the content is put into the prompt template
        USER,
        /// an earlier response of the policy
        ASSISTANT
    }

    private static final Pattern TAG = Pattern.compile("</?(?:code|interpreter|answer)>");

    public static ChatMessage user(String content) {
        return new ChatMessage(Role.USER, content);
    }

    /// The stretches of the content that spell special tokens which nobody may mean.
    List<String> hostile(Tokenizer tokenizer) {
        var stretches = role == Role.ASSISTANT ? TAG.splitAsStream(content).toList() : List.of(content);
        return stretches.stream().filter(tokenizer::spellsSpecial).toList();
    }

    /// The same with other text for its hostile stretches, one after the other.
    ChatMessage replacing(List<String> hostile, List<String> others) {
        var out = new StringBuilder();
        int at = 0;
        for (int i = 0; i < hostile.size(); i++) {
            int next = content.indexOf(hostile.get(i), at);
            out.append(content, at, next).append(others.get(i));
            at = next + hostile.get(i).length();
        }
        return new ChatMessage(role, out.append(content.substring(at)).toString());
    }
}
