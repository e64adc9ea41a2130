package dev.retool4j.chat.jinja;

import dev.retool4j.chat.jinja.Expression.CallArguments;
import dev.retool4j.chat.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Expressions by recursive descent, with Jinja 2's precedence: conditional, `or`, `and`, `not`, comparison, `+ -`, `~`, `* / // %`, `**`,
/// sign, then subscripts, calls, filters and tests.
final class ExpressionParser {
    private static final int DEEPEST = 150;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");

    private final Tokens tokens;
    private int depth;

    ExpressionParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Expression expression() {
        if (++depth > DEEPEST) throw new TemplateException("an expression is nested too deeply", tokens.current().line());
        var value = or();
        int line = tokens.current().line();
        while (tokens.skipName("if")) {
            var test = or();
            var otherwise = tokens.skipName("else") ? expression() : null;
            value = new Expression.Conditional(test, value, otherwise, line);
        }
        depth--;
        return value;
    }

    /// An expression, or several with commas between them, which make a tuple.
    ///
    /// @param conditional whether `a if b` may stand here; in `for x in xs if …` the condition is the loop's
    Expression tuple(boolean conditional) {
        int line = tokens.current().line();
        var items = new ArrayList<Expression>();
        boolean tuple = false;
        while (!tupleEnds()) {
            items.add(conditional ? expression() : or());
            if (!tokens.skipOperator(",")) break;
            tuple = true;
        }
        if (tuple) return new Expression.Items(items, true, line);
        if (items.isEmpty()) throw tokens.fail("expected an expression");
        return items.getFirst();
    }

    private boolean tupleEnds() {
        var token = tokens.current();
        return token.kind() == Kind.OUTPUT_END || token.kind() == Kind.BLOCK_END || token.isOperator(")") || token.isName("recursive");
    }

    private Expression or() {
        var left = and();
        while (tokens.current().isName("or")) {
            int line = tokens.next().line();
            left = new Expression.Logical(false, left, and(), line);
        }
        return left;
    }

    private Expression and() {
        var left = not();
        while (tokens.current().isName("and")) {
            int line = tokens.next().line();
            left = new Expression.Logical(true, left, not(), line);
        }
        return left;
    }

    private Expression not() {
        if (!tokens.current().isName("not")) return comparison();
        if (++depth > DEEPEST) throw tokens.fail("an expression is nested too deeply");
        int line = tokens.next().line();
        var value = new Expression.Not(not(), line);
        depth--;
        return value;
    }

    private Expression comparison() {
        int line = tokens.current().line();
        var first = sum();
        var operators = new ArrayList<String>();
        var others = new ArrayList<Expression>();
        while (true) {
            var token = tokens.current();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                operators.add(tokens.next().text());
            } else if (tokens.skipName("in")) {
                operators.add("in");
            } else if (token.isName("not") && tokens.look().isName("in")) {
                tokens.next();
                tokens.next();
                operators.add("not in");
            } else {
                break;
            }
            others.add(sum());
        }
        return operators.isEmpty() ? first : new Expression.Comparison(first, operators, others, line);
    }

    private Expression sum() {
        var left = concatenation();
        while (tokens.current().isOperator("+") || tokens.current().isOperator("-")) {
            var operator = tokens.next();
            left = new Expression.Binary(operator.text(), left, concatenation(), operator.line());
        }
        return left;
    }

    private Expression concatenation() {
        int line = tokens.current().line();
        var parts = new ArrayList<Expression>(List.of(product()));
        while (tokens.skipOperator("~"))
            parts.add(product());
        return parts.size() == 1 ? parts.getFirst() : new Expression.Concatenation(parts, line);
    }

    private Expression product() {
        var left = power();
        while (tokens.current().kind() == Kind.OPERATOR && PRODUCTS.contains(tokens.current().text())) {
            var operator = tokens.next();
            left = new Expression.Binary(operator.text(), left, power(), operator.line());
        }
        return left;
    }

    private Expression power() {
        var left = signed(true);
        while (tokens.current().isOperator("**")) {
            int line = tokens.next().line();
            left = new Expression.Binary("**", left, signed(true), line);
        }
        return left;
    }

    private Expression signed(boolean withFilter) {
        var token = tokens.current();
        Expression value;
        if (token.isOperator("-") || token.isOperator("+")) {
            if (++depth > DEEPEST) throw tokens.fail("an expression is nested too deeply");
            tokens.next();
            value = new Expression.Sign(token.text().equals("-"), signed(false), token.line());
            depth--;
        } else {
            value = primary();
        }
        value = postfix(value);
        return withFilter ? filtersAndTests(value) : value;
    }

    private Expression primary() {
        var token = tokens.next();
        return switch (token.kind()) {
            case NAME -> switch (token.text()) {
                case "true", "True" -> new Expression.Constant(true, token.line());
                case "false", "False" -> new Expression.Constant(false, token.line());
                case "none", "None" -> new Expression.Constant(None.NONE, token.line());
                case "varargs", "kwargs" -> throw new TemplateException("'" + token.text() + "' is not supported", token.line());
                default -> new Expression.Name(token.text(), token.line());
            };
            case STRING -> {
                var text = new StringBuilder(token.text());
                while (tokens.current().kind() == Kind.STRING)
                    text.append(tokens.next().text());
                yield new Expression.Constant(text.toString(), token.line());
            }
            case INTEGER -> new Expression.Constant(integer(token), token.line());
            case FLOAT -> new Expression.Constant(Double.parseDouble(token.text()), token.line());
            case OPERATOR -> switch (token.text()) {
                case "(" -> parenthesised(token);
                case "[" -> new Expression.Items(list(), false, token.line());
                case "{" -> pairs(token.line());
                default -> throw unexpected(token);
            };
            case DATA, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, END -> throw unexpected(token);
        };
    }

    private static TemplateException unexpected(Token token) {
        return new TemplateException("unexpected " + token.described(), token.line());
    }

    private static long integer(Token token) {
        try {
            return Long.parseLong(token.text());
        } catch (NumberFormatException e) {
            throw new TemplateException("the integer " + token.text() + " is too large", token.line());
        }
    }

    private Expression parenthesised(Token open) {
        if (tokens.skipOperator(")")) return new Expression.Items(List.of(), true, open.line());
        var value = tuple(true);
        tokens.expectOperator(")");
        return value;
    }

    private List<Expression> list() {
        var items = new ArrayList<Expression>();
        while (!tokens.skipOperator("]")) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator("]")) break;
            }
            items.add(expression());
        }
        return items;
    }

    private Expression pairs(int line) {
        var keys = new ArrayList<Expression>();
        var values = new ArrayList<Expression>();
        while (!tokens.skipOperator("}")) {
            if (!keys.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.skipOperator("}")) break;
            }
            keys.add(expression());
            tokens.expectOperator(":");
            values.add(expression());
        }
        return new Expression.Pairs(keys, values, line);
    }

    private Expression postfix(Expression value) {
        while (true) {
            int line = tokens.current().line();
            if (tokens.skipOperator(".")) value = attribute(value, line);
            else if (tokens.skipOperator("[")) value = subscript(value, line);
            else if (tokens.current().isOperator("(")) value = new Expression.Call(value, arguments(), line);
            else
                return value;
        }
    }

    private Expression attribute(Expression of, int line) {
        var name = tokens.next();
        if (name.kind() == Kind.NAME) return new Expression.Attribute(of, name.text(), line);
        if (name.kind() == Kind.INTEGER) return new Expression.Item(of, new Expression.Constant(integer(name), line), line);
        throw new TemplateException("expected a name or number after '.'", name.line());
    }

    private Expression subscript(Expression of, int line) {
        Expression begin = null;
        if (!tokens.current().isOperator(":")) {
            begin = expression();
            if (tokens.skipOperator("]")) return new Expression.Item(of, begin, line);
        }
        tokens.expectOperator(":");
        var end = sliceBound();
        var step = tokens.skipOperator(":") ? sliceBound() : null;
        tokens.expectOperator("]");
        return new Expression.Slice(of, begin, end, step, line);
    }

    private @Nullable Expression sliceBound() {
        return tokens.current().isOperator(":") || tokens.current().isOperator("]") ? null : expression();
    }

    Expression filtersAndTests(Expression value) {
        while (true) {
            int line = tokens.current().line();
            if (tokens.current().isOperator("|")) value = filters(value);
            else if (tokens.skipName("is")) value = test(value);
            else if (tokens.current().isOperator("(")) value = new Expression.Call(value, arguments(), line);
            else
                return value;
        }
    }

    /// One or more filters, each with its `|`.
    Expression filters(Expression value) {
        while (tokens.skipOperator("|"))
            value = filter(value);
        return value;
    }

    /// A filter's name and arguments.
    Expression filter(Expression value) {
        var name = tokens.expect(Kind.NAME);
        if (!Filters.known(name.text())) throw new TemplateException("the filter '" + name.text() + "' is not supported", name.line());
        var arguments = tokens.current().isOperator("(") ? arguments() : CallArguments.NONE;
        return new Expression.Filter(value, name.text(), arguments, name.line());
    }

    private Expression test(Expression value) {
        boolean negated = tokens.skipName("not");
        var name = tokens.expect(Kind.NAME);
        if (!Tests.known(name.text())) throw new TemplateException("the test '" + name.text() + "' is not supported", name.line());
        var arguments = CallArguments.NONE;
        if (tokens.current().isOperator("(")) arguments = arguments();
        else if (bareArgument()) arguments = new CallArguments(List.of(postfix(primary())), java.util.Map.of(), null, null);
        var test = new Expression.Test(value, name.text(), arguments, name.line());
        return negated ? new Expression.Not(test, name.line()) : test;
    }

    private boolean bareArgument() {
        var token = tokens.current();
        return switch (token.kind()) {
            case NAME -> {
                if (token.isName("is")) throw new TemplateException("tests cannot be chained with 'is'", token.line());
                yield !token.isName("else") && !token.isName("or") && !token.isName("and");
            }
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.isOperator("[") || token.isOperator("{");
            case DATA, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, END -> false;
        };
    }

    private CallArguments arguments() {
        tokens.expectOperator("(");
        var positional = new ArrayList<Expression>();
        var named = new LinkedHashMap<String, Expression>();
        Expression more = null, moreNamed = null;
        boolean first = true;
        while (!tokens.skipOperator(")")) {
            if (!first) {
                tokens.expectOperator(",");
                if (tokens.skipOperator(")")) break;
            }
            first = false;
            var token = tokens.current();
            if (moreNamed != null) throw tokens.fail("an argument follows '**'");
            if (tokens.skipOperator("**")) {
                moreNamed = expression();
            } else if (token.kind() == Kind.NAME && tokens.look().isOperator("=")) {
                tokens.next();
                tokens.next();
                named.put(token.text(), expression());
            } else if (more != null || !named.isEmpty()) {
                throw tokens.fail("a positional argument follows a named one or '*'");
            } else if (tokens.skipOperator("*")) {
                more = expression();
            } else {
                positional.add(expression());
            }
        }
        return new CallArguments(positional, named, more, moreNamed);
    }
}
