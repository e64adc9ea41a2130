package dev.retool4j.cli;

import dev.retool4j.rollout.StopReason;
import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Puts one question to a checkpoint, and shows its reasoning with code and output; the protocol goes to stderr.
@Command(name = "solve", description = "Put a question to a checkpoint and watch it run code.", //
        footer = {"%nExamples:", "  retool solve runs/demo \"Find the remainder when 7^100 is divided by 13.\"",
            "  retool solve runs/demo@40 \"What is the sum of 12 and 30?\" rollout.sampling.temperature=0",
            "  retool solve models/qwen \"What is 7! ?\" engine.url=http://127.0.0.1:30000"})
final class SolveCommand extends ConfiguredCommand<SolveOptions> {
    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "A run (runs/lr2, runs/lr2@40) or a folder with a model; beside engine.url the folder of the served model's tokenizer, or -.")
    private String checkpoint = "";

    @Parameters(index = "1", paramLabel = "QUESTION", description = "The problem, in quotes.")
    private String question = "";

    @Parameters(index = "2..*", arity = "0..*", paramLabel = LABEL, description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Override
    SolveOptions defaults() {
        return SolveOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<SolveOptions> configuration) throws IOException {
        if (question.isBlank()) throw CommandFailure.usage("the question is empty", "write it in quotes");
        var solved = SolveWork.run(checkpoint, question, configuration.value(), console());
        if (json()) printJson(SolveWork.fields(solved, configuration.value().rollout().chat()));
        else {
            console().result(SolveWork.text(solved.trajectory(), console().style()));
            console().line("protocol");
            solved.protocol().describe().forEach((name, value) -> console().line("  " + name + ": " + value));
        }
        return solved.trajectory().stop() == StopReason.ABORTED ? ErrorText.INTERRUPTED : 0;
    }
}
