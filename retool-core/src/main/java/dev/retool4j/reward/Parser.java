package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Add;
import dev.retool4j.reward.Expr.Apply;
import dev.retool4j.reward.Expr.Constant;
import dev.retool4j.reward.Expr.Degree;
import dev.retool4j.reward.Expr.Div;
import dev.retool4j.reward.Expr.Fn;
import dev.retool4j.reward.Expr.Function;
import dev.retool4j.reward.Expr.Group;
import dev.retool4j.reward.Expr.Listing;
import dev.retool4j.reward.Expr.Matrix;
import dev.retool4j.reward.Expr.Mul;
import dev.retool4j.reward.Expr.Neg;
import dev.retool4j.reward.Expr.Num;
import dev.retool4j.reward.Expr.NumberSet;
import dev.retool4j.reward.Expr.Percent;
import dev.retool4j.reward.Expr.PlusMinus;
import dev.retool4j.reward.Expr.Pow;
import dev.retool4j.reward.Expr.Quantity;
import dev.retool4j.reward.Expr.Ratio;
import dev.retool4j.reward.Expr.Relation;
import dev.retool4j.reward.Expr.Root;
import dev.retool4j.reward.Expr.Series;
import dev.retool4j.reward.Expr.SetOf;
import dev.retool4j.reward.Expr.SetOp;
import dev.retool4j.reward.Expr.Sym;
import dev.retool4j.reward.Expr.Text;
import dev.retool4j.reward.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads a whole answer into a tree, or refuses it: a token left over is an error, never ignored.
final class Parser {
    /// Commands with a meaning in the grammar.
    static final Set<String> COMMANDS = Set.of("frac", "dfrac", "tfrac", "cfrac", "sqrt", "cbrt", "binom", "dbinom", "tbinom", "choose",
            "over", "pi",
            "infty", "infinity", "circ", "overline", "bar", "boxed", "fbox", "emptyset", "varnothing", "int", "lim", "to", "rightarrow",
            "Rightarrow", "longrightarrow",
            "Longrightarrow", "mathbb", "mathcal", "mathscr", "sum", "prod",
            "vec", "overrightarrow", "hat", "tilde", "angle", "triangle", "exponentialE", "imaginaryI", "imaginaryJ", "begin", "end",
            "pmod", "operatorname");
    private static final Set<String> ENDING = Set.of("choose", "over", "end", "circ", "to", "rightarrow", "Rightarrow", "longrightarrow",
            "Longrightarrow");
    private static final int MAX_NESTING = 64;
    private static final int MAX_NODES = 512;
    private static final int MAX_CELLS = 256;
    private static final Set<String> RELATIONS = Set.of("=", "!=", "<", "<=", ">", ">=", "in", "notin");
    private static final Set<String> LETTERS_OF_FUNCTIONS = Set.of("f", "g", "h");

    private final List<Token> tokens;
    private final Reading reading;
    private final Set<String> bound = new HashSet<>();
    private int at;
    private int nodes;
    private int nesting;
    private int bars;
    private boolean afterFraction;
    private boolean divisionRead;
    private final boolean commaRead;

    private Parser(String text, Reading reading) {
        this.reading = reading;
        var lexer = new Lexer(text, reading);
        this.tokens = lexer.tokens();
        this.commaRead = lexer.commaRead;
    }

    /// What was read, and whether another reading of the same notation exists.
    record Parsed(Expr expr, boolean divisionAmbiguous, boolean commasAmbiguous) {}

    /// @throws Unreadable where any part of the text is not understood
    static Parsed parse(String text, Reading reading) {
        var parser = new Parser(text, reading);
        var expr = parser.answer();
        return new Parsed(expr, parser.divisionRead, parser.commaRead);
    }

    private Expr answer() {
        if (peek().kind() == Kind.END) throw new Unreadable("nothing but blanks");
        var words = wordsOnly();
        if (words != null) return new Text(words);
        var expr = listing();
        if (peek().kind() != Kind.END) throw unexpected();
        return expr;
    }

    private @org.jspecify.annotations.Nullable String wordsOnly() {
        var text = false;
        var words = new StringBuilder();
        for (var token : tokens) {
            switch (token.kind()) {
                case TEXT -> text = true;
                case LETTER, NUMBER, END -> {
                }
                case OP -> {
                    if (!Set.of("-", "'", "!", "and", ",").contains(token.text())) return null;
                }
                case COMMAND, FUNCTION, OPEN, CLOSE, BAR -> {
                    return null;
                }
            }
            if (token.spaced() && !words.isEmpty()) words.append(' ');
            words.append(token.text());
        }
        if (!text) return null;
        // A number followed by words is a quantity, and words around separators are a list of words or numbers.
        var first = tokens.getFirst();
        if (first.kind() == Kind.NUMBER || first.is("-")) return null;
        for (var token : tokens)
            if (token.is(",") || token.is("and") && !(tokens.size() > 3)) return null;
        return words.toString();
    }

    // ---- lists and relations

    private Expr listing() {
        enter();
        var segments = new ArrayList<List<Expr>>();
        var segment = new ArrayList<Expr>();
        var soft = false;
        segment.add(relation());
        while (true) {
            if (peek().is(",")) {
                at++;
                if (peek().is("and")) at++;
                segment.add(relation());
            } else if (peek().is(";") || peek().is("and")) {
                at++;
                soft = true;
                segments.add(segment);
                segment = new ArrayList<>();
                segment.add(relation());
            } else
                break;
        }
        segments.add(segment);
        leave();
        if (!soft) return segment.size() == 1 ? segment.getFirst() : ofList(segment);
        var width = segment.size();
        if (width > 1 && segments.stream().allMatch(s -> s.size() == width)) {
            return new Listing(segments.stream().map(s -> (Expr) new Group('(', List.copyOf(s), ')')).toList());
        }
        return ofList(segments.stream().flatMap(List::stream).toList());
    }

    /// `n = 2, 3, 4` gives n three values.
    private static Expr ofList(List<Expr> items) {
        if (items.getFirst() instanceof Relation first && first.ops().getLast().equals("=")
                && items.stream().skip(1).noneMatch(Relation.class::isInstance)) {
            var values = new ArrayList<>(items);
            values.set(0, first.sides().getLast());
            var sides = new ArrayList<>(first.sides());
            sides.set(sides.size() - 1, new Listing(List.copyOf(values)));
            return new Relation(List.copyOf(sides), first.ops());
        }
        return new Listing(List.copyOf(items));
    }

    private Expr relation() {
        var first = ratio();
        if (!isRelation(peek())) return first;
        var sides = new ArrayList<Expr>();
        var ops = new ArrayList<String>();
        sides.add(first);
        while (isRelation(peek())) {
            ops.add(tokens.get(at++).text());
            sides.add(ratio());
        }
        return node(new Relation(List.copyOf(sides), List.copyOf(ops)));
    }

    private static boolean isRelation(Token token) {
        return token.kind() == Kind.OP && RELATIONS.contains(token.text());
    }

    private Expr ratio() {
        var begin = at;
        var first = sets();
        if (!peek().is(":")) return first;
        var parts = new ArrayList<Expr>();
        parts.add(first);
        while (peek().is(":")) {
            at++;
            parts.add(sets());
        }
        var clock = parts.size() <= 3;
        for (var i = 0; i < parts.size(); i++) {
            var token = tokens.get(Math.min(begin + 2 * i, tokens.size() - 1));
            var length = token.text().length();
            clock &= parts.get(i) instanceof Num && token.kind() == Kind.NUMBER && (i == 0 ? length <= 2 : length == 2);
            if (!clock) break;
        }
        return node(new Ratio(List.copyOf(parts), clock));
    }

    private Expr sets() {
        var left = quantity();
        while (peek().is("cup") || peek().is("cap") || peek().is("setminus")) {
            var op = switch (tokens.get(at++).text()) {
                case "cup" -> '∪';
                case "cap" -> '∩';
                default -> '∖';
            };
            left = node(new SetOp(op, left, quantity()));
        }
        return left;
    }

    private Expr quantity() {
        var value = sum();
        if (!startsUnit(at)) return value;
        var unit = new StringBuilder();
        while (!endsItem(peek())) {
            var token = tokens.get(at++);
            var ok = switch (token.kind()) {
                case TEXT -> true;
                case NUMBER -> tokens.get(at - 2).is("^") || tokens.get(at - 2).is("-") || tokens.get(at - 2).opens("{");
                case LETTER -> token.run() == null || Units.isWord(token.run());
                case OP -> Set.of("^", "/", "*", "-", ",").contains(token.text());
                case OPEN, CLOSE -> token.text().equals("{") || token.text().equals("}");
                case COMMAND, FUNCTION, BAR, END -> false;
            };
            if (!ok) throw new Unreadable("cannot read '" + token.text() + "' behind words, at " + token.at());
            if (token.kind() == Kind.OPEN || token.kind() == Kind.CLOSE) continue;
            if (token.spaced() && !unit.isEmpty()) unit.append(' ');
            unit.append(token.text());
        }
        return node(new Quantity(value, unit.toString()));
    }

    private boolean startsUnit(int position) {
        var token = tokens.get(position);
        return token.kind() == Kind.TEXT || token.kind() == Kind.LETTER && token.run() != null && Units.isWord(token.run());
    }

    private static boolean endsItem(Token token) {
        return switch (token.kind()) {
            case END -> true;
            case CLOSE -> !token.text().equals("}");
            case OP -> Set.of(",", ";", "and", ":", "&", "\\\\").contains(token.text()) || isRelation(token);
            case NUMBER, LETTER, FUNCTION, COMMAND, TEXT, OPEN, BAR -> false;
        };
    }

    // ---- arithmetic

    private Expr sum() {
        enter();
        var terms = new ArrayList<Expr>();
        if (peek().is("pm") || peek().is("mp")) {
            var upper = tokens.get(at++).text().equals("pm");
            terms.add(node(new PlusMinus(Num.of(0), term(), upper)));
        } else
            terms.add(signedTerm());
        while (true) {
            var token = peek();
            if (token.is("+") || token.is("-")) {
                at++;
                var term = signedTerm();
                terms.add(token.is("-") ? node(new Neg(term)) : term);
            } else if (token.is("pm") || token.is("mp")) {
                at++;
                var left = terms.size() == 1 ? terms.getFirst() : new Add(List.copyOf(terms));
                terms.clear();
                terms.add(node(new PlusMinus(left, term(), token.is("pm"))));
            } else
                break;
        }
        leave();
        return terms.size() == 1 ? terms.getFirst() : node(new Add(List.copyOf(terms)));
    }

    private Expr signedTerm() {
        var negative = false;
        while (peek().is("-") || peek().is("+"))
            negative ^= tokens.get(at++).is("-");
        return term(negative);
    }

    private Expr term() {
        return term(false);
    }

    /// A leading minus belongs to the first factor: −1 mod 2 is 1.
    private Expr term(boolean negative) {
        var left = product();
        if (negative) left = node(new Neg(left));
        while (true) {
            var token = peek();
            if (token.is("*")) {
                at++;
                left = node(new Mul(List.of(left, signedProduct())));
            } else if (token.is("/")) {
                at++;
                left = divide(left);
            } else if (token.is("mod")) {
                at++;
                left = node(new Fn(Function.MOD, List.of(left, signedProduct())));
            } else
                return left;
        }
    }

    private Expr divide(Expr left) {
        var negative = peek().is("-");
        if (negative || peek().is("+")) at++;
        var start = at;
        var first = power();
        if (continuesProduct()) {
            divisionRead = true;
            if (reading.looseDivision()) {
                var quotient = node(new Div(left, negative ? new Neg(first) : first));
                var factors = new ArrayList<Expr>();
                factors.add(quotient);
                while (continuesProduct())
                    factors.add(power());
                return node(new Mul(List.copyOf(factors)));
            }
            at = start;
            first = product();
        }
        return node(new Div(left, negative ? new Neg(first) : first));
    }

    private Expr signedProduct() {
        if (peek().is("-")) {
            at++;
            return node(new Neg(product()));
        }
        if (peek().is("+")) at++;
        return product();
    }

    /// Factors written side by side.
    private Expr product() {
        var first = power();
        if (!continuesProduct()) return first;
        var factors = new ArrayList<Expr>();
        factors.add(first);
        while (continuesProduct())
            factors.add(power());
        for (var factor : factors)
            if (factor instanceof Text text) throw new Unreadable("words inside a formula: " + text.words());
        return node(new Mul(List.copyOf(factors)));
    }

    private boolean continuesProduct() {
        var token = peek();
        return switch (token.kind()) {
            case NUMBER -> afterFraction || tokens.get(at - 1).kind() == Kind.CLOSE || tokens.get(at - 1).is("!");
            case LETTER -> !startsUnit(at);
            case FUNCTION -> true;
            case COMMAND -> !ENDING.contains(token.text());
            case OPEN -> true;
            case BAR -> bars == 0;
            case TEXT, OP, CLOSE, END -> false;
        };
    }

    private Expr power() {
        afterFraction = false;
        var base = atom();
        while (true) {
            var token = peek();
            if (token.is("^")) {
                at++;
                if (isDegreeSign()) base = node(new Degree(base));
                else
                    base = node(new Pow(base, exponent()));
            } else if (token.is("_")) {
                at++;
                base = subscript(base);
            } else if (token.is("!")) {
                if (look(1).is("!") && !look(1).spaced())
                    throw new Unreadable("'!!' may be a double factorial, at " + token.at());
                at++;
                base = node(new Fn(Function.FACTORIAL, List.of(base)));
            } else if (token.is("%")) {
                at++;
                base = node(new Percent(base));
            } else if (token.is("deg") || token.isCommand("circ")) {
                at++;
                base = node(new Degree(base));
            } else
                break;
            afterFraction = false;
        }
        return base;
    }

    /// After `^`: `\circ` or `{\circ}`.
    private boolean isDegreeSign() {
        if (peek().isCommand("circ") || peek().is("deg")) {
            at++;
            return true;
        }
        if (peek().opens("{") && (look(1).isCommand("circ") || look(1).is("deg")) && look(2).closes("}")) {
            at += 3;
            return true;
        }
        return false;
    }

    private Expr exponent() {
        if (peek().is("-")) {
            at++;
            return node(new Neg(exponent()));
        }
        if (peek().is("+")) at++;
        var base = atom();
        if (peek().is("^")) {
            at++;
            return node(new Pow(base, exponent()));
        }
        return base;
    }

    private Expr subscript(Expr base) {
        var name = rawArgument();
        switch (base) {
            case Pow(Sym symbol, Expr exponent) -> {
                return new Pow(new Sym(symbol.name() + "_" + name), exponent);
            }
            case Num number -> {
                return inBase(number, name);
            }
            default -> throw new Unreadable("a subscript on something that is neither a symbol nor a number");
        }
    }

    private static Expr inBase(Num number, String base) {
        if (!number.value().isInteger() || number.isDecimal() || base.isEmpty() || base.length() > 2
                || !base.chars().allMatch(c -> Lexer.isDigit((char) c))) {
            throw new Unreadable("cannot read the base '" + base + "'");
        }
        var radix = Integer.parseInt(base);
        if (radix < 2 || radix > 36) throw new Unreadable("cannot read the base '" + base + "'");
        try {
            return Num.of(Rational.of(new BigInteger(number.value().num().toString(), radix)));
        } catch (NumberFormatException e) {
            throw new Unreadable("'" + number.value() + "' has a digit that base " + base + " does not have");
        }
    }

    // ---- atoms

    private Expr atom() {
        enter();
        try {
            var token = tokens.get(at++);
            return switch (token.kind()) {
                case NUMBER -> number(token);
                case LETTER -> letter(token);
                case FUNCTION -> function(token);
                case COMMAND -> command(token);
                case TEXT -> new Text(token.text());
                case OPEN -> bracketed(token);
                case BAR -> absolute();
                case OP, CLOSE, END -> {
                    at--;
                    throw unexpected();
                }
            };
        } finally {
            leave();
        }
    }

    private Expr number(Token token) {
        var number = token.number();
        if (number == null) throw unexpected();
        if (!number.value().isInteger() || number.isDecimal() || token.text().indexOf('.') >= 0) return node(number);
        // A mixed number: 1 1/2 or 1\frac{1}{2}.
        if (peek().kind() == Kind.NUMBER && peek().spaced() && look(1).is("/") && look(2).kind() == Kind.NUMBER) {
            return mixed(number, tokens.get(at).number(), look(2).number(), at + 3);
        }
        if (peek().kind() == Kind.COMMAND && peek().text().endsWith("frac")) {
            var save = at;
            var fraction = command(tokens.get(at++));
            if (fraction instanceof Div(Num top, Num bottom)) return mixed(number, top, bottom, at);
            at = save;
        }
        return node(number);
    }

    private Expr mixed(Num whole, @org.jspecify.annotations.Nullable Num top, @org.jspecify.annotations.Nullable Num bottom, int next) {
        if (top == null || bottom == null || !top.value().isInteger() || !bottom.value().isInteger() || bottom.value().signum() <= 0
                || top.value().compareTo(bottom.value()) >= 0) {
            throw new Unreadable("a whole number before a fraction that is not proper");
        }
        at = next;
        afterFraction = false;
        return node(Num.of(whole.value().add(top.value().divide(bottom.value()))));
    }

    private Expr letter(Token token) {
        var name = token.text();
        var symbol = scripts(new Sym(name));
        if (symbol.name().equals(name) && !bound.contains(name)) {
            if (name.equals("e")) return node(Constant.E);
            if (name.equals("i") || name.equals("I")) return node(Constant.I);
        }
        return application(node(symbol));
    }

    /// `f(x)` is a function's value for f, g, h, for arguments with commas, and for a bare argument before a relation sign.
    private Expr application(Expr symbol) {
        if (!(symbol instanceof Sym sym)) return symbol;
        if (peek().opens("{") && look(1).opens("(") && LETTERS_OF_FUNCTIONS.contains(sym.name().substring(0, 1))) {
            at += 2;
            var args = arguments(")");
            expectClose("}");
            return node(new Apply(sym.name(), args));
        }
        if (!peek().opens("(")) return symbol;
        var plain = sym.name().substring(0, 1);
        var shortArgument = look(2).closes(")") && isRelation(look(3));
        if (!LETTERS_OF_FUNCTIONS.contains(plain) && !shortArgument && !commaInParentheses()) return symbol;
        at++;
        var args = arguments(")");
        return node(new Apply(sym.name(), args));
    }

    private boolean commaInParentheses() {
        var level = 0;
        for (var i = at; i < tokens.size(); i++) {
            var token = tokens.get(i);
            if (token.kind() == Kind.OPEN) level++;
            else if (token.kind() == Kind.CLOSE && --level == 0) return false;
            else if (level == 1 && token.is(",")) return true;
        }
        return false;
    }

    /// Primes and one subscript, in either order, become part of the name.
    private Sym scripts(Sym symbol) {
        if (!peek().is("'") && !peek().is("_")) return symbol;
        var marks = "";
        var index = "";
        while (peek().is("'") || peek().is("_") && index.isEmpty()) {
            if (tokens.get(at++).is("'")) marks += "'";
            else
                index = "_" + rawArgument();
        }
        return new Sym(symbol.name() + index + marks);
    }

    /// The argument of a subscript as a name, without braces and blanks.
    private String rawArgument() {
        var token = tokens.get(at++);
        if (!token.opens("{")) {
            if (token.kind() == Kind.LETTER || token.kind() == Kind.NUMBER || token.kind() == Kind.COMMAND || token.kind() == Kind.TEXT)
                return token.text();
            at--;
            throw unexpected();
        }
        var name = new StringBuilder();
        for (var level = 1; level > 0;) {
            var part = tokens.get(at++);
            if (part.kind() == Kind.END) throw new Unreadable("an open brace in a subscript");
            if (part.kind() == Kind.OPEN) level++;
            if (part.kind() == Kind.CLOSE) level--;
            if (level > 0) name.append(part.text());
        }
        return name.toString();
    }

    private Expr function(Token token) {
        var function = java.util.Objects.requireNonNull(Vocabulary.FUNCTIONS.get(token.text()));
        Expr power = null;
        Expr base = null;
        while (peek().is("^") || peek().is("_")) {
            var up = tokens.get(at++).is("^");
            if (up && power == null) power = exponent();
            else if (!up && base == null && function == Function.LOG) base = atom();
            else
                throw unexpected();
        }
        var args = functionArguments(function);
        var inverse = power instanceof Neg(Num one) && one.value().equals(Rational.ONE);
        Expr value = switch (function) {
            case LOG -> base != null
                    ? new Fn(Function.LOG, List.of(base, single(args)))
                    : token.text().equals("lg")
                            ? new Fn(Function.LOG, List.of(Num.of(10), single(args)))
                            : args.size() == 2 ? new Fn(Function.LOG, List.of(args.get(1), args.get(0))) : new Fn(Function.LN, args);
            case EXP -> new Pow(Constant.E, single(args));
            case GCD, LCM, MAX, MIN, BINOMIAL -> new Fn(function, args);
            default -> new Fn(inverse ? inverse(function) : function, List.of(single(args)));
        };
        node(value);
        return power == null || inverse ? value : node(new Pow(value, power));
    }

    private static Expr single(List<Expr> args) {
        if (args.size() != 1) throw new Unreadable("one argument expected, got " + args.size());
        return args.getFirst();
    }

    private static Function inverse(Function function) {
        return switch (function) {
            case SIN -> Function.ASIN;
            case COS -> Function.ACOS;
            case TAN -> Function.ATAN;
            case COT -> Function.ACOT;
            case SEC -> Function.ASEC;
            case CSC -> Function.ACSC;
            case SINH -> Function.ASINH;
            case COSH -> Function.ACOSH;
            case TANH -> Function.ATANH;
            default -> throw new Unreadable("the power -1 on " + function + " may be an inverse or a reciprocal");
        };
    }

    private List<Expr> functionArguments(Function function) {
        var token = peek();
        if (token.kind() == Kind.OPEN && !token.text().equals("floor") && !token.text().equals("ceil") && !token.text().equals("<")) {
            at++;
            return arguments(closing(token.text()));
        }
        if (Set.of(Function.GCD, Function.LCM, Function.MAX, Function.MIN, Function.BINOMIAL).contains(function)) throw unexpected();
        var negative = token.is("-");
        if (negative) at++;
        var factors = new ArrayList<Expr>();
        factors.add(power());
        while (continuesProduct() && peek().kind() != Kind.FUNCTION && !(peek().kind() == Kind.OPEN) && !peek().isCommand("sum"))
            factors.add(power());
        var argument = factors.size() == 1 ? factors.getFirst() : new Mul(List.copyOf(factors));
        return List.of(negative ? new Neg(argument) : argument);
    }

    private static String closing(String open) {
        return switch (open) {
            case "(" -> ")";
            case "[" -> "]";
            case "{" -> "}";
            case "\\{" -> "\\}";
            case "<" -> ">";
            default -> open;
        };
    }

    private List<Expr> arguments(String close) {
        var args = new ArrayList<Expr>();
        var outer = bars;
        bars = 0;
        args.add(relation());
        while (peek().is(",") || peek().is(";")) {
            at++;
            args.add(relation());
        }
        bars = outer;
        expectClose(close);
        return List.copyOf(args);
    }

    private void expectClose(String close) {
        if (!peek().closes(close)) throw unexpected();
        at++;
    }

    private Expr bracketed(Token open) {
        var outer = bars;
        bars = 0;
        try {
            return switch (open.text()) {
                case "{" -> braces();
                case "\\{" -> set("\\}");
                case "floor", "ceil" -> {
                    var inner = sum();
                    expectClose(open.text());
                    yield node(new Fn(open.text().equals("floor") ? Function.FLOOR : Function.CEIL, List.of(inner)));
                }
                case "<" -> {
                    var items = arguments(">");
                    yield node(new Group('(', items, ')'));
                }
                default -> parentheses(open.text().charAt(0));
            };
        } finally {
            bars = outer;
        }
    }

    private Expr braces() {
        if (peek().closes("}")) throw new Unreadable("empty braces at " + peek().at());
        var inner = listing();
        if (peek().isCommand("choose")) {
            at++;
            inner = node(new Fn(Function.BINOMIAL, List.of(inner, listing())));
        } else if (peek().isCommand("over")) {
            at++;
            inner = node(new Div(inner, listing()));
        }
        expectClose("}");
        return inner instanceof Listing(List<Expr> items) ? new SetOf(items) : inner;
    }

    private Expr set(String close) {
        if (peek().closes(close)) {
            at++;
            return node(new SetOf(List.of()));
        }
        var inner = listing();
        expectClose(close);
        return node(new SetOf(inner instanceof Listing(List<Expr> items) ? items : List.of(inner)));
    }

    private Expr parentheses(char open) {
        var inner = listing();
        var token = peek();
        if (token.kind() != Kind.CLOSE || !token.text().equals(")") && !token.text().equals("]")) throw unexpected();
        at++;
        var close = token.text().charAt(0);
        var matching = open == '(' == (close == ')');
        if (inner instanceof Listing(List<Expr> items)) {
            if (!matching && items.size() != 2) throw new Unreadable("brackets that do not match, at " + token.at());
            return node(new Group(open, items, close));
        }
        if (!matching) throw new Unreadable("brackets that do not match, at " + token.at());
        return inner;
    }

    private Expr absolute() {
        bars++;
        var inner = sum();
        bars--;
        if (peek().kind() != Kind.BAR) throw unexpected();
        at++;
        return node(new Fn(Function.ABS, List.of(inner)));
    }

    private Expr command(Token token) {
        return switch (token.text()) {
            case "frac", "dfrac", "tfrac", "cfrac" -> {
                var top = atom();
                var bottom = atom();
                afterFraction = true;
                yield node(derivative(top, bottom));
            }
            case "binom", "dbinom", "tbinom" -> node(new Fn(Function.BINOMIAL, List.of(atom(), atom())));
            case "sqrt" -> {
                Expr index = Num.of(2);
                if (peek().opens("[")) {
                    at++;
                    index = sum();
                    expectClose("]");
                }
                yield node(new Root(index, atom()));
            }
            case "cbrt" -> node(new Root(Num.of(3), atom()));
            case "pi" -> constant("pi", Constant.PI);
            case "exponentialE" -> node(Constant.E);
            case "imaginaryI", "imaginaryJ" -> node(Constant.I);
            case "infty", "infinity" -> node(Constant.INFINITY);
            case "emptyset", "varnothing" -> node(new SetOf(List.of()));
            case "mathbb" -> numberSet();
            case "mathcal", "mathscr", "vec", "overrightarrow", "hat", "tilde" -> {
                var name = rawArgument();
                yield node(scripts(new Sym(token.text().startsWith("math") ? name : token.text() + name)));
            }
            case "overline", "bar" -> overline();
            case "angle", "triangle" -> node(new Sym(token.text() + letters()));
            case "boxed", "fbox" -> atom();
            case "sum", "prod" -> series(token.text().equals("prod"));
            case "int" -> integral();
            case "lim" -> limit();
            case "begin" -> matrix(token);
            default -> {
                if (!Vocabulary.GREEK.contains(token.text())) {
                    at--;
                    throw unexpected();
                }
                yield application(node(scripts(new Sym(token.text()))));
            }
        };
    }

    /// `dy/dx` is one symbol; the operator `d/dx` is refused.
    private static Expr derivative(Expr top, Expr bottom) {
        if (!(bottom instanceof Mul(List<Expr> below)) || !below.getFirst().equals(new Sym("d"))) return new Div(top, bottom);
        var above = top instanceof Mul(List<Expr> factors) ? factors : List.of(top);
        if (!above.getFirst().equals(new Sym("d"))) return new Div(top, bottom);
        if (above.size() == 2 && below.size() == 2 && above.getLast() instanceof Sym(String y)
                && below.getLast() instanceof Sym(String x)) {
            return new Sym("d" + y + "/d" + x);
        }
        throw new Unreadable("derivatives are not evaluated");
    }

    private String letters() {
        var name = new StringBuilder();
        while (peek().kind() == Kind.LETTER)
            name.append(tokens.get(at++).text());
        if (name.isEmpty()) throw unexpected();
        return name.toString();
    }

    private Expr constant(String name, Constant constant) {
        if (!peek().is("_") && !peek().is("'")) return node(constant);
        return node(scripts(new Sym(name)));
    }

    private Expr overline() {
        var save = at;
        if (peek().opens("{") && look(2).closes("}") && look(1).kind() != Kind.NUMBER) {
            var inner = look(1);
            if (inner.kind() == Kind.LETTER) {
                at += 3;
                return node(scripts(new Sym("bar" + inner.text())));
            }
        }
        at = save;
        return node(new Fn(Function.CONJUGATE, List.of(atom())));
    }

    private Expr numberSet() {
        var name = rawArgument();
        if (!Set.of("N", "Z", "Q", "R", "C").contains(name)) throw new Unreadable("unknown set \\mathbb{" + name + "}");
        return node(new NumberSet(name));
    }

    private Expr series(boolean product) {
        Expr from = null;
        Expr to = null;
        String variable = null;
        while (peek().is("_") || peek().is("^")) {
            if (tokens.get(at++).is("^")) {
                to = bound();
                continue;
            }
            if (!peek().opens("{") || look(1).kind() != Kind.LETTER && look(1).kind() != Kind.COMMAND
                    || !look(2).is("=")) {
                throw new Unreadable("a sum or product needs its variable, at " + peek().at());
            }
            variable = look(1).text();
            at += 3;
            from = sum();
            expectClose("}");
        }
        if (from == null || to == null || variable == null) throw new Unreadable("a sum or product needs both bounds");
        var fresh = bound.add(variable);
        var body = term();
        if (fresh) bound.remove(variable);
        return node(new Series(product, variable, from, to, body));
    }

    private Expr integral() {
        Expr from = null;
        Expr to = null;
        while (peek().is("_") || peek().is("^")) {
            if (tokens.get(at++).is("^")) to = bound();
            else
                from = bound();
        }
        return node(Calculus.integral(sum(), from, to));
    }

    /// `\lim_{x \to a} body`; a one-sided limit has the same value where the function is continuous.
    private Expr limit() {
        if (!peek().is("_") || !look(1).opens("{")) throw unexpected();
        at += 2;
        var variable = atom();
        if (!(variable instanceof Sym(String name))
                || !Set.of("to", "rightarrow", "Rightarrow", "longrightarrow", "Longrightarrow").contains(peek().text())) {
            throw unexpected();
        }
        at++;
        var point = signedAtom();
        if (peek().is("^")) {
            at++;
            var braced = peek().opens("{");
            if (braced) at++;
            if (!peek().is("+") && !peek().is("-")) throw unexpected();
            at++;
            if (braced) expectClose("}");
        }
        expectClose("}");
        return node(Calculus.limit(term(), name, point));
    }

    /// A bound of a sum or integral: a letter stands alone, without the other bound as its script.
    private Expr bound() {
        var negative = peek().is("-");
        if (negative) at++;
        var token = peek();
        Expr bound;
        if (token.kind() == Kind.LETTER) {
            at++;
            bound = new Sym(token.text());
        } else
            bound = atom();
        return negative ? new Neg(bound) : bound;
    }

    private Expr signedAtom() {
        var negative = peek().is("-");
        if (negative) at++;
        return negative ? new Neg(atom()) : atom();
    }

    private Expr matrix(Token begin) {
        var name = java.util.Objects.requireNonNullElse(begin.run(), "");
        if (!Set.of("pmatrix", "bmatrix", "matrix", "array", "smallmatrix", "Bmatrix").contains(name))
            throw new Unreadable("unknown environment '" + name + "'");
        var rows = new ArrayList<List<Expr>>();
        var row = new ArrayList<Expr>();
        var cells = 0;
        while (!peek().isCommand("end")) {
            if (peek().is("\\\\")) {
                at++;
                if (!row.isEmpty()) rows.add(List.copyOf(row));
                row.clear();
                continue;
            }
            if (!row.isEmpty()) {
                if (!peek().is("&")) throw unexpected();
                at++;
            }
            row.add(relation());
            if (++cells > MAX_CELLS) throw new Unreadable("a matrix of more than " + MAX_CELLS + " cells");
        }
        if (!name.equals(tokens.get(at++).run())) throw new Unreadable("\\begin{" + name + "} ends with another name");
        if (!row.isEmpty()) rows.add(List.copyOf(row));
        if (rows.isEmpty()) throw new Unreadable("an empty matrix");
        for (var other : rows)
            if (other.size() != rows.getFirst().size()) throw new Unreadable("matrix rows of different lengths");
        return node(new Matrix(List.copyOf(rows)));
    }

    // ---- bookkeeping

    private Token peek() {
        return tokens.get(at);
    }

    private Token look(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    private Unreadable unexpected() {
        var token = peek();
        return new Unreadable(token.kind() == Kind.END ? "it ends too early" : "unexpected '" + token.text() + "' at " + token.at());
    }

    private <T extends Expr> T node(T expr) {
        if (++nodes > MAX_NODES) throw new Unreadable("more than " + MAX_NODES + " parts");
        return expr;
    }

    private void enter() {
        if (++nesting > MAX_NESTING) throw new Unreadable("nested deeper than " + MAX_NESTING);
    }

    private void leave() {
        nesting--;
    }
}
