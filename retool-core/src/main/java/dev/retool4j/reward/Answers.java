package dev.retool4j.reward;

/// Takes off what only wraps an answer.
final class Answers {
    private Answers() {}

    /// Without outer blanks, dollar signs, one box, bold marks, a final full stop or a stray final backslash.
    static String trim(String text) {
        var begin = 0;
        var end = text.length();
        while (true) {
            while (begin < end && text.charAt(begin) <= ' ')
                begin++;
            while (end > begin && text.charAt(end - 1) <= ' ')
                end--;
            if (end - begin >= 2 && text.charAt(begin) == '$' && text.charAt(end - 1) == '$') {
                begin++;
                end--;
            } else if (end - begin >= 4 && text.startsWith("**", begin) && text.startsWith("**", end - 2)) {
                begin += 2;
                end -= 2;
            } else if (end > begin && text.charAt(end - 1) == '.' && !text.startsWith("...", Math.max(begin, end - 3))) end--;
            else if (end > begin && text.charAt(end - 1) == '\\') end--;
            else
                break;
        }
        var trimmed = text.substring(begin, end);
        if (trimmed.startsWith("\\boxed{") && trimmed.endsWith("}")) {
            var inner = AnswerExtractor.LAST_BOX.extract(trimmed);
            if (inner != null && trimmed.indexOf("\\boxed", 1) < 0 && inner.length() >= trimmed.length() - 12) return inner;
        }
        return trimmed;
    }
}
