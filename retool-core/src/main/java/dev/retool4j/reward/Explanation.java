package dev.retool4j.reward;

/// How a verdict came about, for a person: what was read on either side, and why the verdict follows.
///
/// @param gold      how the gold answer was read, or why it was not
/// @param answer    how the answer was read, or why it was not
/// @param judgement the verdict with its reason
public record Explanation(String gold, String answer, Judgement judgement) {

    /// Four lines of text.
    public String text() {
        return "gold     " + gold + System.lineSeparator() + "answer   " + answer + System.lineSeparator() + "verdict  "
                + judgement.verdict()
                + System.lineSeparator() + "reason   " + judgement.reason();
    }

    static Explanation of(Equivalence equivalence, String gold, String answer) {
        return new Explanation(read(gold), read(answer), equivalence.judge(gold, answer));
    }

    private static String read(String text) {
        var number = QuickNumber.read(text);
        if (number != null) return "the number " + Trees.brief(number);
        try {
            return TreeText.of(Parser.parse(Answers.trim(text), Reading.USUAL).expr());
        } catch (Unreadable e) {
            return "not read: " + e.reason();
        }
    }
}
