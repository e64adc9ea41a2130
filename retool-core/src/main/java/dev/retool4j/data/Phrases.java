package dev.retool4j.data;

import java.util.List;

/// The sentences of the programmatic teacher.
final class Phrases {
    static final List<String> OPEN = List.of("Let me think about this problem.", "We need a careful solution here.",
            "Let us look at the problem.",
            "First I read the problem again.", "This is a number problem.");
    static final List<String> BY_HAND = List.of("I will work it out by hand.", "Let me calculate step by step.", "I can do this manually.");
    static final List<String> QUICK = List.of("I know this one.", "This is quick.", "No work is needed.");
    static final List<String> TOOL = List.of("I will use Python.", "Let me write code for this.", "A short program will do.");
    static final List<String> CHECK = List.of("Wait, this is easy to get wrong. Let me check it with code.", "Let me verify with Python.");
    static final List<String> RESULT = List.of("The code gives {result}.", "So the result is {result}.", "The output is {result}.");
    static final String GIVE_UP = "The code failed, so I will work it out by hand.";

    private Phrases() {}
}
