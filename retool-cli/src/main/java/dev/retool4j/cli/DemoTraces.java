package dev.retool4j.cli;

import dev.retool4j.chat.Prompt;
import dev.retool4j.data.ColdStart;
import dev.retool4j.data.ColdStartStatistics;
import dev.retool4j.data.MiniAime;
import dev.retool4j.data.ProgrammaticTeacher;
import dev.retool4j.data.Split;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.data.TextTrace;
import dev.retool4j.data.rewrite.RewriteFiles;
import dev.retool4j.reward.Equivalence;
import dev.retool4j.rollout.InterpreterRunner;
import dev.retool4j.sandbox.LocalInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import tools.jackson.databind.json.JsonMapper;

/// `retool cold-start` without data: text traces on mini-AIME problems, rewritten by a programmatic teacher.
final class DemoTraces {
    private final ColdStartRecipe recipe;
    private final Console console;

    DemoTraces(ColdStartRecipe recipe, Console console) {
        this.recipe = recipe;
        this.console = console;
    }

    /// @param yaml  the resolved configuration
    /// @param clean whether earlier files are replaced
    ColdStartStatistics make(String yaml, boolean clean) throws IOException {
        var examples = recipe.out().resolve(RewriteFiles.EXAMPLES);
        if (Files.exists(examples) && !clean)
            throw CommandFailure.failed(examples + " exists already", "replace it with --clean, or pass out=<another folder>");
        var folder = Files.createDirectories(recipe.out());
        try (var interpreter = LocalInterpreter.start(recipe.sandbox().local(), console::line)) {
            console.status("rewriting, verifying and executing " + Figures.count(recipe.traces()) + " traces …");
            var result = build(new InterpreterRunner(interpreter, recipe.sandbox().limits(), recipe.output()));
            console.status("");
            write(result, folder);
            Files.writeString(folder.resolve("config.yaml"), yaml);
            return result.statistics();
        }
    }

    private ColdStart.Result build(InterpreterRunner runner) {
        var problems = new MiniAime();
        var programs = runner.caching();
        var teacher = new ProgrammaticTeacher(problems, recipe.policy().mix(), programs);
        var traces = new ArrayList<TextTrace>(recipe.traces());
        problems.stream(Split.TRAIN, recipe.seed()).limit(recipe.traces())
                .forEach(problem -> traces.add(teacher.textTrace(problem, recipe.seed(), traces.size())));
        var coldStart = new ColdStart(teacher, programs, Equivalence.standard()::isEquivalent, Prompt.of(recipe.template()),
                recipe.rules());
        return coldStart.build(traces);
    }

    private static void write(ColdStart.Result result, Path folder) throws IOException {
        var rejected = new StringBuilder();
        for (var row : result.rejected())
            rejected.append(JsonMapper.shared().writeValueAsString(row)).append('\n');
        Files.writeString(folder.resolve(RewriteFiles.REJECTED), rejected);
        result.statistics().write(folder.resolve(RewriteFiles.STATISTICS));
        SupervisedExamples.write(result.examples(), folder.resolve(RewriteFiles.EXAMPLES));
    }
}
