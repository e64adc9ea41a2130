package dev.retool4j.cli;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.chat.Prompt;
import dev.retool4j.data.CodeRunner;
import dev.retool4j.data.ColdStart;
import dev.retool4j.data.ColdStartOptions;
import dev.retool4j.data.Execution;
import dev.retool4j.data.MiniAime;
import dev.retool4j.data.ProgrammaticTeacher;
import dev.retool4j.data.Split;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.TextTrace;
import dev.retool4j.data.TraceMix;
import dev.retool4j.data.Wording;
import dev.retool4j.reward.Equivalence;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.sandbox.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The demo's cold start (ReTool §2.2): text traces on training problems, rewritten with code for one policy, left as text for the other,
/// verified, and every block run.
final class DemoColdStart {
    private static final int TOKENIZER_TEXTS = 2500;
    /// Most rows with a silently wrong program, and with a failed block that is given up on: bad habits for the policy to unlearn.
    private static final double WRONG = 0.06;
    private static final double GIVEN_UP = 0.09;

    private final MiniAime problems;
    private final CodeRunner runner;
    private final Prompt prompt;
    private final long seed;

    DemoColdStart(MiniAime problems, Interpreter interpreter, Limits limits, InterpreterOutput output, Prompt prompt, long seed) {
        this.problems = problems;
        this.prompt = prompt;
        this.seed = seed;
        CodeRunner real = source -> {
            var result = interpreter.run(source, limits);
            return new Execution(result.succeeded(), output.render(result));
        };
        this.runner = real.caching();
    }

    ColdStart.Result tool(int traces) {
        return build(TraceMix.TOOL, traces, 1, new ColdStartOptions(WRONG, GIVEN_UP, 4, DemoSeeds.of(seed, 2)));
    }

    ColdStart.Result text(int traces) {
        return build(TraceMix.TEXT, traces, 3, new ColdStartOptions(0, 0, 4, DemoSeeds.of(seed, 4)));
    }

    private ColdStart.Result build(TraceMix mix, int count, int stream, ColdStartOptions options) {
        var teacher = new ProgrammaticTeacher(problems, mix, runner);
        var traces = new ArrayList<TextTrace>(count);
        for (long i = 0; i < count; i++) {
            var problem = problems.problem(Split.TRAIN, Wording.TRAIN, DemoSeeds.of(seed, stream), i);
            traces.add(teacher.textTrace(problem, DemoSeeds.of(seed, stream + 100), i));
        }
        return new ColdStart(teacher, runner, DemoColdStart::equal, prompt, options).build(traces);
    }

    private static boolean equal(String gold, String answer) {
        return Equivalence.standard().isEquivalent(gold, answer);
    }

    /// Learns the tokenizer that both policies share, from both sets of traces.
    static void writeTokenizer(List<SupervisedExample> tool, List<SupervisedExample> text, Path folder) throws IOException {
        Files.createDirectories(folder);
        var texts = Stream.concat(tool.stream().limit(TOKENIZER_TEXTS), text.stream().limit(TOKENIZER_TEXTS))
                .map(e -> e.prompt() + e.response()).toList();
        BpeTrainer.DEMO.train(texts).write(folder);
    }
}
