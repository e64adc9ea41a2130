package dev.retool4j.data.teacher;

/// What a teacher answered.
///
/// @param text   the answer; a reasoning model's thoughts are not part of it
/// @param finish why it ended, in the endpoint's word: `stop`, `length`, `content_filter`
/// @param usage  what it cost
public record TeacherReply(String text, String finish, Usage usage) {

    /// Whether the endpoint cut it at the limit of tokens.
    public boolean truncated() {
        return finish.equals("length");
    }
}
