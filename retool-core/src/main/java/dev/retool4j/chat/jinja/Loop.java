package dev.retool4j.chat.jinja;

import java.util.List;

/// The `loop` variable inside a `for`.
final class Loop {
    private final List<Object> items;
    private int index;

    Loop(List<Object> items) {
        this.items = items;
    }

    void at(int index) {
        this.index = index;
    }

    Object attribute(String name) {
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) items.size() - index;
            case "revindex0" -> items.size() - index - 1L;
            case "first" -> index == 0;
            case "last" -> index == items.size() - 1;
            case "length" -> (long) items.size();
            case "depth" -> 1L;
            case "depth0" -> 0L;
            case "previtem" -> index == 0 ? new Undefined("there is no previous item") : items.get(index - 1);
            case "nextitem" -> index == items.size() - 1 ? new Undefined("there is no next item") : items.get(index + 1);
            case "cycle" -> (Callable) arguments -> {
                if (arguments.positional().isEmpty()) throw new Fault("no items for cycling given");
                return arguments.positional().get(index % arguments.positional().size());
            };
            case "changed" -> throw new Fault("loop.changed is not supported");
            default -> Undefined.attribute(this, name);
        };
    }
}
