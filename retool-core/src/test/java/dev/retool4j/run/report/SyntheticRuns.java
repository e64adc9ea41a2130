package dev.retool4j.run.report;

import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.TestResponse;
import dev.retool4j.data.Problem;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.Protocol;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.sandbox.ExecutionResult.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Runs that look like the demo's, drawn at random from a seed, to see the report without training anything.
final class SyntheticRuns {
    private static final List<String> HARD = List.of("modpow", "sumdiv", "gcd", "digsum", "ndiv", "comb", "prod", "zeros");
    private static final List<String> EASY = List.of("max", "min", "rev", "tens", "last", "dsum");

    private final Random random;
    private final int problems;
    private final int samples;

    private SyntheticRuns(long seed, int problems, int samples) {
        this.random = new Random(seed);
        this.problems = problems;
        this.samples = samples;
    }

    /// A run with the interpreter under `<root>/tool` and a text-only one under `<root>/text`.
    static ReportInput write(Path root, int problems, int samples) {
        new SyntheticRuns(7, problems, samples).write(root.resolve("tool"), true, 100);
        new SyntheticRuns(8, problems, samples).write(root.resolve("text"), false, 270);
        return new ReportInput("retool demo: with and without the interpreter", root,
                new ReportInput.Arm("with interpreter", root.resolve("tool")),
                new ReportInput.Arm("text only", root.resolve("text")), null, Map.of("policy", "0.88 M parameters"),
                List.of("The cold-start traces contain corrected code (9% of them): self-correction is learnt there, not found by reinforcement learning.",
                        "A call costs the policy nothing, so calling always is the best it can do: choosing when to call is not shown.",
                        "The problems are generated, 16 families with a few wordings each; they say nothing about real competition problems."));
    }

    private void write(Path path, boolean tool, int steps) {
        var configuration = "name: " + path.getFileName() + "\nalgorithm: ppo\nsteps: " + steps
                + "\nppo:\n  clip_low: 0.2\n  clip_high: 0.28\n";
        try (var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE,
                new RunDirectory.Start(configuration, List.of("retool", "demo", "seed=7"), 7))) {
            for (int step = 0; step <= steps; step++) {
                double progress = 1 - Math.exp(-4.0 * step / steps);
                if (step > 0) run.log(step, training(tool, progress));
                if (step % (tool ? 20 : 54) == 0) {
                    evaluate(run, step, "heldout", tool, progress, 1.0, samples);
                    if (step == steps) evaluate(run, step, "greedy", tool, Math.min(1, progress + 0.1), 0, 1);
                }
            }
            run.finish();
        }
    }

    private Map<String, Double> training(boolean tool, double progress) {
        double accuracy = clamp((tool ? 0.45 + 0.45 * progress : 0.12 + 0.06 * progress) + random.nextGaussian() * 0.04);
        double noise = 1 + random.nextGaussian() * 0.08;
        var metrics = new LinkedHashMap<String, Double>();
        metrics.put(MetricNames.REWARD_MEAN, 2 * accuracy - 1);
        metrics.put(MetricNames.TRAIN_ACCURACY, accuracy);
        metrics.put(MetricNames.RESPONSE_LENGTH, (tool ? 65 - 8 * progress : 36) * noise);
        metrics.put(MetricNames.ACTOR_ENTROPY, (tool ? 0.26 - 0.18 * progress : 0.5 - 0.1 * progress) * noise);
        metrics.put(MetricNames.ACTOR_CLIP_FRACTION, 0.004 * noise);
        metrics.put(MetricNames.ACTOR_GRAD_NORM, 0.8 * noise * (1 + random.nextDouble()));
        metrics.put(MetricNames.ACTOR_MISMATCH_MAX, 2e-6 * (1 + random.nextDouble()));
        metrics.put(MetricNames.CRITIC_EXPLAINED_VARIANCE, 0.6 * progress + 0.05 * random.nextGaussian());
        double rollout = (tool ? 1.3 : 0.8) * noise;
        double update = 0.9 * (1 + random.nextDouble() * 0.1);
        metrics.put(MetricNames.TIME_ROLLOUT, rollout);
        metrics.put(MetricNames.TIME_UPDATE, update);
        metrics.put(MetricNames.TIME_STEP, rollout + update + 0.05);
        if (tool) metrics.put(MetricNames.TIME_INTERPRETER, 0.9 * noise);
        metrics.put(MetricNames.ROLLOUT_TOKENS_PER_SECOND, 4200 / noise);
        metrics.put(MetricNames.TRAIN_TOKENS_PER_SECOND, 9100 * noise);
        return metrics;
    }

    private void evaluate(RunDirectory run, int step, String set, boolean tool, double progress, double temperature, int count) {
        var scored = new ArrayList<Scored>();
        for (int i = 0; i < problems; i++) {
            boolean easy = i % 16 >= HARD.size() + 1;
            var family = easy ? EASY.get(i % EASY.size()) : HARD.get(i % HARD.size());
            int a = 3 + i % 90;
            int b = 20 + i * 7 % 380;
            int m = 20 + i * 37 % 900;
            var problem = new Problem("mini-aime/" + family + "/" + i,
                    "Let N be the remainder when " + a + "^" + b + " is divided by " + m + ". Find N.",
                    Integer.toString(modularPower(a, b, m)), Map.of("family", family, "level", easy ? "easy" : "hard"));
            for (int sample = 0; sample < count; sample++) {
                var id = "eval-" + set + "-%06d-%04d-%d".formatted(step, i, sample);
                scored.add(tool
                        ? withCode(id, problem, sample, a, b, m, progress, easy)
                        : plain(id, problem, sample, a, b, m, progress, easy));
            }
        }
        var protocol = new Protocol(problems, count, Sampling.temperature(temperature), tool ? 180 : 100, tool ? 180 : 100, tool ? 4 : 0,
                7);
        run.evaluations().write(step, set, protocol, scored);
    }

    private Scored withCode(String id, Problem problem, int sample, int a, int b, int m, double progress, boolean easy) {
        if (random.nextDouble() > 0.66 + 0.335 * progress) return plain(id, problem, sample, a, b, m, progress / 2, easy);
        var response = TestResponse.response();
        if (random.nextDouble() > progress)
            response.text("The base is " + a + ", the power is " + b + " and the modulus is " + m + ". Let me compute it.\n", 34);
        var answer = problem.answer();
        boolean fails = random.nextDouble() < 0.25 - 0.19 * progress;
        if (fails) {
            response.block("a = " + a + "\nm = " + m + "\nprint(pow(a, b, m))", 31, Status.ERROR,
                    "Traceback (most recent call last):\n  File \"/tmp/snippet.py\", "
                            + "line 3, in <module>\n    print(pow(a, b, m))\n                 ^\nNameError: name 'b' is not defined",
                    38);
            if (random.nextDouble() > 0.15 + 0.25 * progress) {
                response.text("Something went wrong. I will give my best guess.\n", 11).answer("0", 7);
                return scored(response, id, problem, sample, "0");
            }
            response.text("Oops, b is not defined. Let me correct that.\n", 12);
        }
        boolean wrong = random.nextDouble() > 0.72 + 0.2 * progress;
        if (wrong) answer = Integer.toString(a * b % m);
        response.block(wrong ? "print(" + a + " * " + b + " % " + m + ")" : "a = " + a + "\nb = " + b + "\n\nprint(pow(a, b, " + m + "))",
                wrong ? 19 : 33,
                Status.FINISHED, answer, 9).answer(answer, 9);
        return scored(response, id, problem, sample, answer);
    }

    private Scored plain(String id, Problem problem, int sample, int a, int b, int m, double progress, boolean easy) {
        boolean right = random.nextDouble() < (easy ? 0.22 + 0.12 * progress : 0.02);
        var answer = right ? problem.answer() : Integer.toString(random.nextInt(m));
        var response = TestResponse.response()
                .text("The base is " + a + ", the power is " + b + " and the modulus is " + m + ". Squaring again and again gives "
                        + answer + ".\n", 24 + random.nextInt(12));
        if (random.nextDouble() < 0.03) return scored(response.stop(StopReason.RESPONSE_LENGTH), id, problem, sample, "");
        return scored(response.answer(answer, 8), id, problem, sample, answer);
    }

    private static Scored scored(TestResponse response, String id, Problem problem, int sample, String answer) {
        boolean correct = problem.answer().equals(answer);
        return new Scored(response.trajectory(id, problem, sample),
                new Reward(correct ? 1 : -1, correct, answer.isEmpty() ? null : answer, correct ? "equal" : "different"));
    }

    private static int modularPower(int base, int power, int modulus) {
        return java.math.BigInteger.valueOf(base).modPow(java.math.BigInteger.valueOf(power), java.math.BigInteger.valueOf(modulus))
                .intValue();
    }

    private static double clamp(double share) {
        return Math.clamp(share, 0.0, 1.0);
    }

    /// Writes runs and their report into a folder, to be looked at in a browser.
    public static void main(String[] arguments) {
        var report = Report.of(write(Path.of(arguments[0]), 432, 2));
        System.out.println(report.write());
        System.out.print(report.terminal());
    }
}
