package dev.retool4j.chat.jinja;

import java.util.AbstractList;
import java.util.List;

/// Python's tuple: a list that is equal to tuples only and prints with parentheses.
final class Tuple extends AbstractList<Object> {
    private final List<Object> items;

    Tuple(List<Object> items) {
        this.items = List.copyOf(items);
    }

    static Tuple of(Object... items) {
        return new Tuple(List.of(items));
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }
}
