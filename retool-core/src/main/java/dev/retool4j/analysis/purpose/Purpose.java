package dev.retool4j.analysis.purpose;

import java.util.Arrays;
import java.util.function.Predicate;

/// What a code block is mainly for: the first rule of this table that holds. ReTool's Figure 5 shows how often a policy writes code for what,
/// with a large model as judge; these are rules, so that anyone can check them.
public enum Purpose {
    UNREADABLE("unreadable", "Does not parse", "It is no program that Python can read, or there is none.", b -> !b.syntax().parsed()),

    DEBUGGING("debugging", "Mending", "The block directly before it failed: it tries the same in another way.", Block::afterFailure),

    DEFINITION("definition", "Definitions", "It only imports and defines what later blocks use.", b -> b.syntax().effects() == 0),

    SIMULATION("simulation", "Simulation", "It draws random numbers.",
            b -> b.syntax().imports("random", "secrets")
                    || b.syntax().calls("randint", "randrange", "shuffle", "uniform", "default_rng", "choices")),

    VERIFICATION("verification", "Verification",
            "It checks an earlier result or a condition: it shows whether two things are equal, or asserts it, without a search; or the words "
                    + "before it or its comments say so (verify, check, confirm), in a block after the first.",
            b -> b.compares() && b.syntax().filters() == 0 || b.speaksOfChecking() && (b.number() > 1 || b.compares())),

    OPTIMIZATION("optimization", "Optimisation",
            "It looks for the largest or smallest: keeps the best of a loop, takes max or min of one collection, or calls an optimiser.",
            b -> b.syntax().improving() > 0 || b.syntax().best() > 0
                    || b.syntax().calls("minimize", "maximize", "minimize_scalar", "linprog", "argmax", "argmin", "milp")),

    EQUATION("equation", "Solving equations", "It has equations solved, symbolically or by numbers.",
            b -> b.syntax().calls("solve", "solveset", "linsolve", "nonlinsolve", "nsolve", "dsolve", "rsolve", "fsolve", "diophantine",
                    "roots", "real_roots", "root_scalar", "brentq", "solve_linear_system", "reduce_inequalities",
                    "solve_univariate_inequality")),

    SEARCH("search", "Search",
            "It goes through candidates and keeps those that fit: a loop or comprehension over a range or over combinations "
                    + "with a condition, or a loop that counts up until something holds.",
            b -> b.syntax().enumerations() > 0 && b.syntax().filters() > 0 || b.syntax().seeking() > 0
                    || b.syntax().calls("permutations", "combinations", "product") && b.loops()),

    STEPWISE("stepwise", "Step by step",
            "Each round of a loop, or each call of a function by itself, goes on from the one before: sequences, "
                    + "tables, digits.",
            b -> b.syntax().carried() > 0 || b.syntax().recursions() > 0),

    COUNTING("counting", "Counting and probability", "It counts by a formula: binomials, factorials, ways, probabilities.",
            b -> b.syntax().calls("comb", "binomial", "perm", "factorial", "nCr", "nPr", "binom")
                    || b.syntax().names().stream()
                            .anyMatch(name -> name.matches("(?i).*(ways|probab|combinations|permutations|arrangements).*"))),

    SYMBOLIC("symbolic", "Symbolic algebra", "It transforms expressions with symbols: simplify, expand, factor, differentiate, integrate.",
            b -> b.syntax().calls("symbols", "Symbol", "simplify", "expand", "factor", "diff", "integrate", "limit", "series", "apart",
                    "together", "cancel", "subs", "collect", "trigsimp", "radsimp", "nsimplify", "Poly", "summation",
                    "as_coefficients_dict")),

    DATA("data", "Handling data", "It sorts, cuts or counts given text or values.",
            b -> b.syntax().calls("sorted", "sort", "split", "join", "Counter", "strip", "replace", "zip", "reversed", "findall")),

    CALCULATION("calculation", "Calculation", "It computes values by formula: everything else.", b -> true);

    private final String key;
    private final String title;
    private final String definition;
    private final Predicate<Block> rule;

    Purpose(String key, String title, String definition, Predicate<Block> rule) {
        this.key = key;
        this.title = title;
        this.definition = definition;
        this.rule = rule;
    }

    static Purpose of(Block block) {
        return Arrays.stream(values()).filter(purpose -> purpose.rule.test(block)).findFirst().orElse(CALCULATION);
    }

    /// The purpose of a key.
    ///
    /// @throws IllegalArgumentException where there is none
    public static Purpose ofKey(String key) {
        return Arrays.stream(values()).filter(purpose -> purpose.key.equals(key)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no purpose '" + key + "'"));
    }

    /// Its name in data, for example `search`.
    public String key() {
        return key;
    }

    /// Its name for people.
    public String title() {
        return title;
    }

    /// The rule in words.
    public String definition() {
        return definition;
    }
}
