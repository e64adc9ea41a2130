package dev.retool4j.data.teacher;

import java.util.List;

/// What a teacher is asked. Two equal requests are one: the second gets the first one's answer.
///
/// @param messages the conversation, the last message being the one to answer
/// @param seed     tells apart several samples of one conversation; sent to the endpoint as its `seed`
public record TeacherRequest(List<Message> messages, int seed) {
    public TeacherRequest {
        messages = List.copyOf(messages);
        if (messages.isEmpty()) throw new IllegalArgumentException("a request needs a message");
    }

    /// One question without a history.
    public static TeacherRequest of(String question, int seed) {
        return new TeacherRequest(List.of(Message.user(question)), seed);
    }

    /// @param role `user` or `assistant`
    public record Message(String role, String content) {
        public static Message user(String content) {
            return new Message("user", content);
        }

        public static Message assistant(String content) {
            return new Message("assistant", content);
        }
    }
}
