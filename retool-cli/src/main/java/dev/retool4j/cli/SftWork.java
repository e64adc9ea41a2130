package dev.retool4j.cli;

import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Policy;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.train.MemoryEstimate;
import dev.retool4j.train.SftTrainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

/// `retool sft`: fine-tuning of a checkpoint on cold-start traces.
final class SftWork {
    private static final int KEPT = 2;

    private final SftRunOptions options;
    private final Console console;

    SftWork(SftRunOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    /// @param yaml the resolved configuration
    /// @return the exit code
    int run(String yaml, RunDirectory.Existing existing, List<String> argv) throws IOException {
        var model = options.model();
        if (model == null) throw CommandFailure.usage("no policy to start from", "name one: model=path/to/a/model/folder");
        if (options.data().isEmpty())
            throw CommandFailure.usage("no traces to fine-tune on", "name files that 'retool cold-start' wrote: data=[traces.jsonl]");
        var policy = Policies.trainable(CheckpointLocator.find(model), options.placement(), options.lora(), options.seed());
        var examples = new ArrayList<SupervisedExample>();
        for (var file : options.data()) {
            var content = SupervisedExamples.read(file, options.skip());
            ProblemFiles.leftOut(file, content.skipped(), console);
            examples.addAll(content.examples());
        }
        if (examples.isEmpty())
            throw CommandFailure.failed("there is no trace in " + options.data(), "look at the files: retool data stats FILE");
        var whole = new Traces(options.prompt(), options.chat(), policy.tokenizer(), console).encode(examples);
        var tokenized = whole.stream().filter(e -> e.length() <= policy.config().maxPositions()).toList();
        if (tokenized.size() < whole.size())
            console.warn("%d of %d traces are longer than the model's %d positions: left out".formatted(whole.size() - tokenized.size(),
                    whole.size(),
                    policy.config().maxPositions()));
        if (tokenized.isEmpty()) throw CommandFailure.failed("no trace fits the model", "use a model with more positions");
        var estimate = MemoryEstimate.fineTuning(policy.config(), options.placement(), Policies.learning(policy.weights(), options.lora()),
                options.sft(),
                tokenized.stream().mapToInt(TokenizedExample::length).max().orElseThrow());
        Policies.announce(estimate, options.placement(), console);
        var stop = new AtomicBoolean();
        var directory = options.runs().resolve(options.name());
        try (var run = RunDirectory.open(directory, existing, new RunDirectory.Start(yaml, argv, options.seed()));
                var trainer = new SftTrainer(policy.weights(), options.sft().withSeed(options.seed()));
                var interrupts = Interrupts.onFirst(console, () -> stop.set(true))) {
            run.checkpoints().latest().ifPresent(step -> {
                policy.load(run.checkpoints().path(step));
                trainer.resume(run.checkpoints().path(step));
                run.dropAfter(step);
                console.line("going on after step " + step);
            });
            var last = trainer.run(passes(tokenized), p -> {
                run.log(p.step(), Map.of(MetricNames.SFT_LOSS, p.loss(), MetricNames.TRAIN_TOKENS_PER_SECOND, p.tokensPerSecond()));
                console.line(
                        "step %d/%d  loss %.4f  grad norm %.2f  %,.0f tokens/s".formatted(p.step(), p.steps(), p.loss(), p.gradientNorm(),
                                p.tokensPerSecond()));
                if (options.checkpointEvery() > 0 && p.step() % options.checkpointEvery() == 0) save(policy, trainer, run, p.step());
            }, stop::get);
            console.line("checkpoint " + save(policy, trainer, run, last.step()));
            Policies.compare(estimate, options.placement(), console);
            if (stop.get()) {
                run.interrupt();
                console.line("stopped; go on with the same command and --resume");
            } else
                run.finish();
            return interrupts.exitCode();
        }
    }

    private Path save(Policy policy, SftTrainer trainer, RunDirectory run, int step) {
        var folder = run.checkpoints().begin(step);
        policy.saveCheckpoint(folder, options.save());
        trainer.save(folder);
        var kept = run.checkpoints().commit(step);
        run.checkpoints().keepLast(KEPT);
        return kept;
    }

    /// Endless: the traces, in an order of their own for each pass.
    private Iterator<TokenizedExample> passes(List<TokenizedExample> traces) {
        return new Iterator<>() {
            private final Random random = new Random(options.seed());
            private List<TokenizedExample> pass = List.of();
            private int next;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public TokenizedExample next() {
                if (next == pass.size()) {
                    var shuffled = new ArrayList<>(traces);
                    Collections.shuffle(shuffled, random);
                    pass = shuffled;
                    next = 0;
                }
                return pass.get(next++);
            }
        };
    }
}
