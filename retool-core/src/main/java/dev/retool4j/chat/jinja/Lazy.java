package dev.retool4j.chat.jinja;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What `select`, `map` and other generator filters give: it can be iterated once, is true even when empty, and has no length.
final class Lazy implements Iterable<Object> {
    private final Supplier<List<Object>> made;
    private @Nullable Iterator<Object> items;

    /// @param made called when it is first iterated
    Lazy(Supplier<List<Object>> made) {
        this.made = made;
    }

    @Override
    public Iterator<Object> iterator() {
        if (items == null) items = made.get().iterator();
        return items;
    }
}
