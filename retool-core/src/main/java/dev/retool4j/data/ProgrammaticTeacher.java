package dev.retool4j.data;

import dev.retool4j.chat.ToolTags;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Writes traces on mini-AIME problems by rule: the text reasoning, and the rewriting of it with code. It runs the programs it writes and
/// takes their results, as a model with the tool would.
///
/// @param problems knows the programs and the written working of each problem
/// @param mix      how often each kind of trace is written
/// @param runner   runs the programs
public record ProgrammaticTeacher(MiniAime problems, TraceMix mix, CodeRunner runner) implements Rewriter {
    private static final double OPENING = 0.5;
    private static final double USUAL_PROGRAM = 0.75;

    /// Text reasoning for a problem: an opening, the working by hand, the answer.
    public TextTrace textTrace(Problem problem, RandomGenerator random) {
        var worked = problems.worked(problem);
        return new TextTrace(problem,
                opening(random) + pick(Phrases.BY_HAND, random) + "\n" + worked.working() + "\n" + ToolTags.answer(problem.answer()));
    }

    /// Text reasoning number `index` of a stream.
    public TextTrace textTrace(Problem problem, long seed, long index) {
        return textTrace(problem, Seeds.random(seed, index));
    }

    @Override
    public String rewrite(TextTrace trace, RandomGenerator random) {
        var worked = problems.worked(trace.problem());
        var answer = ToolTags.answer(trace.problem().answer());
        return switch (mix.draw(random)) {
            case TEXT -> trace.reasoning();
            case QUICK -> opening(random) + pick(Phrases.QUICK, random) + "\n" + answer;
            case EARLY -> early(program(worked, random), random);
            case LATE -> beforeAnswer(trace.reasoning()) + pick(Phrases.CHECK, random) + "\n" + solve(program(worked, random), random);
            case FIXED -> fixed(worked, random);
            case GIVEN_UP -> givenUp(worked, answer, random);
            case WRONG -> wrong(worked, random);
        };
    }

    private String early(String program, RandomGenerator random) {
        return opening(random) + pick(Phrases.TOOL, random) + "\n" + solve(program, random);
    }

    private String fixed(WorkedProblem worked, RandomGenerator random) {
        var broken = Mistake.plantAny(program(worked, random), random);
        var failed = runner.run(broken);
        var remark = Mistake.remark(failed);
        if (remark.isEmpty()) return early(program(worked, random), random);
        return opening(random) + pick(Phrases.TOOL, random) + "\n" + ToolTags.code(broken) + ToolTags.interpreter(failed.output()) + "\n"
                + remark.get() + "\n" + solve(program(worked, random), random);
    }

    private String givenUp(WorkedProblem worked, String answer, RandomGenerator random) {
        var broken = Mistake.plantAny(program(worked, random), random);
        var failed = runner.run(broken);
        if (Mistake.remark(failed).isEmpty()) return early(program(worked, random), random);
        return opening(random) + pick(Phrases.TOOL, random) + "\n" + ToolTags.code(broken) + ToolTags.interpreter(failed.output()) + "\n"
                + Phrases.GIVE_UP + "\n" + worked.working() + "\n" + answer;
    }

    private String wrong(WorkedProblem worked, RandomGenerator random) {
        var program = pick(worked.wrong(), random);
        boolean believable = runner.run(program).output().matches("\\d{1,4}");
        return early(believable ? program : program(worked, random), random);
    }

    /// A block, its output, and the output stated as the answer.
    private String solve(String program, RandomGenerator random) {
        var result = runner.run(program).output();
        return ToolTags.code(program) + ToolTags.interpreter(result) + "\n"
                + Template.fill(pick(Phrases.RESULT, random), Map.of("result", result)) + "\n" + ToolTags.answer(result);
    }

    private static String beforeAnswer(String reasoning) {
        int at = reasoning.indexOf(ToolTags.ANSWER_OPEN);
        return at < 0 ? reasoning + "\n" : reasoning.substring(0, at);
    }

    private static String opening(RandomGenerator random) {
        return random.nextDouble() < OPENING ? pick(Phrases.OPEN, random) + " " : "";
    }

    /// The usual program three times in four.
    static String program(WorkedProblem worked, RandomGenerator random) {
        var programs = worked.programs();
        if (programs.size() == 1 || random.nextDouble() < USUAL_PROGRAM) return programs.getFirst();
        return programs.get(1 + random.nextInt(programs.size() - 1));
    }

    private static String pick(List<String> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
