package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// Scores a checkpoint on problem files.
@Command(name = "eval", description = "Score a checkpoint (AIME 2024/2025, any JSONL, CSV or parquet of problems).", //
        footer = {"%nThe paper repeats each set 32 times at temperature 1.0 and top-p 0.7, and reports the mean.", //
            "%nExamples:", "  retool eval runs/demo --data aime24.jsonl --samples 32",
            "  retool eval runs/lr2@40 --out scores --data aime24.jsonl --data aime25.jsonl rollout.sampling.top_p=1",
            "  retool eval models/qwen --out scores --data aime24.jsonl engine.url=http://127.0.0.1:30000 engine.api=sglang"})
final class EvalCommand extends ConfiguredCommand<EvaluationOptions> {
    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "A run (runs/lr2, runs/lr2@40) or a folder with a model; beside engine.url the folder of the served model's tokenizer, or -.")
    private String checkpoint = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = LABEL, description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "Problem file; may be given several times.")
    private List<String> data = List.of();

    @Option(names = "--samples", paramLabel = "N", description = "Responses per problem; default 32, as in the paper.")
    private @Nullable Integer samples;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Store trajectories, scores and protocols in this folder; what was answered there is not asked again.")
    private @Nullable Path out;

    @Override
    EvaluationOptions defaults() {
        return EvaluationOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    List<String> assignmentsOfOptions() {
        var assignments = new ArrayList<String>();
        if (!data.isEmpty()) assignments.add("data=" + JsonMapper.shared().writeValueAsString(data));
        if (out != null) assignments.add("out=" + out);
        if (samples != null) assignments.add("samples=" + samples);
        return assignments;
    }

    @Override
    int run(Configuration<EvaluationOptions> configuration) throws IOException {
        var summaries = new EvalWork(checkpoint, configuration.value(), console()).run();
        if (json()) printJson(summaries.stream().map(EvalWork::fields).toList());
        else
            summaries.forEach(summary -> console().result(EvalWork.text(summary)));
        if (summaries.stream().anyMatch(summary -> EvalWork.excluded(summary) > 0)) {
            console().warn("not every response could be written: the same command with --out asks for those again");
            return 1;
        }
        return summaries.size() < configuration.value().data().size() ? ErrorText.INTERRUPTED : 0;
    }
}
