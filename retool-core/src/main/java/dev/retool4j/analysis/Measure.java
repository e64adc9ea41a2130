package dev.retool4j.analysis;

import dev.retool4j.rollout.InterpreterCall;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// The measures of tool use: those of ReTool's Figure 3 with the choices that the paper leaves open, and a few of our own.
///
/// A *response* is one scorable trajectory. A *block* is one interpreter call; it *succeeds* if its program ended without error (a
/// malformed block failed). A response is *right* if its final answer is. A block's *position* is the index of its first token over the
/// response's length in tokens, interpreter output included.
public enum Measure {
    /// Figure 3a. Numerator: tokens of all responses, interpreter output included. Denominator: responses.
    RESPONSE_LENGTH("response/length", "Response length", "tokens",
            "Mean length of a response in tokens, interpreter output included: tokens of all responses ÷ responses.") {
        @Override
        Ratio of(List<Scored> responses) {
            return mean(responses, s -> s.trajectory().length());
        }
    },
    /// Ours. Numerator: tokens that the policy sampled. Denominator: responses.
    SAMPLED_LENGTH("response/sampled_length", "Sampled length", "tokens",
            "Mean number of tokens that the policy itself wrote, interpreter output left out: sampled tokens ÷ responses.") {
        @Override
        Ratio of(List<Scored> responses) {
            return mean(responses, s -> {
                int sampled = 0;
                for (boolean mine : s.trajectory().lossMask())
                    if (mine) sampled++;
                return sampled;
            });
        }
    },
    /// Figure 3b. Numerator: responses with at least one block. Denominator: responses.
    CODE_RATIO("code/ratio", "Code ratio", "share",
            "Share of responses that hold at least one complete code block: responses with a block ÷ responses.") {
        @Override
        Ratio of(List<Scored> responses) {
            return share(responses, s -> s.trajectory().usesCode());
        }
    },
    /// Figure 3c. Numerator: lines of all blocks, blank lines left out. Denominator: responses, those without code too.
    CODE_LINES("code/lines", "Code lines", "lines",
            "Mean lines of code in a response, blank lines left out, responses without code counted as 0: lines of all blocks ÷ responses.") {
        @Override
        Ratio of(List<Scored> responses) {
            return mean(responses, Measure::lines);
        }
    },
    /// Ours. Numerator: lines of all blocks, blank lines left out. Denominator: responses with at least one block.
    CODE_LINES_WHEN_USED("code/lines_when_used", "Code lines where code is used", "lines",
            "Mean lines of code in a response that uses code, blank lines left out: lines of all blocks ÷ responses with a block.") {
        @Override
        Ratio of(List<Scored> responses) {
            return mean(withCode(responses), Measure::lines);
        }
    },
    /// Ours. Numerator: blocks. Denominator: responses.
    CODE_BLOCKS("code/blocks", "Code blocks", "blocks", "Mean number of code blocks in a response: blocks ÷ responses.") {
        @Override
        Ratio of(List<Scored> responses) {
            return mean(responses, s -> s.trajectory().calls().size());
        }
    },
    /// Figure 3d. Numerator: blocks that succeeded. Denominator: 1, since the paper plots the total over its test set.
    CORRECT_CODE("code/correct_count", "Correct code count", "blocks",
            "Blocks that ran without error, summed over all responses of the evaluation (it grows with the number of responses).") {
        @Override
        Ratio of(List<Scored> responses) {
            return new Ratio(calls(responses).stream().filter(InterpreterCall::succeeded).count(), 1);
        }
    },
    /// Ours. Numerator: blocks that succeeded. Denominator: blocks.
    PASS_RATE("code/pass_rate", "Pass rate of all blocks", "share",
            "Share of code blocks that ran without error: succeeding blocks ÷ blocks.") {
        @Override
        Ratio of(List<Scored> responses) {
            var calls = calls(responses);
            return new Ratio(calls.stream().filter(InterpreterCall::succeeded).count(), calls.size());
        }
    },
    /// Ours. Numerator: blocks that held no program that could be run. Denominator: blocks.
    MALFORMED_RATE("code/malformed", "Malformed calls", "share",
            "Share of calls that held no program that could be run, so that nothing ran: malformed blocks ÷ blocks.") {
        @Override
        Ratio of(List<Scored> responses) {
            var calls = calls(responses);
            return new Ratio(calls.stream().filter(InterpreterCall::malformed).count(), calls.size());
        }
    },
    /// Figure 3e, right responses. Numerator: those whose last block succeeded. Denominator: right responses with a block.
    LAST_PASS_RIGHT("code/last_pass_rate_right", "Pass rate of the last block, right responses", "share",
            "Among right responses that use code, the share whose last block ran without error.") {
        @Override
        Ratio of(List<Scored> responses) {
            return share(withCode(responses).stream().filter(s -> s.reward().correct()).toList(),
                    s -> s.trajectory().calls().getLast().succeeded());
        }
    },
    /// Figure 3e, wrong responses. Numerator: those whose last block succeeded. Denominator: wrong responses with a block.
    LAST_PASS_WRONG("code/last_pass_rate_wrong", "Pass rate of the last block, wrong responses", "share",
            "Among wrong responses that use code, the share whose last block ran without error.") {
        @Override
        Ratio of(List<Scored> responses) {
            return share(withCode(responses).stream().filter(s -> !s.reward().correct()).toList(),
                    s -> s.trajectory().calls().getLast().succeeded());
        }
    },
    /// Figure 3f, first block. Numerator: positions of first blocks. Denominator: responses with a block.
    FIRST_INVOCATION("code/first_invocation", "Invocation timing, first block", "share of the response",
            "Mean position of the first block: its first token's index ÷ the response's length, over responses that use code.") {
        @Override
        Ratio of(List<Scored> responses) {
            return mean(withCode(responses), s -> position(s, s.trajectory().calls().getFirst()));
        }
    },
    /// Figure 3f, all blocks. Numerator: positions of blocks. Denominator: blocks.
    MEAN_INVOCATION("code/mean_invocation", "Invocation timing, all blocks", "share of the response",
            "Mean position of all blocks: first token's index ÷ the response's length, over blocks.") {
        @Override
        Ratio of(List<Scored> responses) {
            double sum = 0;
            for (var s : responses)
                for (var call : s.trajectory().calls())
                    sum += position(s, call);
            return new Ratio(sum, calls(responses).size());
        }
    },
    /// Ours. Numerator: responses whose first block failed. Denominator: responses with a block.
    FIRST_FAILURE("code/first_failure", "First block fails", "share",
            "Among responses that use code, the share whose first block failed.") {
        @Override
        Ratio of(List<Scored> responses) {
            return share(withCode(responses), s -> !s.trajectory().calls().getFirst().succeeded());
        }
    },
    /// Ours (the paper shows cases, no rate). Numerator: responses where a later block succeeded after a failed one. Denominator:
    /// responses with a failed block.
    SELF_CORRECTION("code/self_correction", "Self-correction", "share",
            "Among responses with a failed block, the share in which a later block succeeded.") {
        @Override
        Ratio of(List<Scored> responses) {
            return share(withFailure(responses), Measure::correctsItself);
        }
    },
    /// Ours. Numerator: those whose answer is right. Denominator: responses with a failed block.
    RIGHT_AFTER_FAILURE("code/right_after_failure", "Right after a failed block", "share",
            "Among responses with a failed block, the share that ends with a right answer, by new code or without.") {
        @Override
        Ratio of(List<Scored> responses) {
            return share(withFailure(responses), s -> s.reward().correct());
        }
    };

    private final String key;
    private final String title;
    private final String unit;
    private final String definition;

    Measure(String key, String title, String unit, String definition) {
        this.key = key;
        this.title = title;
        this.unit = unit;
        this.definition = definition;
    }

    abstract Ratio of(List<Scored> responses);

    /// Its name in metrics, for example `code/ratio`.
    public String key() {
        return key;
    }

    /// Its name for people.
    public String title() {
        return title;
    }

    /// What it is counted in: `tokens`, `lines`, `blocks`, `share` or `share of the response`.
    public String unit() {
        return unit;
    }

    /// One sentence with numerator and denominator.
    public String definition() {
        return definition;
    }

    /// Whether it is a share, shown in percent.
    public boolean isShare() {
        return unit.startsWith("share");
    }

    /// A value of this measure as people read it.
    public String shown(double value) {
        return isShare() ? Figures.percent(value) : Figures.number(value);
    }

    /// Whether a response has a failed block and a later one that succeeds.
    public static boolean correctsItself(Scored response) {
        boolean failed = false;
        for (var call : response.trajectory().calls()) {
            if (failed && call.succeeded()) return true;
            failed |= !call.succeeded();
        }
        return false;
    }

    private static int lines(Scored response) {
        return response.trajectory().calls().stream().mapToInt(InterpreterCall::lines).sum();
    }

    private static double position(Scored response, InterpreterCall call) {
        return (double) call.token() / response.trajectory().length();
    }

    private static List<InterpreterCall> calls(List<Scored> responses) {
        return responses.stream().flatMap(s -> s.trajectory().calls().stream()).toList();
    }

    private static List<Scored> withCode(List<Scored> responses) {
        return responses.stream().filter(s -> s.trajectory().usesCode()).toList();
    }

    private static List<Scored> withFailure(List<Scored> responses) {
        Function<Scored, List<InterpreterCall>> calls = s -> s.trajectory().calls();
        return responses.stream().filter(s -> calls.apply(s).stream().anyMatch(call -> !call.succeeded())).toList();
    }

    private static Ratio mean(List<Scored> responses, ToDoubleFunction<Scored> value) {
        return new Ratio(responses.stream().mapToDouble(value).sum(), responses.size());
    }

    private static Ratio share(List<Scored> responses, Predicate<Scored> holds) {
        return new Ratio(responses.stream().filter(holds).count(), responses.size());
    }
}
