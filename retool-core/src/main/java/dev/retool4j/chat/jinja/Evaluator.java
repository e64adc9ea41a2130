package dev.retool4j.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Evaluates expressions. What goes wrong is reported with the line of the innermost expression that it went wrong in.
final class Evaluator {
    /// Most expressions and statements evaluated in one rendering: a template that needs more is taken not to end.
    private static final long MOST_STEPS = 50_000_000;

    private long steps;

    Object value(Expression expression, Scope scope) {
        step(expression.line());
        try {
            return switch (expression) {
                case Expression.Constant constant -> constant.value();
                case Expression.Name name -> scope.get(name.name());
                case Expression.Items items -> items(items, scope);
                case Expression.Pairs pairs -> pairs(pairs, scope);
                case Expression.Attribute attribute -> Subscripts.attribute(value(attribute.of(), scope), attribute.name());
                case Expression.Item item -> Subscripts.item(value(item.of(), scope), value(item.key(), scope));
                case Expression.Slice slice -> Subscripts.slice(value(slice.of(), scope), bound(slice.begin(), scope),
                        bound(slice.end(), scope), bound(slice.step(), scope));
                case Expression.Call call -> call(value(call.function(), scope), arguments(call.arguments(), scope));
                case Expression.Filter filter ->
                    Filters.apply(filter.name(), value(filter.of(), scope), arguments(filter.arguments(), scope));
                case Expression.Test test -> Tests.holds(test.name(), value(test.of(), scope), arguments(test.arguments(), scope));
                case Expression.Not not -> !truth(not.of(), scope);
                case Expression.Sign sign -> sign(sign.negative(), value(sign.of(), scope));
                case Expression.Binary binary ->
                    Arithmetic.apply(binary.operator(), value(binary.left(), scope), value(binary.right(), scope));
                case Expression.Logical logical -> logical(logical, scope);
                case Expression.Comparison comparison -> comparison(comparison, scope);
                case Expression.Concatenation concatenation -> concatenation(concatenation, scope);
                case Expression.Conditional conditional -> conditional(conditional, scope);
            };
        } catch (Fault e) {
            throw new TemplateException(String.valueOf(e.getMessage()), expression.line());
        } catch (ArithmeticException e) {
            throw new TemplateException("a number is too large", expression.line());
        }
    }

    boolean truth(Expression expression, Scope scope) {
        return Values.truth(value(expression, scope));
    }

    void step(int line) {
        if (++steps > MOST_STEPS) throw new TemplateException("rendering takes more than " + MOST_STEPS + " steps", line);
    }

    static Object call(Object function, Arguments arguments) {
        if (function instanceof Callable callable) return callable.call(arguments);
        if (function instanceof Undefined undefined) throw undefined.fault();
        throw new Fault("'" + Values.typeName(function) + "' object is not callable");
    }

    Arguments arguments(Expression.CallArguments written, Scope scope) {
        if (written.empty()) return Arguments.NONE;
        var positional = new ArrayList<Object>();
        for (var argument : written.positional())
            positional.add(value(argument, scope));
        var named = new LinkedHashMap<String, Object>();
        written.named().forEach((name, argument) -> named.put(name, value(argument, scope)));
        if (written.more() != null) positional.addAll(Values.list(value(written.more(), scope)));
        if (written.moreNamed() != null) {
            if (!(value(written.moreNamed(), scope) instanceof Map<?, ?> more)) throw new Fault("argument after ** must be a mapping");
            more.forEach((name, value) -> named.put(PythonText.str(name), value));
        }
        return new Arguments(positional, named);
    }

    private Object items(Expression.Items items, Scope scope) {
        var values = new ArrayList<Object>(items.items().size());
        for (var item : items.items())
            values.add(value(item, scope));
        return items.tuple() ? new Tuple(values) : values;
    }

    private Map<Object, Object> pairs(Expression.Pairs pairs, Scope scope) {
        var map = new LinkedHashMap<Object, Object>();
        for (int i = 0; i < pairs.keys().size(); i++)
            map.put(value(pairs.keys().get(i), scope), value(pairs.values().get(i), scope));
        return map;
    }

    private Object bound(@Nullable Expression expression, Scope scope) {
        return expression == null ? None.NONE : value(expression, scope);
    }

    private static Object sign(boolean negative, Object value) {
        if (value instanceof Undefined undefined) throw undefined.fault();
        if (negative) return Arithmetic.negate(value);
        return value instanceof Double ? value : (Object) Values.integer(value);
    }

    private Object logical(Expression.Logical logical, Scope scope) {
        var left = value(logical.left(), scope);
        return Values.truth(left) == logical.and() ? value(logical.right(), scope) : left;
    }

    private Object comparison(Expression.Comparison comparison, Scope scope) {
        var left = value(comparison.first(), scope);
        for (int i = 0; i < comparison.operators().size(); i++) {
            var right = value(comparison.others().get(i), scope);
            if (!holds(comparison.operators().get(i), left, right)) return false;
            left = right;
        }
        return true;
    }

    private static boolean holds(String operator, Object left, Object right) {
        return switch (operator) {
            case "==" -> Values.equal(left, right);
            case "!=" -> !Values.equal(left, right);
            case "in" -> Values.contains(right, left);
            case "not in" -> !Values.contains(right, left);
            case "<" -> Values.compare(left, right) < 0;
            case "<=" -> Values.compare(left, right) <= 0;
            case ">" -> Values.compare(left, right) == 1;
            case ">=" -> Values.compare(left, right) == 0 || Values.compare(left, right) == 1;
            default -> throw new Fault("unknown operator " + operator);
        };
    }

    private Object concatenation(Expression.Concatenation concatenation, Scope scope) {
        var out = new StringBuilder();
        for (var part : concatenation.parts()) {
            out.append(PythonText.str(value(part, scope)));
            Arithmetic.bounded(out.length());
        }
        return out.toString();
    }

    private Object conditional(Expression.Conditional conditional, Scope scope) {
        if (truth(conditional.test(), scope)) return value(conditional.yes(), scope);
        var no = conditional.no();
        return no != null
                ? value(no, scope)
                : new Undefined("the inline if-expression on line " + conditional.line()
                        + " evaluated to false and no else section was defined.");
    }
}
