package dev.retool4j.analysis;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// When code is called on easy and on hard problems: problems are split by the share of right answers among their responses.
///
/// @param title      of the group
/// @param definition of the group
/// @param problems   in it
/// @param responses  to them
/// @param codeRatio  share of the responses with a code block; NaN without responses
/// @param calls      mean blocks in a response; NaN likewise
/// @param timing     mean position of the first block in responses with one: its first token's index ÷ the response's length; NaN without
public record Difficulty(String title, String definition, int problems, int responses, double codeRatio, double calls, double timing) {

    /// A response as it is counted.
    ///
    /// @param problem what was asked, and when: responses that share it are compared
    /// @param correct whether its answer is right
    /// @param calls   its code blocks
    /// @param timing  position of the first block, from 0 to 1; NaN without one
    public record Response(String problem, boolean correct, int calls, double timing) {}

    private enum Group {
        NEVER("all wrong", "No response to the problem is right.") {
            @Override
            boolean holds(double share) {
                return share == 0;
            }
        },
        HARD("hard", "Some responses are right, at most a third.") {
            @Override
            boolean holds(double share) {
                return share > 0 && share <= 1 / 3.0;
            }
        },
        MIDDLE("middle", "More than a third and less than two thirds are right.") {
            @Override
            boolean holds(double share) {
                return share > 1 / 3.0 && share < 2 / 3.0;
            }
        },
        EASY("easy", "At least two thirds are right, not all.") {
            @Override
            boolean holds(double share) {
                return share >= 2 / 3.0 && share < 1;
            }
        },
        ALWAYS("all right", "Every response to the problem is right.") {
            @Override
            boolean holds(double share) {
                return share == 1;
            }
        };

        private final String title;
        private final String definition;

        Group(String title, String definition) {
            this.title = title;
            this.definition = definition;
        }

        abstract boolean holds(double share);
    }

    /// The five groups, the hardest first; those without problems too.
    public static List<Difficulty> split(List<Response> responses) {
        var problems = responses.stream().collect(Collectors.groupingBy(Response::problem)).values();
        return List.of(Group.values()).stream().map(group -> {
            var chosen = problems.stream().filter(own -> group.holds(mean(own, r -> r.correct() ? 1 : 0))).toList();
            return of(group, chosen.size(), chosen.stream().flatMap(List::stream).toList());
        }).toList();
    }

    private static Difficulty of(Group group, int problems, List<Response> responses) {
        var coded = responses.stream().filter(r -> r.calls() > 0).toList();
        return new Difficulty(group.title, group.definition, problems, responses.size(), mean(responses, r -> r.calls() > 0 ? 1 : 0),
                mean(responses, Response::calls), mean(coded, Response::timing));
    }

    private static double mean(List<Response> responses, ToDoubleFunction<Response> value) {
        return responses.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
