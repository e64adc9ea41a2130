package dev.retool4j.data;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// Questions as data sets write them, brought to the problem's own text.
final class QuestionText {

    /// Words that a data set puts around every question.
    private record Wrapper(String before, String after) {}

    private static final String STEP_BY_STEP = "Solve the following math problem step by step. The last line of your response should be of the form ";
    private static final String OWN_LINE = "\n\nRemember to put your answer on its own line after \"Answer:\".";
    private static final String BOXED = "Answer the following Math Problem and put the answer in the format of \\boxed{answer}\n\n";
    private static final String LAST_PART = "\n\n\nRemember to place the final answer in the last part using the format: \n<answer>\n\\boxed{'The final answer goes here.'}\n</answer>";

    /// The prompts of DAPO-Math-17k: as published, and with a box as slime's copy has it.
    private static final List<Wrapper> WRAPPERS = List.of(
            new Wrapper(STEP_BY_STEP + "Answer: $Answer (without quotes) where $Answer is the answer to the problem.\n\n", OWN_LINE),
            new Wrapper(STEP_BY_STEP + "Answer: \\boxed{$Answer} where $Answer is the answer to the problem.\n\n", OWN_LINE));
    private static final String USER_QUESTION = "*user question:*\n";

    private QuestionText() {}

    /// The text of a question: a string, or the last user message of a conversation.
    static String of(JsonNode node) {
        if (!node.isArray()) return unwrap(node.asString(""));
        return StreamSupport.stream(node.spliterator(), false).filter(message -> message.path("role").asString("").equals("user"))
                .reduce((first, last) -> last).map(message -> unwrap(content(message.path("content")))).orElse("");
    }

    /// A message's content: text, or parts of text.
    private static String content(JsonNode content) {
        if (!content.isArray()) return content.asString("");
        return StreamSupport.stream(content.spliterator(), false)
                .map(part -> part.path("text").asString(part.path("content").asString(""))).collect(Collectors.joining());
    }

    /// Drops white space around, and the words of a prompt that is known: DAPO-Math-17k's, and ReTool-SFT's, which ends in the question after
    /// `*user question:*`. A text that has only a part of these words, or others, stays as it is.
    static String unwrap(String text) {
        var question = text.strip();
        for (var wrapper : WRAPPERS)
            if (question.startsWith(wrapper.before()) && question.endsWith(wrapper.after())) return between(question, wrapper);
        int user = question.indexOf(USER_QUESTION);
        if (user < 0) return question;
        var retool = new Wrapper(question.substring(0, user) + USER_QUESTION + BOXED, LAST_PART);
        return question.startsWith(retool.before()) && question.endsWith(retool.after()) ? between(question, retool) : question;
    }

    private static String between(String text, Wrapper wrapper) {
        int from = wrapper.before().length();
        int to = text.length() - wrapper.after().length();
        return from > to ? text : text.substring(from, to).strip();
    }
}
