package dev.retool4j.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/// One family of mini-AIME problems: how its numbers are drawn, what the answer is, and everything that is said and programmed about it.
/// In texts and programs `{a}` stands for a number of the statement, `{answer}` or a value for the written working.
///
/// @param name     as in tags and ids
/// @param easy     whether a short written working is enough; the others need the interpreter
/// @param draw     the statement's numbers, by name
/// @param answer   from those numbers, 0 to 999
/// @param values   further values that the written working mentions
/// @param programs correct programs; the first one is the usual one
/// @param wrong    programs that run but print a wrong result
/// @param working  the working as written by hand, without the answer's tags; always ends in the right answer
/// @param bodies   bodies by wording; alternatives stand in brackets, `[remainder|residue]`
record Family(String name, boolean easy, Function<Draw, Numbers> draw, ToIntFunction<Numbers> answer,
        Function<Numbers, Map<String, String>> values, List<String> programs, List<String> wrong, String working,
        Map<Wording, List<String>> bodies) {

    static Builder easy(String name) {
        return new Builder(name, true);
    }

    static Builder hard(String name) {
        return new Builder(name, false);
    }

    /// The bodies of a wording, alternatives in brackets; NARROW is part of TRAIN.
    List<String> bodies(Wording wording) {
        var lines = bodies.getOrDefault(wording == Wording.NARROW ? Wording.TRAIN : wording, List.of());
        return wording == Wording.NARROW ? lines.subList(0, Math.min(3, lines.size())) : lines;
    }

    /// A statement's body with its numbers.
    String body(Wording wording, RandomGenerator random, Numbers numbers) {
        var choices = bodies(wording);
        var chosen = Alternatives.choose(choices.get(random.nextInt(choices.size())), wording == Wording.NARROW ? null : random);
        return Template.fill(chosen, numbers.byName());
    }

    /// Correct programs, wrong programs and the written working for a statement's numbers.
    WorkedProblem work(Problem problem, Numbers numbers) {
        var all = new LinkedHashMap<String, Object>(numbers.byName());
        all.put("answer", answer.applyAsInt(numbers));
        all.putAll(values.apply(numbers));
        return new WorkedProblem(problem, programs.stream().map(program -> Template.fill(program, numbers.byName())).toList(),
                wrong.stream().map(program -> Template.fill(program, numbers.byName())).toList(), Template.fill(working, all));
    }

    /// Collects a family's parts.
    static final class Builder {
        private final String name;
        private final boolean easy;
        private Function<Draw, Numbers> draw = d -> Numbers.of("n", 0);
        private ToIntFunction<Numbers> answer = n -> -1;
        private Function<Numbers, Map<String, String>> values = n -> Map.of();
        private final List<String> programs = new ArrayList<>();
        private final List<String> wrong = new ArrayList<>();
        private String working = "";
        private final Map<Wording, List<String>> bodies = new LinkedHashMap<>();

        private Builder(String name, boolean easy) {
            this.name = name;
            this.easy = easy;
        }

        Builder draw(Function<Draw, Numbers> value) {
            draw = value;
            return this;
        }

        Builder answer(ToIntFunction<Numbers> value) {
            answer = value;
            return this;
        }

        Builder values(Function<Numbers, Map<String, String>> value) {
            values = value;
            return this;
        }

        Builder program(String source) {
            programs.add(source.stripTrailing());
            return this;
        }

        Builder wrong(String source) {
            wrong.add(source.stripTrailing());
            return this;
        }

        Builder working(String text) {
            working = text;
            return this;
        }

        /// Bodies that training uses, one on a line. The first three are the narrow ones.
        Builder train(String lines) {
            return bodies(Wording.TRAIN, lines);
        }

        Builder valid(String lines) {
            return bodies(Wording.VALID, lines);
        }

        Builder test(String lines) {
            return bodies(Wording.TEST, lines);
        }

        private Builder bodies(Wording wording, String lines) {
            bodies.put(wording, lines.lines().filter(line -> !line.isBlank()).toList());
            return this;
        }

        Family build() {
            return new Family(name, easy, draw, answer, values, List.copyOf(programs), List.copyOf(wrong), working, Map.copyOf(bodies));
        }
    }
}
