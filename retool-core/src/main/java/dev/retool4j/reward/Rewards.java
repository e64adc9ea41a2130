package dev.retool4j.reward;

import dev.retool4j.data.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The reward functions, by name. Each is pure, and reports `correct` apart from the reward.
public final class Rewards {
    /// What the verl recipe gives a wrong answer for each tool call, and where it stops.
    public static final CallBonus VERL_CALLS = new CallBonus(0.1, -0.6);
    /// What a right answer loses in a response that breaks the format.
    public static final double FORMAT_PENALTY = 0.5;

    /// Opens a tool's output where calls are messages (Qwen, Hermes).
    private static final String TOOL_RESPONSE = "<tool_response>";

    private static final RewardFunction PAPER = answer("paper", AnswerExtractor.ANSWER_BOX, Equivalence.standard());
    private static final Map<String, RewardFunction> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("paper", PAPER);
        KNOWN.put("last-box", answer("last-box", AnswerExtractor.LAST_BOX, Equivalence.standard()));
        KNOWN.put("verl-recipe", verlRecipe(VERL_CALLS));
        KNOWN.put("format", formatAware(FORMAT_PENALTY));
    }

    /// A bonus on wrong answers for calling the interpreter.
    ///
    /// @param perCall what each call adds to −1
    /// @param most    the reward that no wrong answer exceeds
    public record CallBonus(double perCall, double most) {
        public CallBonus {
            if (!(perCall >= 0)) throw new IllegalArgumentException("perCall must not be negative, got " + perCall);
            if (!(most >= -1 && most < 1)) throw new IllegalArgumentException("most must lie in [-1, 1), got " + most);
        }
    }

    /// A function with what is to be recorded of it.
    private record Described(Scoring scoring, RewardFunction function) implements RewardFunction {
        @Override
        public Reward score(Problem problem, String response) {
            return function.score(problem, response);
        }
    }

    private Rewards() {}

    /// The paper's (ReTool eq. 2): +1 where the final answer equals the ground truth, −1 otherwise; nothing for code that runs.
    public static RewardFunction paper() {
        return PAPER;
    }

    /// ±1 with another extractor or other rules of equality.
    public static RewardFunction answer(AnswerExtractor extractor, Equivalence equivalence) {
        return answer("answer", extractor, equivalence);
    }

    private static RewardFunction answer(String name, AnswerExtractor extractor, Equivalence equivalence) {
        var scoring = new Scoring(name, AnswerExtractor.nameOf(extractor), equivalence.description());
        return new Described(scoring, (problem, response) -> {
            var answer = extractor.extract(response);
            if (answer == null) return new Reward(-1, false, null, "no answer");
            var judgement = equivalence.judge(problem.answer(), answer);
            return switch (judgement.verdict()) {
                case EQUAL -> new Reward(1, true, answer, "equal");
                case DIFFERENT -> new Reward(-1, false, answer, "different");
                case UNDECIDED -> new Reward(-1, false, answer, "undecided: " + judgement.reason());
            };
        });
    }

    /// The verl recipe's: the strict box against the ground truth as plain strings; a wrong answer earns a little for each tool call.
    public static RewardFunction verlRecipe(CallBonus bonus) {
        return new Described(new Scoring("verl-recipe", AnswerExtractor.nameOf(AnswerExtractor.VERL_STRICT_BOX), "equal text"), (problem,
                response) -> {
            var answer = AnswerExtractor.VERL_STRICT_BOX.extract(response);
            if (answer != null && answer.equals(problem.answer())) return new Reward(1, true, answer, "equal");
            var calls = ResponseFormat.count(response, ResponseFormat.OUTPUT_OPEN) + ResponseFormat.count(response, TOOL_RESPONSE);
            var reward = Math.min(bonus.most(), -1 + bonus.perCall() * calls);
            return new Reward(reward, false, answer, answer == null ? "no answer" : "different");
        });
    }

    /// The paper's, less a penalty where a right answer stands in a response that breaks the format (see [ResponseFormat]).
    ///
    /// @param penalty from 0 to 2
    public static RewardFunction formatAware(double penalty) {
        if (!(penalty >= 0 && penalty <= 2)) throw new IllegalArgumentException("the format penalty must lie in [0, 2], got " + penalty);
        var scoring = new Scoring("format", PAPER.scoring().extractor(), PAPER.scoring().verifier());
        return new Described(scoring, (problem, response) -> {
            var reward = PAPER.score(problem, response);
            if (!reward.correct()) return reward;
            var fault = ResponseFormat.fault(response);
            return fault == null ? reward : new Reward(1 - penalty, true, reward.answer(), "equal, but " + fault);
        });
    }

    /// A reward function by the name that configurations use.
    ///
    /// @throws IllegalArgumentException for an unknown name, saying which one was probably meant
    public static RewardFunction named(String name) {
        return Named.lookup("reward function", name, KNOWN);
    }

    /// The names that [#named] knows.
    public static List<String> names() {
        return List.copyOf(KNOWN.keySet());
    }
}
