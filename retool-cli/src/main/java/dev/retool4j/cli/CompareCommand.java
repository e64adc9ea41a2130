package dev.retool4j.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Holds two evaluations against each other, problem by problem.
@Command(name = "compare", description = "Compare two evaluations of the same problems, with a paired test.", //
        footer = {
            "%nA score is compared with another on the problems that both have; p is that of a sign-flip permutation test over problems.", //
            "%nExamples:", "  retool compare scores/base scores/trained", "  retool compare runs/lr2@0 runs/lr2@400 --set aime24"})
final class CompareCommand extends RetoolCommand {
    private static final String WHAT = "The folder that retool eval --out wrote, or a run; @STEP for another step than the last.";

    @Parameters(index = "0", paramLabel = "A", description = WHAT)
    private String first = "";

    @Parameters(index = "1", paramLabel = "B", description = WHAT)
    private String second = "";

    @Option(names = "--set", paramLabel = "SET", defaultValue = "", description = "One problem set; default: each that both have.")
    private String set = "";

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the random flips; default ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() {
        var compared = CompareWork.run(first, second, set, seed);
        if (json()) printJson(compared.stream().map(CompareWork.Compared::fields).toList());
        else
            compared.forEach(one -> console().result(one.text()));
        return 0;
    }
}
