package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Answers that make other graders run code, hang or accept anything.
class HostileAnswersTest {
    private static final List<String> CODE = List.of("__import__('os').system('touch marker')",
            "(1).__class__.__mro__[1].__subclasses__() or 0",
            "(lambda: open('marker', 'w'))() or 0", "exec(\"open('marker','w')\") or 0",
            "globals()['__builtins__']['open']('marker', 'w') or 0",
            "[x for x in ().__class__.__bases__] or 0", "eval('0')", "0 if open('marker') else 0", "`id`",
            "0; import os");

    private static final List<String> GOLDS = List.of("0", "1", "x", "\\frac{1}{2}", "(1,2)", "\\{0\\}", "\\text{no}", "[0,1)");

    @Test
    void codeIsEqualToNothing() {
        for (var code : CODE) {
            for (var gold : GOLDS) {
                assertThat(Equivalence.standard().isEquivalent(gold, code)).as("%s against %s", gold, code).isFalse();
                assertThat(Equivalence.standard().isEquivalent(code, gold)).as("%s against %s", code, gold).isFalse();
            }
        }
    }

    @Test
    void towersFactorialsAndNestingStayWithinTheBudget() {
        for (var bomb : List.of("9^{9^{9^{9^9}}}", "9^9^9^9^9^9^9", "10000!", "(10000!)!", "\\binom{10000}{5000}", "2^{2^{40}}", "1e999999",
                "10^{10^{10}}",
                "\\sum_{a=1}^{10000} \\sum_{b=1}^{10000} ab", "\\prod_{k=1}^{10000} k^k", "\\sin(10^{1000})", "e^{e^{e^{10}}}",
                "(".repeat(3000),
                "{".repeat(3000), "-".repeat(4000) + "1", "\\sqrt".repeat(800) + "2", "1,".repeat(2000) + "1", "\\frac".repeat(600) + "12",
                "9".repeat(4000),
                "x^".repeat(1500) + "2", "\\pm 1 ".repeat(300), "|".repeat(2000), "\\text{".repeat(500), "1/".repeat(1500) + "1",
                "a".repeat(100_000),
                "(x+1)^{1000000}", "\\gcd(10^{1000}, 7^{1100})", "((2^{4000}+1)^{4000}+1)^{4000}", "\\{" + "1,".repeat(200) + "2\\}")) {
            for (var gold : List.of("1", "x+1", "\\sqrt{2}", bomb)) {
                assertThat(Equivalence.standard().judge(gold, bomb).reason()).isNotEmpty();
            }
        }
    }

    @Test
    void aListOfGuessesIsNotTheAnswer() {
        for (var guess : List.of("1,2,3,4,5", "\\{1,2,3\\}", "3 or 4", "1 \\le x \\le 5", "x", "3 \\ne 4", "(3)(1)", "3=4", "3,3")) {
            if (!guess.equals("(3)(1)")) assertThat(Equivalence.standard().isEquivalent("3", guess)).as(guess).isFalse();
        }
    }
}
