package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.analysis.Scored;
import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.data.Problem;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.LocalEngine;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Policy;
import dev.retool4j.model.SaveOptions;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.TraceNote;
import dev.retool4j.run.TraceSource;
import dev.retool4j.sandbox.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RlRunTest {
    @TempDir
    private static Path folder;
    private static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void load() throws IOException {
        NativeSetup.initialize(1);
        new BpeTrainer(300, 1000, BpeTrainer.SPECIAL_TOKENS).train(List.of("yes no 0 1 2 3")).write(folder.resolve("tokenizer"));
        tokenizer = HuggingFaceTokenizer.load(folder.resolve("tokenizer"));
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void notesStandBesideTheTracesOfTheStepsThatWereAskedFor() {
        try (var run = train("every-second", 2)) {
            for (var entry : run.index(TraceSource.TRAIN)) {
                var note = run.traces().note(TraceNote.TRAINER, entry.id());
                assertThat(note != null).as(entry.id()).isEqualTo(entry.step() == 2);
                if (note == null) continue;
                var mask = run.load(TraceSource.TRAIN, entry).trajectory().lossMask();
                assertThat(note.tokens()).containsOnlyKeys(TraceNote.ADVANTAGE, TraceNote.RETURN, TraceNote.DIFFERENCE, TraceNote.ENTROPY);
                for (var name : note.tokens().keySet())
                    assertThat(note.column(name, mask)).as(name).hasSize(entry.tokens());
            }
            var vocabulary = run.vocabulary().orElseThrow();
            assertThat(vocabulary.bytes(300)).isEqualTo(tokenizer.bytes(300));
        }
    }

    @Test
    void notesDoNotChangeWhatIsLearned() throws IOException {
        try (var with = train("with", 1); var without = train("without", 0)) {
            assertThat(with.traces().notes(TraceNote.TRAINER)).hasSize(48);
            assertThat(without.traces().notes(TraceNote.TRAINER)).isEmpty();
            assertThat(with.checkpoints().path(3).resolve("model.safetensors"))
                    .hasSameBinaryContentAs(without.checkpoints().path(3).resolve("model.safetensors"));
            assertThat(with.checkpoints().path(3).resolve("trainer_state.safetensors"))
                    .hasSameBinaryContentAs(without.checkpoints().path(3).resolve("trainer_state.safetensors"));
        }
    }

    /// Three steps of PPO; the run directory, finished, is left to the caller to close.
    private static RunDirectory train(String name, int annotateEvery) {
        var weights = Initialization.random(new ModelConfig(tokenizer.vocabularySize(), 32, 2, 4, 2, 8, 48, 10000.0, 1e-6, 128, true), 4);
        var rl = new RlOptions(RlOptions.Algorithm.PPO, 3, 8, 2, 2, 1, 8, 1, PassOptions.DEFAULT.withThreads(1), 1, 1, true, true,
                PolicyLoss.DEFAULT, LossAggregation.TOKEN_MEAN, OptimizerOptions.adamW(1e-2), ScheduleOptions.CONSTANT, 1.0,
                new RlOptions.CriticOptions(16, 1e-2, 1, Double.POSITIVE_INFINITY), RlOptions.OldLogprobs.ENGINE);
        var rollout = new RolloutOptions(Sampling.temperature(1), 12, 12, 2, 60, InterpreterOutput.DEFAULT, Limits.DEFAULT, "demo");
        var run = RunDirectory.open(folder.resolve(name), RunDirectory.Existing.REFUSE, new RunDirectory.Start("", List.of(), 3));
        new RlRun(new Policy(weights, tokenizer, folder.resolve("tokenizer")), RolloutSite.inProcess(new LocalEngine.Options(16, 100, 1)),
                null, (problem, response) -> {
                    boolean correct = response.contains("7");
                    return new Reward(correct ? 1 : -1, correct, response, "");
                },
                (step, count) -> IntStream.range(0, count).mapToObj(i -> new Problem("p" + step + "-" + i, "write " + i % 4, "7")).toList(),
                List.of(), run, new RlRun.Options(rl, rollout, 0, 0, 0, annotateEvery, 3, SaveOptions.DEFAULT), new Silent())
                .run(() -> false);
        run.finish();
        return run;
    }

    private static final class Silent implements RlRun.Listener {
        @Override
        public void onStep(RlTrainer.Step step, Map<String, Double> metrics) {}

        @Override
        public void onEvaluation(int step, EvaluationSummary summary, List<Scored> samples) {}
    }
}
