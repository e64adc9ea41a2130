package dev.retool4j.cli;

import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.chat.Prompt;
import dev.retool4j.chat.Tokenizer;
import dev.retool4j.data.BaseCorpus;
import dev.retool4j.data.BaseMix;
import dev.retool4j.data.BlendedExamples;
import dev.retool4j.data.ColdStart;
import dev.retool4j.data.ColdStartStatistics;
import dev.retool4j.data.MiniAime;
import dev.retool4j.data.ProblemWriter;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Policy;
import dev.retool4j.sandbox.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The whole of ReTool in miniature: problems and cold start, a base trained from scratch, then two policies side by side, one with the
/// interpreter and one without, each fine-tuned on its cold start and trained by reinforcement learning.
///
/// Everything stands in the demo's directory; a stage whose result stands there is not done again, so that an interrupted demo goes on.
final class Demo {
    /// Stages of its own random streams; see [DemoSeeds].
    private static final int BASE = 5;
    private static final int BLEND = 6;
    private static final int EXAMPLES = 7;

    /// The problems that both policies are evaluated on, in the demo's directory.
    static final String HELD_OUT_FILE = "heldout.jsonl";

    private final DemoOptions options;
    private final Path directory;
    private final Console console;
    private final DemoProgress progress;
    private final BooleanSupplier stop;
    private final MiniAime problems = new MiniAime();

    Demo(DemoOptions options, Console console, BooleanSupplier stop) {
        this.options = options;
        this.directory = options.directory();
        this.console = console;
        this.progress = new DemoProgress(console, options);
        this.stop = stop;
    }

    /// Runs all stages that are still to be done.
    ///
    /// @return false if it was stopped before the end
    boolean run(Interpreter interpreter) throws IOException {
        progress.stage("cold start: writing traces, running their code, verifying them");
        var coldStart = new DemoColdStart(problems, interpreter, options.tool().rollout().limits(), options.tool().rollout().output(),
                Prompt.of(options.tool().rollout().prompt()), options.seed());
        var tool = coldStart.tool(options.traces());
        var text = coldStart.text(options.traces());
        write(tool, "tool");
        write(text, "text");
        ProblemWriter.write(DemoArm.heldOutProblems(options, problems), directory.resolve(HELD_OUT_FILE));
        if (stop.getAsBoolean()) return false;
        var base = base(tool, text);
        if (base == null) return false;
        return arms(base, tool, text, interpreter);
    }

    private void write(ColdStart.Result result, String name) throws IOException {
        var folder = directory.resolve("cold-start");
        Files.createDirectories(folder);
        result.statistics().write(folder.resolve(name + ".json"));
        console.line(name + " " + firstLine(result.statistics()));
    }

    private static String firstLine(ColdStartStatistics statistics) {
        return statistics.toText().lines().findFirst().orElse("").strip();
    }

    /// The base policy that both start from, or null if stopped.
    private @Nullable Policy base(ColdStart.Result tool, ColdStart.Result text) throws IOException {
        var folder = directory.resolve("base");
        if (Files.exists(folder.resolve("config.json"))) return Policy.open(folder);
        var tokenizerFolder = directory.resolve("tokenizer");
        DemoColdStart.writeTokenizer(tool.examples(), text.examples(), tokenizerFolder);
        var tokenizer = HuggingFaceTokenizer.load(tokenizerFolder);
        var config = new ModelConfig(tokenizer.vocabularySize(), 128, 4, 4, 2, 32, 384, 10000.0, 1e-6, 2048, true);
        var policy = new Policy(Initialization.random(config, options.seed()), tokenizer, tokenizerFolder);
        progress.stage("base: a policy of %,d parameters learns from scratch to copy numbers and to write code"
                .formatted(policy.weights().parameters()
                        .elements()));
        var corpus = new BaseCorpus(problems, BaseMix.BASE, DemoSeeds.of(options.seed(), BASE));
        boolean finished = new FineTuning(folder).run(policy, options.base().withSeed(options.seed()), documents(corpus, tokenizer),
                progress::base, progress::baseDone, stop);
        return finished ? policy : null;
    }

    private static Iterator<TokenizedExample> documents(BaseCorpus corpus, Tokenizer tokenizer) {
        return encoded(new Iterator<>() {
            private long next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public SupervisedExample next() {
                return corpus.example(next++);
            }
        }, tokenizer);
    }

    private static Iterator<TokenizedExample> encoded(Iterator<SupervisedExample> examples, Tokenizer tokenizer) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return examples.hasNext();
            }

            @Override
            public TokenizedExample next() {
                return TokenizedExample.of(examples.next(), tokenizer);
            }
        };
    }

    /// Both policies at the same time, a core for each.
    private boolean arms(Policy base, ColdStart.Result toolTraces, ColdStart.Result textTraces, Interpreter interpreter) {
        progress.stage("two policies, a core for each: cold-start fine-tuning, then reinforcement learning");
        var failure = new AtomicReference<@Nullable Throwable>();
        BooleanSupplier stopBoth = () -> stop.getAsBoolean() || failure.get() != null;
        var tool = new DemoArm(options, "tool", options.tool(), problems, interpreter, progress, stopBoth);
        var text = new DemoArm(options, "text", options.text(), problems, null, progress, stopBoth);
        var threads = new Thread[]{
            start(() -> tool.run(base.copy(), traces(toolTraces, BaseMix.TOOL_BLEND, options.tool(), base)), failure),
            start(() -> text.run(base.copy(), traces(textTraces, BaseMix.TEXT_BLEND, options.text(), base)), failure)};
        for (var thread : threads)
            join(thread);
        var cause = failure.get();
        if (cause instanceof RuntimeException e) throw e;
        if (cause instanceof Error e) throw e;
        return !stop.getAsBoolean();
    }

    private Iterator<TokenizedExample> traces(ColdStart.Result traces, BaseMix blend, DemoOptions.Arm arm, Policy base) {
        var corpus = new BaseCorpus(problems, blend, DemoSeeds.of(options.seed(), BLEND));
        return encoded(new BlendedExamples(traces.examples(), corpus, arm.blend(), DemoSeeds.of(options.seed(), EXAMPLES)),
                base.tokenizer());
    }

    private static Thread start(Runnable arm, AtomicReference<@Nullable Throwable> failure) {
        return Thread.ofPlatform().name("retool-arm").start(() -> {
            NativeSetup.initialize(1);
            try {
                arm.run();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        });
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
