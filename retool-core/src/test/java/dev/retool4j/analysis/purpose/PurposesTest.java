package dev.retool4j.analysis.purpose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.analysis.TestResponse;
import dev.retool4j.sandbox.ExecutionResult;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PurposesTest {
    private static PythonSyntax python = new PythonSyntax(Path.of("none"));

    @BeforeAll
    static void start() {
        python = PythonSyntax.find().orElseThrow();
    }

    @AfterAll
    static void stop() {
        python.close();
    }

    private static Purpose of(String code) {
        return Purposes.of(code, "Let's compute.", 1, false, python);
    }

    private static Purpose later(String before, String code) {
        return Purposes.of(code, before, 2, false, python);
    }

    @Test
    void formulasAreCalculation() {
        assertThat(of("a = 3\nb = a ** 2 + 1\nprint(b)")).isEqualTo(Purpose.CALCULATION);
        assertThat(of("def total():\n    price = 2.5\n    return 4 * price\nprint(total())")).isEqualTo(Purpose.CALCULATION);
        assertThat(of("total = 0\nfor n in range(1, 101):\n    total += n * n\nprint(total)")).isEqualTo(Purpose.CALCULATION);
    }

    @Test
    void candidatesThatAreTriedAreSearch() {
        assertThat(of("print([n for n in range(1000) if n % 7 == 3])")).isEqualTo(Purpose.SEARCH);
        assertThat(of("for x in range(9):\n    for y in range(9):\n        if x * y == 20:\n            print(x, y)"))
                .isEqualTo(Purpose.SEARCH);
        assertThat(of("n = 1\nwhile n * n % 13 != 3:\n    n += 1\nprint(n)")).isEqualTo(Purpose.SEARCH);
        assertThat(of("from itertools import permutations\nprint(sum(1 for p in permutations(range(4)) if p[0] < p[1]))"))
                .isEqualTo(Purpose.SEARCH);
    }

    @Test
    void theBestOfManyIsOptimisation() {
        assertThat(of("best = 0\nfor x in range(50):\n    if x * (50 - x) > best:\n        best = x * (50 - x)\nprint(best)"))
                .isEqualTo(Purpose.OPTIMIZATION);
        assertThat(of("print(max(x * (9 - x) for x in range(10)))")).isEqualTo(Purpose.OPTIMIZATION);
        assertThat(of("print(max(3 * 4, 2 * 5))")).isEqualTo(Purpose.CALCULATION);
    }

    @Test
    void equationsAndExpressionsAreToldApart() {
        assertThat(of("import sympy as sp\nx = sp.symbols('x')\nprint(sp.solve(x**2 - 2, x))")).isEqualTo(Purpose.EQUATION);
        assertThat(of("from sympy import *\nx = symbols('x')\nprint(expand((x + 1)**5))")).isEqualTo(Purpose.SYMBOLIC);
    }

    @Test
    void resultsThatAreComparedAreVerification() {
        assertThat(of("print(3**2 + 4**2 == 5**2)")).isEqualTo(Purpose.VERIFICATION);
        assertThat(of("assert 610 % 10 == 0")).isEqualTo(Purpose.VERIFICATION);
        assertThat(later("The answer seems to be 12. Let me verify this.", "print(3 * 4)")).isEqualTo(Purpose.VERIFICATION);
        assertThat(later("So it is 12.", "print(3 * 4)")).isEqualTo(Purpose.CALCULATION);
        assertThat(Purposes.of("print([n for n in range(9) if n * n == 49])", "Let me check each candidate.", 1, false, python))
                .isEqualTo(Purpose.SEARCH);
    }

    @Test
    void whatGoesOnFromTheRoundBeforeIsStepwise() {
        assertThat(of("a, b = 1, 1\nfor i in range(10):\n    a, b = b, a + b\nprint(a)")).isEqualTo(Purpose.STEPWISE);
        assertThat(of("def f(n):\n    return 1 if n < 2 else f(n - 1) + f(n - 2)\nprint(f(9))")).isEqualTo(Purpose.STEPWISE);
        assertThat(of("t = [0] * 9\nfor i in range(1, 9):\n    t[i] = t[i - 1] + i\nprint(t)")).isEqualTo(Purpose.STEPWISE);
    }

    @Test
    void theOtherPurposesHaveTheirSigns() {
        assertThat(of("import random\nprint(sum(random.random() < 0.5 for i in range(1000)))")).isEqualTo(Purpose.SIMULATION);
        assertThat(of("from math import comb\nprint(comb(10, 3))")).isEqualTo(Purpose.COUNTING);
        assertThat(of("words = 'to be or not'.split()\nprint(sorted(words))")).isEqualTo(Purpose.DATA);
        assertThat(of("from math import gcd\ndef f(n):\n    return gcd(n, 12)")).isEqualTo(Purpose.DEFINITION);
        assertThat(of("print(1")).isEqualTo(Purpose.UNREADABLE);
        assertThat(of("")).isEqualTo(Purpose.UNREADABLE);
    }

    @Test
    void aBlockAfterAFailedOneMends() {
        var trajectory = TestResponse.response().text("Let's see.", 4).failing(9).text("Oops.", 2).passing(9).text("Let me check it.", 4)
                .block("print(1 + 1 == 2)", 9, ExecutionResult.Status.FINISHED, "True", 3).answer("2", 3)
                .trajectory("t", TestResponse.problem("p", "2"), 0);
        assertThat(Purposes.of(trajectory, python)).containsExactly(Purpose.CALCULATION, Purpose.DEBUGGING, Purpose.VERIFICATION);
    }

    @Test
    void hostileProgramsAreUnreadableAndHarmNobody() {
        assertThat(of("(".repeat(50_000))).isEqualTo(Purpose.UNREADABLE);
        assertThat(of("-".repeat(150_000) + "1")).isEqualTo(Purpose.UNREADABLE);
        assertThat(of("x = 1\u0000\n\ud800")).isEqualTo(Purpose.UNREADABLE);
        assertThat(of("print(" + "1+".repeat(40_000) + "1)")).isIn(Purpose.UNREADABLE, Purpose.CALCULATION);
        assertThat(of("import os\nos.kill(os.getpid(), 9)\nprint(2 + 2)")).as("parsed, not run").isEqualTo(Purpose.CALCULATION);
        assertThat(of("print(2 + 2)")).isEqualTo(Purpose.CALCULATION);
    }

    @Test
    void aPythonThatIsNotThereIsSaid() {
        try (var missing = new PythonSyntax(Path.of("/none/python3"))) {
            assertThatThrownBy(() -> missing.of("1")).isInstanceOf(UncheckedIOException.class).hasMessageContaining("/none/python3");
        }
    }

    @Test
    void keysAndTitlesAreUnique() {
        assertThat(Purpose.values()).extracting(Purpose::key).doesNotHaveDuplicates();
        assertThat(Purpose.values()).extracting(Purpose::title).doesNotHaveDuplicates();
        assertThat(Purpose.values()).allSatisfy(purpose -> assertThat(Purpose.ofKey(purpose.key())).isEqualTo(purpose));
    }
}
