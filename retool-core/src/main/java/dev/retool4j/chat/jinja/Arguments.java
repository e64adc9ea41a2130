package dev.retool4j.chat.jinja;

import java.util.List;
import java.util.Map;

/// The evaluated arguments of a call, filter or test.
record Arguments(List<Object> positional, Map<String, Object> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Object... values) {
        return new Arguments(List.of(values), Map.of());
    }

    /// Refuses arguments that the function does not have.
    ///
    /// @param parameters their names in order
    Arguments check(String function, String... parameters) {
        if (positional.size() > parameters.length)
            throw new Fault(function + " takes at most " + parameters.length + " argument(s), got " + positional.size());
        for (var name : named.keySet()) {
            int at = List.of(parameters).indexOf(name);
            if (at < 0) throw new Fault(function + " takes no argument " + PythonText.repr(name));
            if (at < positional.size()) throw new Fault(function + " got two values for " + PythonText.repr(name));
        }
        return this;
    }

    boolean has(int index, String name) {
        return index < positional.size() || named.containsKey(name);
    }

    Object get(int index, String name, Object fallback) {
        if (index < positional.size()) return positional.get(index);
        return named.getOrDefault(name, fallback);
    }

    Object required(int index, String name) {
        if (!has(index, name)) throw new Fault("argument " + PythonText.repr(name) + " is missing");
        return get(index, name, None.NONE);
    }

    String text(int index, String name) {
        var value = required(index, name);
        if (value instanceof String text) return text;
        throw new Fault("argument " + PythonText.repr(name) + " must be str, not " + Values.typeName(value));
    }

    boolean flag(int index, String name, boolean fallback) {
        return Values.truth(get(index, name, fallback));
    }

    int integer(int index, String name, int fallback) {
        return Math.toIntExact(Values.integer(get(index, name, (long) fallback)));
    }

    /// The same without the first positional ones.
    Arguments from(int index) {
        return new Arguments(positional.subList(Math.min(index, positional.size()), positional.size()), named);
    }
}
