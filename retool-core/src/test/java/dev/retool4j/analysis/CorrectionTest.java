package dev.retool4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.sandbox.ExecutionResult;
import dev.retool4j.sandbox.ExecutionResult.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorrectionTest {
    private static InterpreterCall failed(Status status, String stderr) {
        return new InterpreterCall(0, "x", new ExecutionResult(status, "", stderr, 1, 0, 0), stderr, 0);
    }

    private static InterpreterCall ran() {
        return new InterpreterCall(0, "x", new ExecutionResult(Status.FINISHED, "1", "", 0, 0, 0), "1", 0);
    }

    @Test
    void aFailureAndTheNextSuccessAreOneCorrection() {
        var nameError = failed(Status.ERROR,
                "Traceback (most recent call last):\n  File \"x\", line 1\nNameError: name 'x' is not defined");
        var late = failed(Status.TIME_LIMIT, "");
        assertThat(Correction.of(List.of(ran(), nameError, late, ran(), ran(), late, ran(), nameError)))
                .containsExactly(new Correction(2, 4, "NameError"), new Correction(6, 7, "TimeLimit"));
        assertThat(Correction.of(List.of(nameError, late))).isEmpty();
    }

    @Test
    void errorsAreNamedByTheirException() {
        assertThat(Correction.error(failed(Status.ERROR, "File \"<x>\", line 3\n    x = \n        ^\nSyntaxError: invalid syntax")))
                .isEqualTo("SyntaxError");
        assertThat(Correction.error(failed(Status.ERROR, "sympy.polys.polyerrors.PolynomialError: bad\n"))).isEqualTo("PolynomialError");
        assertThat(Correction.error(failed(Status.ERROR, "Traceback\nKeyboardInterrupt"))).isEqualTo("KeyboardInterrupt");
        assertThat(Correction.error(failed(Status.ERROR, "nothing to see"))).isEqualTo("Error");
        assertThat(Correction.error(failed(Status.MEMORY_LIMIT, "MemoryError"))).isEqualTo("MemoryLimit");
        assertThat(Correction.error(new InterpreterCall(0, "", null, "", 0))).isEqualTo("Malformed");
    }

    @Test
    void problemsAreSplitByTheirShareOfRightAnswers() {
        var responses = new java.util.ArrayList<Difficulty.Response>();
        for (int right = 0; right <= 6; right++)
            for (int i = 0; i < 6; i++)
                responses.add(new Difficulty.Response("p" + right, i < right, right, right == 0 ? Double.NaN : right / 10.0));
        var groups = Difficulty.split(responses);
        assertThat(groups).extracting(Difficulty::title).containsExactly("all wrong", "hard", "middle", "easy", "all right");
        assertThat(groups).extracting(Difficulty::problems).containsExactly(1, 2, 1, 2, 1);
        assertThat(groups.get(0).timing()).isNaN();
        assertThat(groups.get(1).calls()).isEqualTo(1.5);
        assertThat(groups.get(4).codeRatio()).isEqualTo(1);
    }
}
