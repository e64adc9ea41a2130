package dev.retool4j.data.rewrite;

import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.CodeRunner;
import dev.retool4j.data.ParsedTrace;
import dev.retool4j.data.Reject;
import dev.retool4j.data.Span;
import dev.retool4j.data.TraceParser;
import dev.retool4j.data.teacher.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// Brings a trace with tools to our form and verifies it like a rewritten one: each block becomes a complete script that prints, is run, and
/// gets its true output. There is no original to compare with, and nobody to send it back to.
public final class TraceImport implements Worker {
    private final RewriteVerifier verifier;
    private final Curation curation;
    private final Scripts scripts;

    /// @param whole      runs programs and shows all that they print
    /// @param equivalent whether an answer (second) is the gold one (first)
    public TraceImport(RewriteVerifier verifier, CodeRunner whole, BiPredicate<String, String> equivalent) {
        this.verifier = verifier;
        this.scripts = new Scripts(RewriteVerifier.told(whole));
        this.curation = new Curation(new CurationOptions(0, 0), equivalent, Prompts.of(null));
    }

    @Override
    public Outcome work(SourceRow row) {
        var fault = curation.fault(row).filter(defect -> defect.reason() != Reject.WRONG_REASONING); // the last stage says so
        if (fault.isPresent()) return outcome(row, Verification.unread("", fault.get()));
        return switch (TraceParser.parse(row.text())) {
            case ParsedTrace.Malformed no -> outcome(row, Verification.unread(row.text(), new Defect(no.reason(), no.detail())));
            case ParsedTrace.WellFormed trace -> outcome(row, rewritten(trace.spans())
                    .map(response -> verifier.verify(row.problem(), null, response))
                    .orElseGet(() -> Verification.unread(row.text(),
                            new Defect(Reject.MALFORMED_CODE, "its blocks cannot be made into complete scripts"))));
        };
    }

    /// The trace with complete scripts; empty if they cannot be made.
    private Optional<String> rewritten(List<Span> spans) {
        var cells = new ArrayList<Scripts.Cell>();
        for (int i = 0; i < spans.size(); i++) {
            if (spans.get(i).kind() != Span.Kind.CODE) continue;
            var shown = spans.get(i + 1).text().replace(ToolTags.INTERPRETER_OPEN, "").replace(ToolTags.INTERPRETER_CLOSE, "").strip();
            cells.add(new Scripts.Cell(ToolTags.source(spans.get(i).text()).orElseThrow(), shown));
        }
        return scripts.of(cells).map(sources -> {
            var text = new StringBuilder();
            int block = 0;
            for (var span : spans)
                text.append(span.kind() == Span.Kind.CODE ? ToolTags.code(sources.get(block++)) : span.text());
            return text.toString();
        });
    }

    private static Outcome outcome(SourceRow row, Verification verification) {
        if (verification.accepted()) return new Outcome.Accepted(row, 1, Usage.NONE, verification);
        var first = verification.defects().getFirst();
        return new Outcome.Rejected(row, first.reason(), first.detail(), 1, Usage.NONE,
                verification.executed() == null ? null : verification, verification.response());
    }
}
