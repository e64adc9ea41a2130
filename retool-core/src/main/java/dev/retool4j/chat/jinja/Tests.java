package dev.retool4j.chat.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// The tests after `is`, by name.
final class Tests {
    private static final Map<String, Test> KNOWN = new HashMap<>();

    @FunctionalInterface
    private interface Test {
        boolean holds(Object value, Arguments arguments);
    }

    static {
        simple("defined", value -> !(value instanceof Undefined));
        simple("undefined", value -> value instanceof Undefined);
        simple("none", value -> value == None.NONE);
        simple("boolean", value -> value instanceof Boolean);
        simple("true", value -> value.equals(true));
        simple("false", value -> value.equals(false));
        simple("string", value -> value instanceof String);
        simple("number", Values::number);
        simple("integer", value -> value instanceof Long);
        simple("float", value -> value instanceof Double);
        simple("mapping", value -> value instanceof Map);
        simple("sequence", Tests::sequence);
        simple("iterable", value -> sequence(value) || value instanceof Lazy);
        simple("callable", value -> value instanceof Callable);
        simple("odd", value -> Math.floorMod(Values.integer(value), 2) == 1);
        simple("even", value -> Math.floorMod(Values.integer(value), 2) == 0);
        simple("lower", value -> PythonText.str(value).equals(PythonText.str(value).toLowerCase(Locale.ROOT)));
        simple("upper", value -> PythonText.str(value).equals(PythonText.str(value).toUpperCase(Locale.ROOT)));
        add("divisibleby", (value, a) -> {
            long by = Values.integer(a.check("divisibleby", "num").required(0, "num"));
            if (by == 0) throw new Fault("division by zero");
            return Math.floorMod(Values.integer(value), by) == 0;
        });
        add("in", (value, a) -> Values.contains(a.check("in", "seq").required(0, "seq"), value));
        add("sameas", (value, a) -> same(value, a.check("sameas", "other").required(0, "other")));
        for (var name : List.of("eq", "equalto", "=="))
            add(name, (value, a) -> Values.equal(value, other(a)));
        add("ne", (value, a) -> !Values.equal(value, other(a)));
        for (var name : List.of("lt", "lessthan"))
            add(name, (value, a) -> Values.compare(value, other(a)) == -1);
        add("le", (value, a) -> Values.compare(value, other(a)) <= 0);
        for (var name : List.of("gt", "greaterthan"))
            add(name, (value, a) -> Values.compare(value, other(a)) == 1);
        add("ge", (value, a) -> ordered(Values.compare(value, other(a))));
        for (var alias : Map.of("!=", "ne", "<", "lt", "<=", "le", ">", "gt", ">=", "ge").entrySet())
            add(alias.getKey(), Objects.requireNonNull(KNOWN.get(alias.getValue())));
    }

    private Tests() {}

    private static void add(String name, Test test) {
        KNOWN.put(name, test);
    }

    private static void simple(String name, java.util.function.Predicate<Object> test) {
        add(name, (value, arguments) -> {
            arguments.check(name);
            return test.test(value);
        });
    }

    private static Object other(Arguments arguments) {
        return arguments.check("a comparison", "other").required(0, "other");
    }

    private static boolean ordered(int comparison) {
        return comparison == 0 || comparison == 1;
    }

    /// What has a length and elements in Python, undefined values among them.
    private static boolean sequence(Object value) {
        return value instanceof String || value instanceof List || value instanceof Map || value instanceof Undefined;
    }

    private static boolean same(Object a, Object b) {
        if (a instanceof None || a instanceof Boolean || b instanceof None || b instanceof Boolean) return a.equals(b);
        throw new Fault("'sameas' is supported for true, false and none only");
    }

    static boolean known(String name) {
        return KNOWN.containsKey(name);
    }

    static boolean holds(String name, Object value, Arguments arguments) {
        var test = KNOWN.get(name);
        if (test == null) throw new Fault("the test '" + name + "' is not supported");
        return test.holds(value, arguments);
    }
}
