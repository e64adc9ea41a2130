package dev.retool4j.cli;

import dev.retool4j.chat.Prompt;
import dev.retool4j.data.ColdStart;
import dev.retool4j.data.MiniAime;
import dev.retool4j.data.ProgrammaticTeacher;
import dev.retool4j.data.Split;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.data.TextTrace;
import dev.retool4j.reward.Equivalence;
import dev.retool4j.rollout.InterpreterRunner;
import dev.retool4j.run.Configuration;
import dev.retool4j.sandbox.LocalInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// Makes cold-start data: text traces on mini-AIME problems, rewritten with code by a programmatic teacher, verified and really executed.
@Command(name = "cold-start", description = "Make code-augmented traces: rewrite, verify, execute.", //
        footer = {"%nWrites examples.jsonl, rejected.jsonl and statistics.json into the folder 'out'.", //
            "%nExamples:", "  retool cold-start traces=2000 out=cold-start", "  retool cold-start policy=text out=cold-start-text"})
final class ColdStartCommand extends ConfiguredCommand<ColdStartRecipe> {
    private static final String EXAMPLES = "examples.jsonl";
    private static final String REJECTED = "rejected.jsonl";
    private static final String STATISTICS = "statistics.json";

    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--clean", description = "Replace what an earlier call wrote into the same folder.")
    private boolean clean;

    @Override
    ColdStartRecipe defaults() {
        return ColdStartRecipe.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<ColdStartRecipe> configuration) throws IOException {
        var recipe = configuration.value();
        var folder = prepare(recipe.out());
        try (var interpreter = LocalInterpreter.start(recipe.sandbox().local(), console()::line)) {
            console().status("rewriting, verifying and executing " + Figures.count(recipe.traces()) + " traces …");
            var result = build(recipe, new InterpreterRunner(interpreter, recipe.sandbox().limits(), recipe.output()));
            console().status("");
            write(result, folder);
            Files.writeString(folder.resolve("config.yaml"), configuration.yaml());
            if (json()) printJson(result.statistics());
            else
                console().result(result.statistics().toText().stripTrailing());
            console().line("written to " + folder);
        }
        return 0;
    }

    private Path prepare(Path folder) throws IOException {
        var examples = folder.resolve(EXAMPLES);
        if (Files.exists(examples) && !clean)
            throw CommandFailure.failed(examples + " exists already", "replace it with --clean, or pass out=<another folder>");
        return Files.createDirectories(folder);
    }

    private static ColdStart.Result build(ColdStartRecipe recipe, InterpreterRunner runner) {
        var problems = new MiniAime();
        var programs = runner.caching();
        var teacher = new ProgrammaticTeacher(problems, recipe.policy().mix(), programs);
        var traces = new ArrayList<TextTrace>(recipe.traces());
        problems.stream(Split.TRAIN, recipe.seed()).limit(recipe.traces())
                .forEach(problem -> traces.add(teacher.textTrace(problem, recipe.seed(), traces.size())));
        var coldStart = new ColdStart(teacher, programs, Equivalence.standard()::isEquivalent, Prompt.of(recipe.prompt()), recipe.rules());
        return coldStart.build(traces);
    }

    private static void write(ColdStart.Result result, Path folder) throws IOException {
        var rejected = new StringBuilder();
        for (var row : result.rejected())
            rejected.append(JsonMapper.shared().writeValueAsString(row)).append('\n');
        Files.writeString(folder.resolve(REJECTED), rejected);
        result.statistics().write(folder.resolve(STATISTICS));
        SupervisedExamples.write(result.examples(), folder.resolve(EXAMPLES));
    }
}
