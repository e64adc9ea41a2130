package dev.retool4j.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names that a stretch of a template sees: its own, then those around it. What it sets stays in it.
final class Scope {
    private final @Nullable Scope around;
    private final Map<String, Object> names = new HashMap<>();

    Scope(@Nullable Scope around) {
        this.around = around;
    }

    void set(String name, Object value) {
        names.put(name, value);
    }

    Object get(String name) {
        for (var scope = this; scope != null; scope = scope.around) {
            var value = scope.names.get(name);
            if (value != null) return value;
        }
        return Undefined.name(name);
    }
}
