package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Says what the code of a run is for.
@Command(name = "purposes", description = "Say what the code in a run's trajectories is for, by rules and, if asked for, by a model.", //
        footer = {
            "%nThe rules are in docs/analysis.md. With teacher.model=NAME a model behind an OpenAI-compatible endpoint judges each block, too",
            "(the key comes from $OPENAI_API_KEY); what it answered is kept in the run's analysis folder and asked once.",
            "Exit code: 0, 1 if it failed, 2 for wrong use, 130 if it was stopped.", //
            "%nExamples:", "  retool trace purposes runs/lr2", "  retool trace purposes runs/lr2 sources=[train] most=1000 --json",
            "  retool trace purposes runs/lr2 teacher.model=qwen teacher.base_url=http://127.0.0.1:8000/v1"})
final class TracePurposesCommand extends ConfiguredCommand<PurposesOptions> {
    @Parameters(index = "0", paramLabel = "RUN", description = "Directory of the run.")
    private Path run = Path.of("");

    @Parameters(index = "1..*", arity = "0..*", paramLabel = LABEL, description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Override
    PurposesOptions defaults() {
        return PurposesOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<PurposesOptions> configuration) throws IOException, InterruptedException {
        var work = new PurposesWork(run, configuration.value(), console());
        int code = work.run();
        if (json()) printJson(work.fields());
        else
            console().result(work.text(console().resultStyle()));
        return code;
    }
}
