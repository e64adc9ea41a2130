package dev.retool4j.data.rewrite;

import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.Boxed;
import dev.retool4j.data.CodeRunner;
import dev.retool4j.data.ExecutedTrace;
import dev.retool4j.data.ParsedTrace;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Reject;
import dev.retool4j.data.Span;
import dev.retool4j.data.TraceParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Holds a rewritten trace to every rule: format, closeness to the original reasoning, execution of each block, agreement of the text with
/// what the programs really print, the answer (ReTool §2.2, and beyond it). Unlike a plain yes or no it collects all defects, for the author
/// to mend.
public final class RewriteVerifier {
    private static final Pattern TAG = Pattern.compile("</?(?:code|interpreter|answer)>");
    private static final int SHOWN = 600;

    private final CodeRunner runner;
    private final BiPredicate<String, String> equivalent;
    private final RewriteOptions options;

    /// @param equivalent whether an answer (second) is the gold one (first)
    public RewriteVerifier(CodeRunner runner, BiPredicate<String, String> equivalent, RewriteOptions options) {
        this.runner = told(runner);
        this.equivalent = equivalent;
        this.options = options;
    }

    /// A runner whose failures can be told from faults of this program.
    static CodeRunner told(CodeRunner runner) {
        return source -> {
            try {
                return runner.run(source);
            } catch (RuntimeException e) {
                throw new NotExecuted(e);
            }
        };
    }

    /// Verifies a trace.
    ///
    /// @param original the text reasoning that was rewritten; null: there is none to compare with
    /// Where the interpreter is not available, it throws.
    ///
    /// @throws RuntimeException where nothing is known about a program
    public Verification verify(Problem problem, @Nullable String original, String response) {
        return switch (TraceParser.parse(response)) {
            case ParsedTrace.Malformed no -> Verification.unread(response, new Defect(no.reason(), no.detail()));
            case ParsedTrace.WellFormed trace -> verify(problem, original, response, trace.spans());
        };
    }

    private Verification verify(Problem problem, @Nullable String original, String response, List<Span> spans) {
        var defects = new ArrayList<Defect>();
        if (spans.stream().noneMatch(span -> span.kind() == Span.Kind.CODE))
            defects.add(new Defect(Reject.NO_CODE, "there is no code block: no step was replaced"));
        var edits = original == null ? null : Edits.of(original, spans);
        if (edits != null) compare(edits, defects);
        var executed = ExecutedTrace.of(spans, runner);
        var matches = executed.blocks().stream().map(block -> OutputMatch.of(block.recordedOutput(), block.execution().output())).toList();
        execution(problem, executed, defects);
        var answer = Boxed.last(spans.getLast().text()).orElseThrow();
        if (!equivalent.test(problem.answer(), answer))
            defects.add(new Defect(Reject.WRONG_ANSWER, "the final answer " + answer + " is not the right one"));
        if (defects.isEmpty()) repeat(executed, defects);
        return new Verification(response, executed, matches, edits, defects);
    }

    private void compare(Edits edits, List<Defect> defects) {
        if (edits.changed() > options.maxChanged())
            defects.add(new Defect(Reject.REASONING_CHANGED,
                    "%.0f%% of the original words are changed outside the replaced steps, at most %.0f%% may be: %s".formatted(
                            100 * edits.changed(), 100 * options.maxChanged(), String.join("; ", edits.examples()))));
        if (edits.replaced() > options.maxReplaced())
            defects.add(new Defect(Reject.REASONING_REPLACED,
                    "%.0f%% of the original words gave way to code, at most %.0f%% may".formatted(100 * edits.replaced(),
                            100 * options.maxReplaced())));
    }

    private void execution(Problem problem, ExecutedTrace executed, List<Defect> defects) {
        var contradiction = new Contradiction(problem.question(), executed);
        var blocks = executed.blocks();
        for (int i = 0; i < blocks.size(); i++) {
            var block = blocks.get(i);
            var real = block.execution().output();
            var printed = "code block " + (i + 1) + " really gives\n" + excerpt(real) + "\nand your text says\n"
                    + excerpt(block.recordedOutput()) + "\n";
            var fault = block.fault();
            boolean fatal = fault.isPresent() && (i == blocks.size() - 1 || fault.get() == Reject.NO_OUTPUT);
            if (fatal) {
                defects.add(new Defect(fault.get(), printed + switch (fault.get()) {
                    case NO_OUTPUT -> "it must print its result";
                    case INCOMPLETE_SCRIPT -> "each block is run alone: it must be a complete script with its imports and definitions";
                    default -> "the last block must run to its end";
                }));
            } else {
                contradiction.after(i).ifPresent(what -> defects.add(new Defect(Reject.CONTRADICTED_OUTPUT, printed + what)));
            }
            if (TAG.matcher(real).find())
                defects.add(new Defect(Reject.TAG_IN_OUTPUT, printed + "it must not print a tag such as " + ToolTags.CODE_OPEN));
        }
    }

    private void repeat(ExecutedTrace executed, List<Defect> defects) {
        for (int i = 0; i < executed.blocks().size(); i++) {
            var block = executed.blocks().get(i);
            for (int time = 1; time < options.executions(); time++) {
                var again = runner.run(block.source());
                if (again.equals(block.execution())) continue;
                defects.add(new Defect(Reject.UNSTABLE_OUTPUT, "code block " + (i + 1) + " prints\n" + excerpt(block.execution().output())
                        + "\nand the next time\n" + excerpt(again.output()) + "\nit must print the same each time"));
                break;
            }
        }
    }

    private static String excerpt(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
