package dev.retool4j.chat.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/// `namespace(…)`: the one thing that inner scopes can change.
final class Namespace {
    private final Map<String, Object> attributes = new LinkedHashMap<>();

    Namespace(Arguments arguments) {
        for (var positional : arguments.positional()) {
            if (!(positional instanceof Map<?, ?> map)) throw new Fault("namespace takes named arguments and dictionaries");
            map.forEach((name, value) -> set(PythonText.str(name), value));
        }
        arguments.named().forEach(this::set);
    }

    void set(String name, Object value) {
        if (name.startsWith("_"))
            throw new Fault("a namespace cannot hold " + PythonText.repr(name) + ": names with _ in front are refused");
        attributes.put(name, value);
    }

    Object attribute(String name) {
        var value = attributes.get(name);
        return value != null ? value : Undefined.attribute(this, name);
    }
}
