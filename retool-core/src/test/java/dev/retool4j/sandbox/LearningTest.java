package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a worker has learned makes programs faster and changes nothing that they can print.
class LearningTest {
    private static final Limits LIMITS = new Limits(Duration.ofSeconds(60), 1024, 256, 32);
    private static final List<String> PROGRAMS = List.of("""
            import decimal, locale, math, random, sys, warnings
            import mpmath, numpy as np, sympy as sp
            print(mpmath.mp.dps, decimal.getcontext(), np.geterr(), np.get_printoptions(), warnings.filters, sp.Integer(3) / 2)
            print(random.random(), np.random.rand(), sys.getrecursionlimit(), locale.getlocale(), sp.Dummy('d'), sp.symbols('_d'))
            print(sys.argv, __name__, sorted(globals()), sys.stdout.encoding, sys.flags)""", """
            import sympy as sp
            x, y, n = sp.symbols('x y n')
            print(sp.solve(x**2 - 5*x + 6, x), sp.solve([x*y - 6, x + y - 5], [x, y]), sp.solve(x**3 - x - 1, x))
            print(sp.integrate(sp.sin(x)*x, x), sp.simplify((x**2 - 1)/(x - 1)), sp.factor(x**6 - 1), sp.apart(1/(x**2 - 1)))
            print(sp.summation(n**3, (n, 1, y)), sp.series(sp.tan(x), x, 0, 8), sp.Poly(x**4 - 10*x**2 + 1).all_roots())
            print({sp.sqrt(2), sp.pi, x, y, sp.Rational(1, 3)}, sp.srepr(x + y + 1), sp.nsolve(sp.cos(x) - x, 1))""", """
            from sympy import *
            x = symbols('x', positive=True)
            print(sqrt(x**2), simplify(log(exp(x))), solve(Abs(x - 3) - 2, x), solveset(sin(x), x, Interval(0, 7)))
            print(Matrix([[2, 1], [1, 2]]).eigenvects(), factorint(2**31 - 1), diophantine(symbols('a', integer=True)*3 - 6))
            print(dsolve(Function('f')(x).diff(x) - Function('f')(x)), latex(Integral(exp(-x), (x, 0, oo))), Dummy() in {Dummy()})""", """
            import numpy as np
            print(np.linalg.eigvals(np.array([[2., 1.], [1., 3.]])), np.roots([1, -6, 11, -6]), np.polyfit([0, 1, 2], [1, 3, 7], 2))
            print(np.float64(1) / 3, np.arange(5) ** 2, 1 / np.array([0.]))""");

    @Test
    void programsPrintTheSameAsWithoutIt() {
        var printed = new ArrayList<List<String>>();
        for (var learn : List.of(true, false)) {
            var options = LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(LocalOptions.DEFAULT.preload(), learn);
            try (var pool = LocalInterpreter.start(options, System.out::println)) {
                printed.add(PROGRAMS.stream().map(program -> pool.run(program, LIMITS)).map(result -> result.stdout() + result.stderr())
                        .toList());
            }
        }
        assertThat(printed.getFirst()).isEqualTo(printed.getLast()).noneMatch(text -> text.contains("Traceback"));
    }
}
