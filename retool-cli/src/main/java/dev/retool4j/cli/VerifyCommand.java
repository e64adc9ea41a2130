package dev.retool4j.cli;

import dev.retool4j.reward.Equivalence;
import dev.retool4j.reward.EquivalenceOptions;
import dev.retool4j.reward.PairsReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Judges one answer, or measures the verifier on labelled pairs.
@Command(name = "verify", description = "Say whether an answer equals the gold answer.", //
        footer = {"%nFor one pair the exit code is 0 if they are equal, 1 if they differ or it is undecided.", //
            "A row of --pairs is {\"gold\": …, \"prediction\": …, \"equivalent\": true|false}; the last \\boxed{} of a side counts.", //
            "%nExamples:", "  retool verify '\\frac{1}{2}' 0.5 --explain", "  retool verify -- 5 -5",
            "  retool verify --pairs pairs.jsonl --json"})
final class VerifyCommand extends RetoolCommand {
    @Parameters(arity = "0..2", paramLabel = "GOLD ANSWER", description = "The gold answer, then the answer to judge; after '--' they may begin with '-'.")
    private List<String> answers = List.of();

    @Option(names = "--pairs", paramLabel = "FILE", description = "JSONL of labelled pairs: accuracy, confusion, undecided and slowest cases.")
    private @Nullable Path pairs;

    @Option(names = "--explain", description = "Also show what was read on either side.")
    private boolean explain;

    @Option(names = "--lenient", description = "Rules for evaluation: a decimal of three digits may stand for what it rounds; rewards ask for six.")
    private boolean lenient;

    @Override
    public Integer call() throws IOException {
        var equivalence = lenient ? Equivalence.of(EquivalenceOptions.EVALUATION) : Equivalence.standard();
        if (pairs != null) {
            if (!answers.isEmpty()) throw CommandFailure.usage("--pairs and two answers exclude each other", "leave one of them out");
            return report(PairsReport.of(equivalence, PairsReport.read(pairs)));
        }
        if (answers.size() != 2) {
            throw CommandFailure.usage("two answers are needed, got " + answers.size(),
                    "retool verify GOLD ANSWER, or retool verify --pairs FILE");
        }
        return judge(equivalence, answers.get(0), answers.get(1));
    }

    private int judge(Equivalence equivalence, String gold, String answer) {
        var explanation = equivalence.explain(gold, answer);
        var judgement = explanation.judgement();
        if (json()) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("verdict", judgement.verdict().name());
            fields.put("reason", judgement.reason());
            if (explain) {
                fields.put("gold", explanation.gold());
                fields.put("answer", explanation.answer());
            }
            printJson(fields);
        } else
            console().result(explain ? explanation.text() : judgement.verdict() + "  " + judgement.reason());
        return judgement.isEqual() ? 0 : 1;
    }

    private int report(PairsReport report) {
        if (json()) {
            console().line(report.text().stripTrailing());
            console().result(report.json());
        } else
            console().result(report.text().stripTrailing());
        return 0;
    }
}
