package dev.retool4j.data;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The numbers of one statement, by name, in the order of their names. As text, `a=37,b=29`.
record Numbers(SortedMap<String, Integer> byName) {
    Numbers {
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
    }

    static Numbers of(String name, int value) {
        return new Numbers(new TreeMap<>(Map.of(name, value)));
    }

    Numbers and(String name, int value) {
        var more = new TreeMap<>(byName);
        more.put(name, value);
        return new Numbers(more);
    }

    static Numbers parse(String text) {
        var numbers = new TreeMap<String, Integer>();
        for (var pair : text.split(",", -1)) {
            int at = pair.indexOf('=');
            if (at < 1 || !pair.substring(at + 1).matches("\\d{1,9}"))
                throw new IllegalArgumentException("expected numbers like a=37,b=29, got " + text);
            numbers.put(pair.substring(0, at), Integer.valueOf(pair.substring(at + 1)));
        }
        return new Numbers(numbers);
    }

    int get(String name) {
        var value = byName.get(name);
        if (value == null) throw new IllegalArgumentException("no number " + name + " in " + this);
        return value;
    }

    Collection<Integer> values() {
        return byName.values();
    }

    @Override
    public String toString() {
        return byName.entrySet().stream().map(Object::toString).collect(Collectors.joining(","));
    }
}
