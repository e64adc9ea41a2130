package dev.retool4j.data;

import java.util.List;
import java.util.function.BiPredicate;

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
        ExecutedTrace executed;
        try {
            executed = ExecutedTrace.of(spans, runner);
        } catch (RuntimeException e) {
            return new VerifiedTrace.Rejected(problem, Reject.NOT_EXECUTED, String.valueOf(e.getMessage()), response);
        }
        var answer = Boxed.last(spans.getLast().text()).orElseThrow();
        return new VerifiedTrace.Row(problem, response, executed, !equivalent.test(problem.answer(), answer));
    }
}
