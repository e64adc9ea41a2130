package dev.retool4j.chat;

import dev.retool4j.sandbox.ExecutionResult;

/// How the policy sees what its program did: stdout of a program that finished, otherwise the error (ReTool §2.3.1 feeds both back).
///
/// | program | text |
/// |---|---|
/// | finished | its stdout, white space at the end dropped |
/// | finished without printing | `[nothing was printed]` |
/// | failed | the traceback, or its last line; `[exit code 3]` where it wrote none |
/// | stopped at a limit, crashed | what it had printed, then `[time limit]`, `[memory limit]`, `[output limit]` or `[crashed]` |
///
/// Text longer than the limit keeps its first and last half, with `...` between them, as the paper's released evaluation cuts it.
///
/// @param errors        how much of a traceback is shown; the paper's training shows all of it, its released evaluation the last line
/// @param maxCharacters most characters (UTF-16 units) shown, without the `...`; the paper's released evaluation shows 400
public record InterpreterOutput(Errors errors, int maxCharacters) {

    /// How much of a traceback is shown.
    public enum Errors {
        /// the line that names the error, as in `NameError: name 'x' is not defined`
        LAST_LINE,
        /// the whole traceback
        TRACEBACK
    }

    /// The last line of an error, 400 characters.
    public static final InterpreterOutput DEFAULT = new InterpreterOutput(Errors.LAST_LINE, 400);

    /// What stands between the tags where a block held no program that could be run.
    public static final String MALFORMED = "[no Python code block]";

    /// What stands between the tags where a program printed nothing.
    public static final String NOTHING_PRINTED = "[nothing was printed]";

    public InterpreterOutput {
        if (maxCharacters < 16) throw new IllegalArgumentException("maxCharacters must be at least 16, got " + maxCharacters);
    }

    /// The text between the interpreter's tags.
    public String render(ExecutionResult result) {
        var stdout = result.stdout().stripTrailing();
        return switch (result.status()) {
            case FINISHED -> stdout.isBlank() ? NOTHING_PRINTED : cut(stdout);
            case ERROR -> cut(error(result));
            case TIME_LIMIT -> stopped(stdout, "[time limit]");
            case MEMORY_LIMIT -> stopped(stdout, "[memory limit]");
            case OUTPUT_LIMIT -> stopped(stdout, "[output limit]");
            case CRASHED -> stopped(stdout, "[crashed]");
        };
    }

    private String error(ExecutionResult result) {
        var traceback = result.stderr().strip();
        if (traceback.isEmpty()) return "[exit code " + result.exitCode() + "]";
        return errors == Errors.TRACEBACK ? traceback : traceback.substring(traceback.lastIndexOf('\n') + 1).strip();
    }

    private String stopped(String stdout, String why) {
        return stdout.isBlank() ? why : cut(stdout) + "\n" + why;
    }

    /// Keeps both ends of a text that is too long. A character outside the basic plane is never cut in two.
    String cut(String text) {
        if (text.length() <= maxCharacters) return text;
        int head = maxCharacters / 2;
        int tail = text.length() - (maxCharacters - head);
        if (Character.isHighSurrogate(text.charAt(head - 1))) head--;
        if (Character.isLowSurrogate(text.charAt(tail))) tail++;
        return text.substring(0, head) + "..." + text.substring(tail);
    }
}
