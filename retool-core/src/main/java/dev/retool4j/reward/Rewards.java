package dev.retool4j.reward;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The reward functions, by name.
public final class Rewards {
    private static final RewardFunction PAPER = answer(AnswerExtractor.ANSWER_BOX, Equivalence.standard());

    private Rewards() {}

    /// The paper's (ReTool eq. 2): +1 where the final answer equals the ground truth, −1 otherwise; nothing for code that runs.
    public static RewardFunction paper() {
        return PAPER;
    }

    /// ±1 with another extractor or other rules of equality.
    public static RewardFunction answer(AnswerExtractor extractor, Equivalence equivalence) {
        return (problem, response) -> {
            var answer = extractor.extract(response);
            if (answer == null) return new Reward(-1, false, null, "no answer");
            var judgement = equivalence.judge(problem.answer(), answer);
            return switch (judgement.verdict()) {
                case EQUAL -> new Reward(1, true, answer, "equal");
                case DIFFERENT -> new Reward(-1, false, answer, "different");
                case UNDECIDED -> new Reward(-1, false, answer, "undecided: " + judgement.reason());
            };
        };
    }

    /// A reward function by the name that configurations use.
    ///
    /// @throws IllegalArgumentException for an unknown name, saying which one was probably meant
    public static RewardFunction named(String name) {
        return Named.lookup("reward function", name, known());
    }

    /// The names that [#named] knows.
    public static List<String> names() {
        return List.copyOf(known().keySet());
    }

    private static Map<String, RewardFunction> known() {
        var known = new LinkedHashMap<String, RewardFunction>();
        known.put("paper", PAPER);
        return known;
    }
}
