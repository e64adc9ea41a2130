package dev.retool4j.run;

import dev.retool4j.run.ConfigNode.Mapping;
import dev.retool4j.run.ConfigNode.Scalar;
import dev.retool4j.run.ConfigNode.Sequence;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes records of [ConfigNode]s, taking what is not written from a default record. Remembers the source of every key it used.
final class ConfigBinder {
    private final Map<String, Source> sources = new LinkedHashMap<>();

    /// Where each bound key was written, by dotted key; keys left at their default are absent.
    Map<String, Source> sources() {
        return sources;
    }

    Object record(Class<?> type, @Nullable Object fallback, Mapping node, String path) {
        var base = fallback != null ? fallback : defaultOf(type);
        var components = type.getRecordComponents();
        var defaults = new @Nullable Object[components.length];
        var values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            defaults[i] = base == null ? null : read(components[i], base);
            values[i] = component(components[i], defaults[i], node.entries().get(ConfigKeys.name(components[i])), path, node.source());
        }
        try {
            return construct(type, values);
        } catch (IllegalArgumentException e) {
            throw outOfRange(type, base == null ? null : defaults, values, node, path, e);
        }
    }

    private @Nullable Object component(RecordComponent component, @Nullable Object fallback, @Nullable ConfigNode node, String parent,
            Source around) {
        var path = ConfigKeys.join(parent, ConfigKeys.name(component));
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (node == null) {
            if (fallback == null && !nullable)
                throw new ConfigurationException("'" + path + "' is missing (" + around + ")", "give it a value");
            return fallback;
        }
        sources.put(path, node.source());
        if (node instanceof Scalar scalar && scalar.text() == null) {
            if (nullable) return null;
            throw new ConfigurationException(path + ": expected a value, got nothing (" + node.source() + ")",
                    "write one, or remove the line to use the default");
        }
        return value(component.getGenericType(), fallback, node, path);
    }

    private Object value(Type type, @Nullable Object fallback, ConfigNode node, String path) {
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) return list(arguments[0], node, path);
            if (generic.getRawType() == Map.class && arguments[0] == String.class) return map(arguments[1], fallback, node, path);
            throw new IllegalStateException("configuration records cannot hold a " + type);
        }
        var plain = (Class<?>) type;
        if (plain.isRecord()) {
            if (node instanceof Mapping mapping) return record(plain, fallback, mapping, path);
            throw wrong(path, "keys under it (" + String.join(", ", new ConfigKeys(plain).all()) + ")", node);
        }
        var text = node instanceof Scalar scalar ? scalar.text() : null;
        if (text == null) throw wrong(path, ConfigScalars.expected(plain), node);
        var value = ConfigScalars.parse(plain, text);
        if (value != null) return value;
        if (plain.isEnum()) {
            var close = Suggestions.nearest(text, ConfigScalars.constants(plain));
            if (close.isPresent()) throw wrong(path, ConfigScalars.expected(plain), node, "\ndid you mean '" + close.get() + "'?");
        }
        throw wrong(path, ConfigScalars.expected(plain), node);
    }

    /// A list; a single value is a list of one.
    private List<Object> list(Type element, ConfigNode node, String path) {
        if (node instanceof Scalar scalar && scalar.text() != null && !scalar.text().isEmpty())
            return List.of(value(element, null, node, path));
        if (!(node instanceof Sequence sequence)) throw wrong(path, "a list such as [a, b]", node);
        var result = new ArrayList<>();
        for (var item : sequence.items())
            result.add(value(element, null, item, path + "[" + result.size() + "]"));
        return List.copyOf(result);
    }

    private Map<String, Object> map(Type element, @Nullable Object fallback, ConfigNode node, String path) {
        if (!(node instanceof Mapping mapping)) throw wrong(path, "keys with values", node);
        var result = new LinkedHashMap<String, Object>();
        if (fallback instanceof Map<?, ?> defaults) defaults.forEach((key, value) -> result.put((String) key, value));
        mapping.entries().forEach((key, item) -> {
            var entryPath = ConfigKeys.join(path, key);
            sources.put(entryPath, item.source());
            result.put(key, value(element, result.get(key), item, entryPath));
        });
        return java.util.Collections.unmodifiableMap(result);
    }

    private static ConfigurationException wrong(String path, String expected, ConfigNode node) {
        return wrong(path, expected, node, "");
    }

    private static ConfigurationException wrong(String path, String expected, ConfigNode node, String hint) {
        return new ConfigurationException(path + ": expected " + expected + ", got " + node.describe() + " (" + node.source() + ")" + hint);
    }

    /// Names the keys that a record's own checks refused: one that is refused even on its own, else all that were written.
    private static ConfigurationException outOfRange(Class<?> type, @Nullable Object @Nullable [] defaults, @Nullable Object[] values,
            Mapping node,
            String path, IllegalArgumentException cause) {
        var components = type.getRecordComponents();
        var written = new ArrayList<String>();
        var guilty = new ArrayList<String>();
        for (int i = 0; i < components.length; i++) {
            var name = ConfigKeys.name(components[i]);
            var item = node.entries().get(name);
            if (item == null) continue;
            var described = ConfigKeys.join(path, name) + " from " + item.source();
            written.add(described);
            if (defaults != null && refusedAlone(type, defaults, i, values[i])) guilty.add(described);
        }
        var message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new ConfigurationException(message + " (" + String.join(", ", guilty.isEmpty() ? written : guilty) + ")");
    }

    private static boolean refusedAlone(Class<?> type, @Nullable Object[] defaults, int index, @Nullable Object value) {
        var alone = Arrays.copyOf(defaults, defaults.length);
        alone[index] = value;
        try {
            construct(type, alone);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static Object construct(Class<?> type, @Nullable Object[] values) {
        try {
            var parameters = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) throw refused;
            throw new IllegalStateException(type.getName() + " could not be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName() + " has no usable canonical constructor", e);
        }
    }

    static @Nullable Object read(RecordComponent component, Object record) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /// A record type's own default, a static `DEFAULT` or `defaults()`, where it has one.
    private static @Nullable Object defaultOf(Class<?> type) {
        try {
            for (var field : type.getDeclaredFields()) {
                if (!field.getName().equals("DEFAULT") || !Modifier.isStatic(field.getModifiers()) || field.getType() != type) continue;
                field.setAccessible(true);
                return field.get(null);
            }
            for (var method : type.getDeclaredMethods()) {
                if (!method.getName().equals("defaults") || method.getParameterCount() > 0 || method.getReturnType() != type) continue;
                method.setAccessible(true);
                return method.invoke(null);
            }
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read the default of " + type.getName(), e);
        }
    }
}
