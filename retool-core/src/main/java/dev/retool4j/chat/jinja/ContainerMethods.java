package dev.retool4j.chat.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The methods of lists and dictionaries that do not change them. The others are there, and refuse to be called, as in Jinja 2's sandbox.
final class ContainerMethods {
    private static final Set<String> CHANGE_LIST = Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
    private static final Set<String> CHANGE_MAP = Set.of("clear", "pop", "popitem", "setdefault", "update", "fromkeys");

    private ContainerMethods() {}

    static Object ofList(List<?> list, String name) {
        if (CHANGE_LIST.contains(name) && !(list instanceof Tuple)) return refusal(name);
        return switch (name) {
            case "index" -> (Callable) arguments -> {
                for (int i = 0; i < list.size(); i++)
                    if (Values.equal(list.get(i), arguments.check(name, "value").required(0, "value"))) return (long) i;
                throw new Fault("the value is not in the list");
            };
            case "count" -> (Callable) arguments -> {
                var wanted = arguments.check(name, "value").required(0, "value");
                return list.stream().filter(item -> Values.equal(item, wanted)).count();
            };
            case "copy" -> (Callable) arguments -> new ArrayList<Object>(list);
            default -> Undefined.attribute(list, name);
        };
    }

    static Object ofMap(Map<?, ?> map, String name) {
        if (CHANGE_MAP.contains(name)) return refusal(name);
        return switch (name) {
            case "get" -> (Callable) arguments -> {
                var item = map.get(arguments.check(name, "key", "default").required(0, "key"));
                return item != null ? item : arguments.get(1, "default", None.NONE);
            };
            case "items" -> (Callable) arguments -> items(map);
            case "keys" -> (Callable) arguments -> new ArrayList<Object>(map.keySet());
            case "values" -> (Callable) arguments -> new ArrayList<Object>(map.values());
            case "copy" -> (Callable) arguments -> new LinkedHashMap<Object, Object>(map);
            default -> Undefined.attribute(map, name);
        };
    }

    static List<Object> items(Map<?, ?> map) {
        var items = new ArrayList<Object>(map.size());
        map.forEach((key, value) -> items.add(Tuple.of(key, value)));
        return items;
    }

    private static Callable refusal(String name) {
        return arguments -> {
            throw new Fault("the method '" + name + "' is not allowed: templates cannot change their data");
        };
    }
}
