package dev.retool4j.chat.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// The filters of lists, dictionaries and generators.
final class SequenceFilters {
    private SequenceFilters() {}

    static void addTo(Map<String, Filters.Filter> known) {
        for (var name : List.of("length", "count"))
            known.put(name, (value, a) -> {
                a.check(name);
                return Values.length(value);
            });
        known.put("list", (value, a) -> {
            a.check("list");
            return Values.list(value);
        });
        known.put("first", (value, a) -> {
            a.check("first");
            var items = Values.iterate(value).iterator();
            return items.hasNext() ? items.next() : new Undefined("No first item, sequence was empty.");
        });
        known.put("last", (value, a) -> {
            a.check("last");
            if (value instanceof Lazy) throw new Fault("'generator' object is not reversible");
            var items = Values.list(value);
            return items.isEmpty() ? new Undefined("No last item, sequence was empty.") : items.getLast();
        });
        known.put("join", SequenceFilters::join);
        known.put("items", SequenceFilters::items);
        known.put("dictsort", SequenceFilters::dictsort);
        known.put("map", SequenceFilters::map);
        known.put("select", (value, a) -> select(value, a, true, false));
        known.put("reject", (value, a) -> select(value, a, false, false));
        known.put("selectattr", (value, a) -> select(value, a, true, true));
        known.put("rejectattr", (value, a) -> select(value, a, false, true));
        known.put("unique", SequenceFilters::unique);
        known.put("sort", SequenceFilters::sort);
        known.put("min", (value, a) -> extreme(value, a.check("min", "case_sensitive", "attribute"), -1));
        known.put("max", (value, a) -> extreme(value, a.check("max", "case_sensitive", "attribute"), 1));
        known.put("sum", SequenceFilters::sum);
        known.put("reverse", SequenceFilters::reverse);
    }

    /// What looks up a dotted path, numbers in it being indices.
    private static Function<Object, Object> getter(Object attribute) {
        return getter(attribute, None.NONE);
    }

    /// The same with a default, unless that is none, for every step that finds nothing.
    private static Function<Object, Object> getter(Object attribute, Object fallback) {
        if (attribute == None.NONE) return item -> item;
        var parts = new ArrayList<Object>();
        if (attribute instanceof String path) {
            for (var part : path.split("\\.", -1))
                parts.add(part.matches("\\d+") ? (Object) Long.parseLong(part) : part);
        } else {
            parts.add(attribute);
        }
        return item -> {
            for (var part : parts) {
                item = Subscripts.item(item, part);
                if (item instanceof Undefined && fallback != None.NONE) item = fallback;
            }
            return item;
        };
    }

    private static Object join(Object value, Arguments arguments) {
        arguments.check("join", "d", "attribute");
        var get = getter(arguments.get(1, "attribute", None.NONE));
        var separator = PythonText.str(arguments.get(0, "d", ""));
        var out = new StringBuilder();
        boolean first = true;
        for (var item : Values.iterate(value)) {
            if (!first) out.append(separator);
            first = false;
            out.append(PythonText.str(get.apply(item)));
            Arithmetic.bounded(out.length());
        }
        return out.toString();
    }

    private static Object items(Object value, Arguments arguments) {
        arguments.check("items");
        if (value instanceof Undefined) return new Lazy(List::of);
        if (!(value instanceof Map<?, ?> map)) throw new Fault("Can only get item pairs from a mapping.");
        return new Lazy(() -> ContainerMethods.items(map));
    }

    private static Object dictsort(Object value, Arguments arguments) {
        arguments.check("dictsort", "case_sensitive", "by", "reverse");
        if (value instanceof Undefined undefined) throw undefined.fault();
        if (!(value instanceof Map<?, ?> map)) throw new Fault("dictsort needs a mapping, not " + Values.typeName(value));
        var by = arguments.get(1, "by", "key");
        if (!by.equals("key") && !by.equals("value")) throw new Fault("You can only sort by either \"key\" or \"value\"");
        boolean sensitive = arguments.flag(0, "case_sensitive", false);
        int position = by.equals("key") ? 0 : 1;
        return sorted(ContainerMethods.items(map), pair -> folded(((Tuple) pair).get(position), sensitive),
                arguments.flag(2, "reverse", false));
    }

    private static Object folded(Object value, boolean sensitive) {
        return !sensitive && value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }

    private static List<Object> sorted(List<Object> items, Function<Object, Object> key, boolean reverse) {
        Comparator<Object> order = Comparator.comparing(key, Values::compare);
        items.sort(reverse ? order.reversed() : order);
        return items;
    }

    private static Object sort(Object value, Arguments arguments) {
        arguments.check("sort", "reverse", "case_sensitive", "attribute");
        boolean sensitive = arguments.flag(1, "case_sensitive", false);
        var attribute = arguments.get(2, "attribute", None.NONE);
        var paths = attribute instanceof String several ? List.<Object>of((Object[]) several.split(",", -1)) : List.of(attribute);
        var getters = paths.stream().map(SequenceFilters::getter).toList();
        Function<Object, Object> key = item -> new Tuple(getters.stream().map(get -> folded(get.apply(item), sensitive)).toList());
        return sorted(Values.list(value), key, arguments.flag(0, "reverse", false));
    }

    private static Object map(Object value, Arguments arguments) {
        if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
            arguments.check("map", "attribute", "default");
            return mapped(value, getter(arguments.required(0, "attribute"), arguments.get(1, "default", None.NONE)));
        }
        if (arguments.positional().isEmpty() || !(arguments.positional().getFirst() instanceof String filter))
            throw new Fault("map requires a filter argument");
        return mapped(value, item -> Filters.apply(filter, item, arguments.from(1)));
    }

    private static Lazy mapped(Object value, Function<Object, Object> function) {
        return new Lazy(() -> {
            var items = new ArrayList<Object>();
            if (Values.truth(value)) Values.iterate(value).forEach(item -> items.add(function.apply(item)));
            return items;
        });
    }

    private static Object select(Object value, Arguments arguments, boolean keep, boolean byAttribute) {
        var given = arguments.positional();
        if (byAttribute && given.isEmpty()) throw new Fault("Missing parameter for attribute name");
        int offset = byAttribute ? 1 : 0;
        var get = getter(byAttribute ? given.getFirst() : None.NONE);
        Predicate<Object> test = Values::truth;
        if (given.size() > offset) {
            if (!(given.get(offset) instanceof String name) || !Tests.known(name))
                throw new Fault("the test " + PythonText.repr(given.get(offset)) + " is not supported");
            test = item -> Tests.holds(name, item, arguments.from(offset + 1));
        }
        var holds = test;
        return new Lazy(() -> {
            var kept = new ArrayList<Object>();
            if (!Values.truth(value)) return kept;
            for (var item : Values.iterate(value))
                if (holds.test(get.apply(item)) == keep) kept.add(item);
            return kept;
        });
    }

    private static Object unique(Object value, Arguments arguments) {
        arguments.check("unique", "case_sensitive", "attribute");
        boolean sensitive = arguments.flag(0, "case_sensitive", false);
        var get = getter(arguments.get(1, "attribute", None.NONE));
        return new Lazy(() -> {
            var seen = new HashSet<Object>();
            var kept = new ArrayList<Object>();
            for (var item : Values.iterate(value))
                if (seen.add(folded(get.apply(item), sensitive))) kept.add(item);
            return kept;
        });
    }

    private static Object extreme(Object value, Arguments arguments, int sign) {
        boolean sensitive = arguments.flag(0, "case_sensitive", false);
        var get = getter(arguments.get(1, "attribute", None.NONE));
        Object best = new Undefined("No aggregated item, sequence was empty.");
        boolean first = true;
        for (var item : Values.iterate(value)) {
            if (first || Values.compare(folded(get.apply(item), sensitive), folded(get.apply(best), sensitive)) == sign) best = item;
            first = false;
        }
        return best;
    }

    private static Object sum(Object value, Arguments arguments) {
        arguments.check("sum", "attribute", "start");
        var get = getter(arguments.get(0, "attribute", None.NONE));
        var total = arguments.get(1, "start", 0L);
        if (total instanceof String) throw new Fault("sum() can't sum strings");
        for (var item : Values.iterate(value))
            total = Arithmetic.apply("+", total, get.apply(item));
        return total;
    }

    private static Object reverse(Object value, Arguments arguments) {
        arguments.check("reverse");
        if (value instanceof String text) return new StringBuilder(text).reverse().toString();
        var items = Values.list(value);
        java.util.Collections.reverse(items);
        return value instanceof Lazy ? items : new Lazy(() -> items);
    }
}
