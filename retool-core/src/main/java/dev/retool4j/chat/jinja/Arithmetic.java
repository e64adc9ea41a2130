package dev.retool4j.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/// Python's operators on numbers, text and lists. Integers are 64 bits: what does not fit is refused.
final class Arithmetic {
    /// Most characters of a text, or elements of a list, that a template may make.
    static final int LARGEST = 16_000_000;

    private Arithmetic() {}

    static Object apply(String operator, Object a, Object b) {
        if (a instanceof Undefined undefined) throw undefined.fault();
        if (b instanceof Undefined undefined) throw undefined.fault();
        try {
            if (Values.number(a) && Values.number(b)) return numbers(operator, a, b);
            if (operator.equals("+")) return add(a, b);
            if (operator.equals("*") && a instanceof String text && b instanceof Long times) return repeat(text, times);
            if (operator.equals("*") && a instanceof Long times && b instanceof String text) return repeat(text, times);
            if (operator.equals("*") && a instanceof List<?> list && b instanceof Long times) return repeat(list, times);
        } catch (ArithmeticException e) {
            throw new Fault("the result of '" + operator + "' does not fit into 64 bits");
        }
        throw unsupported(operator, a, b);
    }

    private static Fault unsupported(String operator, Object a, Object b) {
        if (operator.equals("+") && a instanceof String)
            return new Fault("can only concatenate str (not \"" + Values.typeName(b) + "\") to str");
        if (operator.equals("+") && a instanceof List)
            return new Fault(
                    "can only concatenate %s (not \"%s\") to %s".formatted(Values.typeName(a), Values.typeName(b), Values.typeName(a)));
        return new Fault("unsupported operand type(s) for %s: '%s' and '%s'".formatted(operator, Values.typeName(a), Values.typeName(b)));
    }

    private static Object add(Object a, Object b) {
        if (a instanceof String left && b instanceof String right) {
            bounded((long) left.length() + right.length());
            return left + right;
        }
        if (a instanceof List<?> left && b instanceof List<?> right && left instanceof Tuple == right instanceof Tuple) {
            bounded((long) left.size() + right.size());
            var all = new ArrayList<Object>(left);
            all.addAll(right);
            return left instanceof Tuple ? new Tuple(all) : all;
        }
        throw unsupported("+", a, b);
    }

    private static String repeat(String text, long times) {
        if (times <= 0) return "";
        bounded(Math.multiplyExact(text.length(), times));
        return text.repeat((int) times);
    }

    private static List<Object> repeat(List<?> list, long times) {
        if (list instanceof Tuple) throw new Fault("repeating a tuple is not supported");
        bounded(Math.multiplyExact(list.size(), Math.max(0, times)));
        var all = new ArrayList<Object>();
        for (long i = 0; i < times; i++)
            all.addAll(list);
        return all;
    }

    /// Refuses what would take too much memory.
    static void bounded(long size) {
        if (size > LARGEST) throw new Fault("a value grows beyond " + LARGEST + " characters or elements");
    }

    private static Object numbers(String operator, Object a, Object b) {
        boolean decimal = a instanceof Double || b instanceof Double || operator.equals("/");
        return decimal
                ? decimals(operator, Values.decimal(a), Values.decimal(b))
                : integers(operator, Values.integer(a), Values.integer(b));
    }

    private static Object decimals(String operator, double a, double b) {
        if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) throw new Fault("division by zero");
        return switch (operator) {
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            case "/" -> a / b;
            case "//" -> Math.floor(a / b);
            case "%" -> {
                double rest = a % b;
                yield rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
            }
            case "**" -> Math.pow(a, b);
            default -> throw new Fault("unknown operator " + operator);
        };
    }

    private static Object integers(String operator, long a, long b) {
        if (b == 0 && (operator.equals("//") || operator.equals("%"))) throw new Fault("division by zero");
        return switch (operator) {
            case "+" -> Math.addExact(a, b);
            case "-" -> Math.subtractExact(a, b);
            case "*" -> Math.multiplyExact(a, b);
            case "//" -> Math.floorDivExact(a, b);
            case "%" -> Math.floorMod(a, b);
            case "**" -> b < 0 ? (Object) Math.pow(a, b) : Math.powExact(a, Math.toIntExact(b));
            default -> throw new Fault("unknown operator " + operator);
        };
    }

    static Object negate(Object value) {
        if (value instanceof Double number) return -number;
        return Math.negateExact(Values.integer(value));
    }
}
