package dev.retool4j.reward;

import java.util.List;

/// The typed tree that an answer is read into. Scalars first, then what is built from them.
sealed interface Expr {
    /// A literal.
    ///
    /// @param digits significant digits where it was written as a decimal, 0 where it is exact
    /// @param places digits after the decimal point, less the exponent of a power of ten
    record Num(Rational value, int digits, int places) implements Expr {
        static Num of(long value) {
            return new Num(Rational.of(value), 0, 0);
        }

        static Num of(Rational value) {
            return new Num(value, 0, 0);
        }

        boolean isDecimal() {
            return digits > 0;
        }
    }

    enum Constant implements Expr {
        PI, E, I, INFINITY
    }

    /// A variable, with subscripts and primes in its name.
    record Sym(String name) implements Expr {}

    record Add(List<Expr> terms) implements Expr {}

    record Mul(List<Expr> factors) implements Expr {}

    record Div(Expr top, Expr bottom) implements Expr {}

    record Neg(Expr of) implements Expr {}

    record Pow(Expr base, Expr exponent) implements Expr {}

    /// The n-th root; of a negative real and an odd index the real one.
    record Root(Expr index, Expr radicand) implements Expr {}

    record Fn(Function function, List<Expr> args) implements Expr {}

    /// A function known by its name only, such as `f(x)`.
    record Apply(String name, List<Expr> args) implements Expr {}

    /// `left ± right`; `upper` is false for `∓`.
    record PlusMinus(Expr left, Expr right, boolean upper) implements Expr {}

    record Percent(Expr of) implements Expr {}

    record Degree(Expr of) implements Expr {}

    /// A sum or product over an integer variable.
    record Series(boolean product, String variable, Expr from, Expr to, Expr body) implements Expr {}

    /// Several items in round, square or angle brackets: a tuple, a vector or an interval.
    record Group(char open, List<Expr> items, char close) implements Expr {}

    /// Items with separators and no brackets.
    record Listing(List<Expr> items) implements Expr {}

    record SetOf(List<Expr> items) implements Expr {}

    /// `N`, `Z`, `Q`, `R` or `C`.
    record NumberSet(String name) implements Expr {}

    record SetOp(char op, Expr left, Expr right) implements Expr {}

    /// A chain `s0 op0 s1 op1 s2 …`; the operators are `=`, `!=`, `<`, `<=`, `>`, `>=`, `in` and `notin`.
    record Relation(List<Expr> sides, List<String> ops) implements Expr {}

    record Matrix(List<List<Expr>> rows) implements Expr {}

    record Text(String words) implements Expr {}

    /// A value with a unit or another trailing remark in words.
    record Quantity(Expr value, String unit) implements Expr {}

    /// `a:b:c`; `clock` where the parts read as hours, minutes and seconds.
    record Ratio(List<Expr> parts, boolean clock) implements Expr {}

    /// The functions with a meaning of their own.
    enum Function {
        SIN, COS, TAN, COT, SEC, CSC, ASIN, ACOS, ATAN, ACOT, ASEC, ACSC, SINH, COSH, TANH, ASINH, ACOSH, ATANH, EXP, LN, LOG, ABS, FLOOR,
        CEIL, GCD, LCM, MAX, MIN, MOD, BINOMIAL, FACTORIAL, CONJUGATE
    }
}
