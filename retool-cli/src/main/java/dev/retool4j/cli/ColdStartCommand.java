package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes cold-start data: text traces rewritten with code, verified and really executed. A language model rewrites given data; without data a
/// programmatic teacher works on generated problems.
@Command(name = "cold-start", description = "Make code-augmented traces: curate, rewrite, verify, execute.", //
        footer = {"%nWrites examples.jsonl, rejected.jsonl and statistics.json into the folder 'out'; with data also",
            "report.html and journal.jsonl, which keeps every answer that was paid for.",
            "The key of the teacher's endpoint is read from the environment: $OPENAI_API_KEY.", //
            "%nExamples:", "  retool cold-start traces=2000 out=cold-start", "  retool cold-start policy=text out=cold-start-text",
            "  retool cold-start data=[math.jsonl] teacher.model=gpt-5 --dry-run",
            "  retool cold-start data=[math.jsonl] teacher.base_url=http://127.0.0.1:8000/v1 teacher.model=m",
            "  retool cold-start data=[mathcoder.jsonl] from=traces out=imported"})
final class ColdStartCommand extends ConfiguredCommand<ColdStartRecipe> {
    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @ArgGroup
    private final Choice choice = new Choice();

    /// At most one of them.
    private static final class Choice {
        @Option(names = "--resume", description = "Go on in the same folder: answers that were paid for are not asked again.")
        private boolean resume;

        @Option(names = "--clean", description = "Replace what an earlier call wrote into the same folder; its journal is kept under another name.")
        private boolean clean;
    }

    @Override
    ColdStartRecipe defaults() {
        return ColdStartRecipe.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    String preview(Configuration<ColdStartRecipe> configuration) throws IOException {
        var recipe = configuration.value();
        return recipe.data().isEmpty() ? "" : RewriteWork.preview(recipe);
    }

    @Override
    int run(Configuration<ColdStartRecipe> configuration) throws IOException, InterruptedException {
        var recipe = configuration.value();
        if (!recipe.data().isEmpty())
            return new RewriteWork(recipe, configuration.yaml(), console(), json(), choice.resume, choice.clean).run();
        if (recipe.from() != null)
            throw CommandFailure.usage("from says what the data holds, and there is none", "name it: data=[file.jsonl]");
        if (choice.resume)
            throw CommandFailure.usage("without data there is nothing to resume", "make the traces anew with --clean; it takes seconds");
        var statistics = new DemoTraces(recipe, console()).make(configuration.yaml(), choice.clean);
        if (json()) printJson(statistics);
        else
            console().result(statistics.toText().stripTrailing());
        console().line("written to " + recipe.out());
        return 0;
    }
}
