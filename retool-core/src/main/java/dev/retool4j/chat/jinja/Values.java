package dev.retool4j.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Python does with values: truth, equality, order, iteration, length.
final class Values {
    private Values() {}

    /// A value of the caller's (JSON's kinds: null, Boolean, Number, String, List, Map) as the interpreter holds it.
    static Object of(@Nullable Object value) {
        return switch (value) {
            case null -> None.NONE;
            case Boolean flag -> flag;
            case Double number -> number;
            case Float number -> (double) number;
            case Number number -> {
                if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte)
                    yield number.longValue();
                throw new IllegalArgumentException("a chat template cannot take a " + number.getClass().getName());
            }
            case String text -> text;
            case List<?> list -> {
                var items = new ArrayList<Object>(list.size());
                for (var item : list)
                    items.add(of(item));
                yield items;
            }
            case Map<?, ?> map -> {
                var items = new LinkedHashMap<Object, Object>();
                map.forEach((key, item) -> items.put(of(key), of(item)));
                yield items;
            }
            default -> throw new IllegalArgumentException("a chat template cannot take a " + value.getClass().getName());
        };
    }

    static String typeName(Object value) {
        return switch (value) {
            case None none -> "NoneType";
            case Boolean flag -> "bool";
            case Long number -> "int";
            case Double number -> "float";
            case String text -> "str";
            case Tuple tuple -> "tuple";
            case List<?> list -> "list";
            case Map<?, ?> map -> "dict";
            case Undefined undefined -> "Undefined";
            case Lazy lazy -> "generator";
            case Callable callable -> "function";
            default -> "object";
        };
    }

    static boolean truth(Object value) {
        return switch (value) {
            case None none -> false;
            case Undefined undefined -> false;
            case Boolean flag -> flag;
            case Long number -> number != 0;
            case Double number -> number != 0;
            case String text -> !text.isEmpty();
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    static boolean equal(Object a, Object b) {
        if (number(a) && number(b)) return compareNumbers(a, b) == 0;
        if (a instanceof Undefined && b instanceof Undefined) return true;
        if (a instanceof List<?> left && b instanceof List<?> right) {
            if (left instanceof Tuple != right instanceof Tuple || left.size() != right.size()) return false;
            for (int i = 0; i < left.size(); i++)
                if (!equal(left.get(i), right.get(i))) return false;
            return true;
        }
        if (a instanceof Map<?, ?> left && b instanceof Map<?, ?> right) {
            if (left.size() != right.size()) return false;
            for (var entry : left.entrySet()) {
                var other = right.get(entry.getKey());
                if (other == null || !equal(entry.getValue(), other)) return false;
            }
            return true;
        }
        return a.equals(b);
    }

    /// Python's `isinstance(value, Number)`: a bool is one.
    static boolean number(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static double decimal(Object value) {
        return switch (value) {
            case Double number -> number;
            case Long number -> number;
            case Boolean flag -> flag ? 1 : 0;
            default -> throw new Fault("a number is needed, not " + typeName(value));
        };
    }

    static long integer(Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean flag -> flag ? 1 : 0;
            case Undefined undefined -> throw undefined.fault();
            default -> throw new Fault("an integer is needed, not " + typeName(value));
        };
    }

    private static int compareNumbers(Object a, Object b) {
        if (a instanceof Double || b instanceof Double) {
            double left = decimal(a), right = decimal(b);
            return left < right ? -1 : left > right ? 1 : left == right ? 0 : 2; // 2: one of them is no number
        }
        return Long.compare(integer(a), integer(b));
    }

    /// Negative, zero or positive as `a` comes before, with or after `b`.
    static int compare(Object a, Object b) {
        if (a instanceof Undefined undefined) throw undefined.fault();
        if (b instanceof Undefined undefined) throw undefined.fault();
        if (number(a) && number(b)) return compareNumbers(a, b);
        if (a instanceof String left && b instanceof String right) return compareText(left, right);
        if (a instanceof List<?> left && b instanceof List<?> right && left instanceof Tuple == right instanceof Tuple) {
            for (int i = 0; i < Math.min(left.size(), right.size()); i++)
                if (!equal(left.get(i), right.get(i))) return compare(left.get(i), right.get(i));
            return Integer.compare(left.size(), right.size());
        }
        throw new Fault("'<' not supported between instances of '" + typeName(a) + "' and '" + typeName(b) + "'");
    }

    /// By code points, as Python orders text.
    private static int compareText(String a, String b) {
        for (int i = 0; i < Math.min(a.length(), b.length()); i++) {
            if (a.charAt(i) != b.charAt(i)) return Integer.compare(a.codePointAt(i), b.codePointAt(i));
        }
        return Integer.compare(a.length(), b.length());
    }

    static boolean contains(Object container, Object item) {
        return switch (container) {
            case String text -> {
                if (item instanceof Undefined undefined) throw undefined.fault();
                if (!(item instanceof String part))
                    throw new Fault("'in <string>' requires string as left operand, not " + typeName(item));
                yield text.contains(part);
            }
            case Map<?, ?> map -> map.containsKey(item);
            default -> {
                for (var element : iterate(container))
                    if (equal(element, item)) yield true;
                yield false;
            }
        };
    }

    /// What `for` sees: elements, characters, or keys.
    static Iterable<Object> iterate(Object value) {
        return switch (value) {
            case Undefined undefined -> List.of();
            case String text -> characters(text);
            case List<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case Lazy lazy -> lazy;
            default -> throw new Fault("'" + typeName(value) + "' object is not iterable");
        };
    }

    static List<Object> list(Object value) {
        var items = new ArrayList<Object>();
        iterate(value).forEach(items::add);
        return items;
    }

    static List<Object> characters(String text) {
        var items = new ArrayList<Object>(text.length());
        text.codePoints().forEach(c -> items.add(Character.toString(c)));
        return items;
    }

    static long length(Object value) {
        return switch (value) {
            case Undefined undefined -> 0;
            case String text -> PythonText.length(text);
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            default -> throw new Fault("object of type '" + typeName(value) + "' has no len()");
        };
    }
}
