package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/// Seeded random answers: `-Dretool.fuzz=3000000` for the full run.
class FuzzTest {
    private static final int INPUTS = Integer.getInteger("retool.fuzz", 4000);
    private static final long SEED = Long.getLong("retool.fuzz.seed", 20250411);
    private static final String[] PIECES = {"1", "2", "7", "13", "0", "0.5", "1,234", "x", "y", "n", "i", "e", "\\pi", "+", "-", "*", "/",
        "^", "_", "(", ")", "[",
        "]", "{", "}", "\\{", "\\}", "|", ",", ";", ":", "=", "<", "\\le", "\\frac", "\\sqrt", "\\sin", "\\log", "!", "%", "^\\circ",
        "\\text{ cm}",
        "\\text{and}", "\\cup", "\\in", "\\pm", "\\infty", "\\begin{pmatrix}", "\\end{pmatrix}", "&", "\\\\", "\\left", "\\right", "$", " ",
        "\\binom",
        "\\sum_{k=1}^{5}", "√", "½", "\\mathbb{R}", "'", "_5", "or", "sin", "sqrt", "\\overline", "\\cdot", "\\int", "dx", "\\lim"};

    @Test
    void noInputThrowsAndEveryAnswerEqualsItselfOrIsUndecided() {
        var random = new Random(SEED);
        for (var i = 0; i < INPUTS; i++) {
            var text = new StringBuilder();
            for (var k = random.nextInt(14); k >= 0; k--)
                text.append(PIECES[random.nextInt(PIECES.length)]);
            var answer = text.toString();
            var itself = Equivalence.standard().judge(answer, answer);
            assertThat(itself.verdict()).as("seed %d, input %d: %s (%s)", SEED, i, answer, itself.reason()).isNotEqualTo(Verdict.DIFFERENT);
            Equivalence.standard().judge("\\frac{1}{2}", answer);
            Equivalence.standard().judge(answer, "x^2+1");
        }
    }

    @Test
    void verdictsOnFormulasAreSymmetricAndBlindToLooks() {
        var random = new Random(SEED);
        for (var i = 0; i < INPUTS / 8; i++) {
            var a = formula(random, 3);
            var b = random.nextBoolean() ? formula(random, 3) : "0+" + a;
            var verdict = Equivalence.standard().judge(a, b).verdict();
            var as = "seed " + SEED + ", input " + i + ": " + a + "  |  " + b;
            assertThat(Equivalence.standard().judge(b, a).verdict()).as(as).isEqualTo(verdict);
            var dressed = b.replace("\\frac", "\\dfrac").replace("(", "\\left( ").replace(")", " \\right)").replace("+", " + ").replace("*",
                    "\\cdot ");
            assertThat(Equivalence.standard().judge(a, "$" + dressed + "$").verdict()).as(as + "  |  " + dressed).isEqualTo(verdict);
            if (b.startsWith("0+")) assertThat(verdict).as(as).isNotEqualTo(Verdict.DIFFERENT);
        }
    }

    private static String formula(Random random, int depth) {
        if (depth == 0)
            return random.nextBoolean() ? String.valueOf(1 + random.nextInt(9)) : new String[]{"x", "y", "\\pi"}[random.nextInt(3)];
        var a = formula(random, depth - 1);
        var b = formula(random, depth - 1);
        return switch (random.nextInt(7)) {
            case 0 -> "(" + a + ")+(" + b + ")";
            case 1 -> "(" + a + ")*(" + b + ")";
            case 2 -> "\\frac{" + a + "}{" + b + "}";
            case 3 -> "\\sqrt{" + a + "}";
            case 4 -> "(" + a + ")^" + (1 + random.nextInt(3));
            case 5 -> "\\sin(" + a + ")";
            default -> "(" + a + ")-(" + b + ")";
        };
    }
}
