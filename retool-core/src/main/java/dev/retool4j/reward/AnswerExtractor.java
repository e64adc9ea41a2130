package dev.retool4j.reward;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds the final answer in a response. Linear in the response's length, without backtracking.
@FunctionalInterface
public interface AnswerExtractor {
    /// The paper's rule (ReTool Fig. 7): the last balanced `\boxed{…}` inside the last `<answer>…</answer>`.
    AnswerExtractor ANSWER_BOX = Extractors::answerBox;
    /// The last balanced `\boxed{…}` or `\fbox{…}` anywhere.
    AnswerExtractor LAST_BOX = Extractors::lastBox;
    /// ReTool's released evaluator: what the last `boxed` opens, even where it is not closed; without one, the last integer of the last line.
    AnswerExtractor RETOOL_EVALUATOR = Extractors::retoolEvaluator;
    /// verl's strict rule: the last `\boxed{…}` that begins within the last 100 characters.
    AnswerExtractor VERL_STRICT_BOX = Extractors::verlStrictBox;
    /// verl's loose rule: what follows the last `Answer:` on its line, within the last 300 characters.
    AnswerExtractor VERL_ANSWER_LINE = Extractors::verlAnswerLine;
    /// GSM8K's rule: the number after the last `####`.
    AnswerExtractor GSM8K = Extractors::gsm8k;

    /// The final answer without its wrapping, trimmed; null where the response has none.
    @Nullable
    String extract(String response);

    /// An extractor by the name that configurations use.
    ///
    /// @throws IllegalArgumentException for an unknown name, saying which one was probably meant
    static AnswerExtractor named(String name) {
        return Named.lookup("answer extractor", name, Extractors.NAMED);
    }

    /// The name that configurations use for an extractor; `custom` where they have none.
    static String nameOf(AnswerExtractor extractor) {
        return Extractors.NAMED.entrySet().stream().filter(named -> named.getValue() == extractor).map(Map.Entry::getKey).findFirst()
                .orElse("custom");
    }

    /// The names that [#named] knows.
    static List<String> names() {
        return List.copyOf(Extractors.NAMED.keySet());
    }
}
