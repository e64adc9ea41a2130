package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExplanationTest {

    @Test
    void saysWhatWasReadAndWhy() {
        var text = Equivalence.standard().explain("\\frac{x}{2}", "x \\foo").text();
        assertThat(text.lines()).containsExactly("gold     (x / 2)", "answer   not read: unknown command '\\foo' at 2",
                "verdict  UNDECIDED",
                "reason   cannot read the answer: unknown command '\\foo' at 2");
    }

    @Test
    void showsEveryKindOfTree() {
        assertThat(Equivalence.standard().explain("0.5", "x \\in (-1, 2] \\cup \\{3\\}").answer())
                .isEqualTo("x in (ordered (−1, 2] ∪ set {3})");
        assertThat(Equivalence.standard().explain("5\\text{ cm}", "25\\%").gold()).isEqualTo("5 with unit \"cm\"");
        assertThat(Equivalence.standard().explain("\\sqrt[3]{2} \\pm \\sin x", "12:30").gold()).isEqualTo("(root(3, 2) ± sin(x))");
        assertThat(Equivalence.standard().explain("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "f(x) = -x^2").answer())
                .isEqualTo("f(x) = −x^(2)");
    }
}
