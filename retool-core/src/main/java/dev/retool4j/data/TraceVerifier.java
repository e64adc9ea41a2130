package dev.retool4j.data;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.chat.ToolTags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// Verifies one trace: format, execution, answer.
final class TraceVerifier {
    private final CodeRunner runner;
    private final BiPredicate<String, String> equivalent;

    TraceVerifier(CodeRunner runner, BiPredicate<String, String> equivalent) {
        this.runner = runner;
        this.equivalent = equivalent;
    }

    VerifiedTrace verify(Problem problem, String response) {
        return switch (TraceParser.parse(response)) {
            case ParsedTrace.Malformed no -> new VerifiedTrace.Rejected(problem, no.reason(), no.detail(), response);
            case ParsedTrace.WellFormed trace -> execute(problem, response, trace.spans());
        };
    }

    private VerifiedTrace execute(Problem problem, String response, List<Span> spans) {
        var truth = new ArrayList<Span>(spans.size());
        int blocks = 0;
        int failed = 0;
        int corrections = 0;
        int replaced = 0;
        int lines = 0;
        Reject last = null;
        for (int i = 0; i < spans.size(); i++) {
            var span = spans.get(i);
            truth.add(span);
            if (span.kind() != Span.Kind.CODE) continue;
            var source = ToolTags.source(span.text()).orElseThrow();
            Execution execution;
            try {
                execution = runner.run(source);
            } catch (RuntimeException e) {
                return new VerifiedTrace.Rejected(problem, Reject.NOT_EXECUTED, String.valueOf(e.getMessage()), response);
            }
            var output = new Span(Span.Kind.INTERPRETER, ToolTags.interpreter(execution.output()));
            if (!output.text().strip().equals(spans.get(i + 1).text().strip())) replaced++;
            truth.add(output);
            i++; // the recorded output
            var fault = fault(execution);
            if (fault == null && last != null) corrections++;
            if (fault != null) failed++;
            last = fault;
            blocks++;
            lines += (int) source.lines().filter(line -> !line.isBlank()).count();
        }
        var answer = Boxed.last(spans.getLast().text()).orElseThrow();
        boolean wrong = !equivalent.test(problem.answer(), answer);
        return new VerifiedTrace.Row(problem, response, truth, wrong, last, blocks, failed, corrections, replaced, lines);
    }

    private static @Nullable Reject fault(Execution execution) {
        var output = execution.output();
        if (execution.succeeded()) return output.equals(InterpreterOutput.NOTHING_PRINTED) ? Reject.NO_OUTPUT : null;
        var lastLine = output.substring(output.lastIndexOf('\n') + 1);
        boolean incomplete = lastLine.startsWith("SyntaxError") || lastLine.startsWith("IndentationError")
                || lastLine.startsWith("TabError")
                || lastLine.startsWith("NameError");
        return incomplete ? Reject.INCOMPLETE_SCRIPT : Reject.FAILED_SCRIPT;
    }
}
