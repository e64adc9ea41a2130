package dev.retool4j.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `of[key]`, `of.name` and slices.
final class Subscripts {
    private Subscripts() {}

    /// An attribute if there is one, else an item.
    static Object attribute(Object of, String name) {
        if (of instanceof Undefined undefined) throw undefined.fault();
        var attribute = ownAttribute(of, name);
        if (!(attribute instanceof Undefined)) return attribute;
        if (of instanceof Map<?, ?> map) {
            var item = map.get(name);
            if (item != null) return item;
        }
        return attribute;
    }

    /// An item if there is one, else an attribute.
    static Object item(Object of, Object key) {
        if (of instanceof Undefined undefined) throw undefined.fault();
        if (of instanceof Map<?, ?> map) {
            var item = map.get(key instanceof Double number && number % 1 == 0 ? (Object) number.longValue() : key);
            if (item != null) return item;
        }
        if (of instanceof List<?> list && (key instanceof Long || key instanceof Boolean)) {
            long at = index(Values.integer(key), list.size());
            return at < 0 || at >= list.size() ? Undefined.attribute(of, key) : list.get((int) at);
        }
        if (of instanceof String text && (key instanceof Long || key instanceof Boolean)) {
            int length = PythonText.length(text);
            long at = index(Values.integer(key), length);
            if (at < 0 || at >= length) return Undefined.attribute(of, key);
            return Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) at)));
        }
        return key instanceof String name ? ownAttribute(of, name) : Undefined.attribute(of, key);
    }

    private static long index(long at, int size) {
        return at < 0 ? at + size : at;
    }

    private static Object ownAttribute(Object of, String name) {
        return switch (of) {
            case String text -> StringMethods.method(text, name);
            case List<?> list -> ContainerMethods.ofList(list, name);
            case Map<?, ?> map -> ContainerMethods.ofMap(map, name);
            case Namespace namespace -> namespace.attribute(name);
            case Loop loop -> loop.attribute(name);
            default -> Undefined.attribute(of, name);
        };
    }

    static Object slice(Object of, Object begin, Object end, Object step) {
        if (of instanceof Undefined undefined) throw undefined.fault();
        if (of instanceof String text) {
            var kept = new StringBuilder();
            slice(Values.characters(text), begin, end, step).forEach(kept::append);
            return kept.toString();
        }
        if (of instanceof Tuple tuple) return new Tuple(slice((List<?>) tuple, begin, end, step));
        if (of instanceof List<?> list) return slice(list, begin, end, step);
        throw new Fault("'" + Values.typeName(of) + "' object cannot be sliced");
    }

    private static List<Object> slice(List<?> items, Object begin, Object end, Object step) {
        long by = step == None.NONE ? 1 : Values.integer(step);
        if (by == 0) throw new Fault("slice step cannot be zero");
        int size = items.size();
        long first = by > 0 ? 0 : -1, last = by > 0 ? size : size - 1;
        long from = begin == None.NONE ? (by > 0 ? first : last) : Math.clamp(index(Values.integer(begin), size), first, last);
        long to = end == None.NONE ? (by > 0 ? last : first) : Math.clamp(index(Values.integer(end), size), first, last);
        var kept = new ArrayList<Object>();
        for (long at = from; by > 0 ? at < to : at > to; at += by)
            kept.add(items.get((int) at));
        return kept;
    }
}
