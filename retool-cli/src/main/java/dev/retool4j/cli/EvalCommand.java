package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Scores a checkpoint on problem files.
@Command(name = "eval", description = "Score a checkpoint (AIME 2024/2025, any JSONL of problems).", //
        footer = {"%nThe paper repeats each set 32 times at temperature 1.0 and top-p 0.7, and reports the mean.", //
                "%nExamples:", "  retool eval runs/demo --data aime24.jsonl --samples 32",
                "  retool eval runs/lr2@40 --data aime24.jsonl --data aime25.jsonl rollout.sampling.top_p=1"})
final class EvalCommand extends ConfiguredCommand<EvaluationOptions> {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Problem file; may be given several times.")
    private List<String> data = List.of();

    @Option(names = "--samples", paramLabel = "N", description = "Responses per problem; default 32, as in the paper.")
    private @Nullable Integer samples;

    @Override
    EvaluationOptions defaults() {
        return EvaluationOptions.DEFAULT;
    }

    @Override
    boolean takesCheckpoint() {
        return true;
    }

    @Override
    List<String> assignmentsOfOptions() {
        var assignments = new ArrayList<String>();
        if (!data.isEmpty()) assignments.add("data=" + YamlText.list(data));
        if (samples != null) assignments.add("samples=" + samples);
        return assignments;
    }

    @Override
    int run(Configuration<EvaluationOptions> configuration) {
        return ModelWork.eval(checkpoint(), configuration, json(), console());
    }
}
