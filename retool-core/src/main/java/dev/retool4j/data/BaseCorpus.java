package dev.retool4j.data;

import dev.retool4j.chat.ToolTags;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;

/// The documents that a policy learns to read, copy and write code from before it learns to answer: an endless stream, addressed by index.
///
/// - bare code: a statement, then a program for it in a code block;
/// - bare working: a statement of an easy family, then its working and answer;
/// - copy drills: a statement that is repeated, or a list of named numbers that is repeated in another order.
///
/// The prompt (statement or list) is masked in the loss. It has no `<|assistant|>`, so that these documents do not set the assistant's
/// habits. Only the training split's numbers stand in them.
public final class BaseCorpus {
    private static final String USER = "<|user|>";
    private static final List<String> KEYS = List.of("a", "b", "c", "m", "n", "p", "r", "s", "x", "from", "to", "by", "modulo", "of",
            "power",
            "remainder", "step", "base", "between", "when", "divided");
    private static final List<String> EQUALS = List.of(" = ", " is ", " ");
    private static final List<String> BETWEEN = List.of(" ", ", ", " and ");
    private static final double ECHO = 0.3;

    private final MiniAime problems;
    private final BaseMix mix;
    private final long seed;

    public BaseCorpus(MiniAime problems, BaseMix mix, long seed) {
        this.problems = problems;
        this.mix = mix;
        this.seed = seed;
    }

    /// Document number `index`.
    public SupervisedExample example(long index) {
        var random = Seeds.random(seed, index);
        double kind = random.nextDouble();
        if (kind < mix.drills()) return random.nextDouble() < ECHO ? echo(random, index) : lookUp(random, index);
        if (kind < mix.drills() + mix.workings()) return working(random, index);
        return code(random, index);
    }

    private SupervisedExample code(RandomGenerator random, long index) {
        var worked = problems.worked(problem(problems.families(), random, index));
        var program = ProgrammaticTeacher.program(worked, random);
        return document(worked.problem(), USER + worked.problem().question(), new Span(Span.Kind.CODE, ToolTags.code(program)));
    }

    private SupervisedExample working(RandomGenerator random, long index) {
        var worked = problems.worked(problem(problems.easyFamilies(), random, index));
        return document(worked.problem(), USER + worked.problem().question(), new Span(Span.Kind.TEXT, worked.working() + "\n"),
                new Span(Span.Kind.ANSWER, ToolTags.answer(worked.problem().answer())));
    }

    private SupervisedExample echo(RandomGenerator random, long index) {
        var statement = problem(problems.families(), random, index).question();
        var text = statement.substring(0, statement.length() - 1);
        return drill(text, text, index);
    }

    private SupervisedExample lookUp(RandomGenerator random, long index) {
        var draw = new Draw(random, Split.TRAIN);
        int count = draw.any(2, 4);
        var keys = new HashSet<String>();
        var assignments = new ArrayList<String>();
        while (assignments.size() < count) {
            var key = draw.pick(KEYS);
            if (keys.add(key)) assignments.add(key + draw.pick(EQUALS) + draw.number(0, (int) Math.pow(10, draw.any(1, 3))));
        }
        var between = draw.pick(BETWEEN);
        var question = String.join(between, assignments);
        Collections.shuffle(assignments, java.util.Random.from(random));
        return drill(question, String.join(between, assignments), index);
    }

    private SupervisedExample drill(String given, String wanted, long index) {
        var problem = new Problem("drill/" + index, given, "");
        return document(problem, USER + given + USER, new Span(Span.Kind.TEXT, wanted));
    }

    private Problem problem(List<String> families, RandomGenerator random, long index) {
        var family = families.get(random.nextInt(families.size()));
        return problems.problem(Split.TRAIN, mix.wording(), family, random, index);
    }

    private static SupervisedExample document(Problem problem, String prompt, Span... spans) {
        return new SupervisedExample(problem, prompt, List.of(spans));
    }
}
