package dev.retool4j.chat.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/// The methods of text.
final class StringMethods {
    /// Methods of Python's that are there, so that a template can ask for them, but refuse to be called.
    private static final Set<String> UNSUPPORTED = Set.of("casefold", "center", "encode", "expandtabs", "format", "format_map", "index",
            "isascii", "isidentifier", "isprintable", "istitle", "ljust", "maketrans", "rindex", "rjust", "swapcase", "translate", "zfill");

    private StringMethods() {}

    static Object method(String text, String name) {
        return switch (name) {
            case "strip" -> strip(text, name, true, true);
            case "lstrip" -> strip(text, name, true, false);
            case "rstrip" -> strip(text, name, false, true);
            case "startswith" -> (Callable) a -> affix(a.check(name, "prefix"), text::startsWith);
            case "endswith" -> (Callable) a -> affix(a.check(name, "suffix"), text::endsWith);
            case "removeprefix" -> (Callable) a -> {
                var prefix = a.check(name, "prefix").text(0, "prefix");
                return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
            };
            case "removesuffix" -> (Callable) a -> {
                var suffix = a.check(name, "suffix").text(0, "suffix");
                return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
            };
            case "split" -> (Callable) a -> split(text, a.check(name, "sep", "maxsplit"), false);
            case "rsplit" -> (Callable) a -> split(text, a.check(name, "sep", "maxsplit"), true);
            case "splitlines" -> (Callable) a -> lines(text, a.check(name, "keepends").flag(0, "keepends", false));
            case "partition" -> (Callable) a -> partition(text, a.check(name, "sep").text(0, "sep"), false);
            case "rpartition" -> (Callable) a -> partition(text, a.check(name, "sep").text(0, "sep"), true);
            case "replace" -> (Callable) a -> {
                a.check(name, "old", "new", "count");
                return replace(text, a.text(0, "old"), a.text(1, "new"), a.integer(2, "count", -1));
            };
            case "join" -> (Callable) a -> {
                var parts = new ArrayList<String>();
                for (var part : Values.iterate(a.check(name, "iterable").required(0, "iterable"))) {
                    if (!(part instanceof String item)) throw new Fault("join needs str, not " + Values.typeName(part));
                    parts.add(item);
                }
                return String.join(text, parts);
            };
            case "find" -> (Callable) a -> position(text, text.indexOf(a.check(name, "sub").text(0, "sub")));
            case "rfind" -> (Callable) a -> position(text, text.lastIndexOf(a.check(name, "sub").text(0, "sub")));
            case "count" -> (Callable) a -> count(text, a.check(name, "sub").text(0, "sub"));
            case "upper" -> none(name, text.toUpperCase(Locale.ROOT));
            case "lower" -> none(name, text.toLowerCase(Locale.ROOT));
            case "capitalize" -> none(name, capitalize(text));
            case "title" -> none(name, title(text));
            case "isspace" -> none(name, all(text, PythonText::space));
            case "isalpha" -> none(name, all(text, Character::isLetter));
            case "isalnum" -> none(name, all(text, Character::isLetterOrDigit));
            case "isdigit", "isdecimal", "isnumeric" -> none(name, all(text, c -> asciiDigit(name, c)));
            case "islower" -> none(name, text.equals(text.toLowerCase(Locale.ROOT)) && cased(text));
            case "isupper" -> none(name, text.equals(text.toUpperCase(Locale.ROOT)) && cased(text));
            default ->
                UNSUPPORTED.contains(name) ? (Callable) Callable.unsupported("the method '" + name + "'") : Undefined.attribute(text, name);
        };
    }

    private static Callable none(String name, Object result) {
        return arguments -> {
            arguments.check(name);
            return result;
        };
    }

    private static Callable strip(String text, String name, boolean left, boolean right) {
        return arguments -> {
            var characters = arguments.check(name, "chars").get(0, "chars", None.NONE);
            if (characters instanceof String set) return PythonText.strip(text, set, left, right);
            if (characters != None.NONE) throw new Fault(name + " needs str, not " + Values.typeName(characters));
            var kept = left ? PythonText.lstrip(text) : text;
            return right ? PythonText.rstrip(kept) : kept;
        };
    }

    private static boolean affix(Arguments arguments, java.util.function.Predicate<String> test) {
        var wanted = arguments.positional().isEmpty() ? None.NONE : arguments.positional().getFirst();
        if (wanted instanceof String one) return test.test(one);
        if (wanted instanceof Tuple several) {
            for (var one : several)
                if (one instanceof String affix && test.test(affix)) return true;
            return false;
        }
        if (wanted instanceof Undefined undefined) throw undefined.fault();
        throw new Fault("a prefix or suffix must be str or a tuple of str, not " + Values.typeName(wanted));
    }

    private static List<Object> split(String text, Arguments arguments, boolean fromRight) {
        var separator = arguments.get(0, "sep", None.NONE);
        int most = arguments.integer(1, "maxsplit", -1);
        if (separator instanceof String sep) {
            if (sep.isEmpty()) throw new Fault("empty separator");
            return fromRight ? splitFromRight(text, sep, most) : split(text, sep, most);
        }
        if (separator != None.NONE) throw new Fault("split needs str, not " + Values.typeName(separator));
        if (fromRight && most >= 0) throw new Fault("rsplit without a separator and with a limit is not supported");
        return words(text, most);
    }

    private static List<Object> split(String text, String separator, int most) {
        var parts = new ArrayList<Object>();
        int begin = 0;
        for (int at = text.indexOf(separator); at >= 0 && (most < 0 || parts.size() < most); at = text.indexOf(separator, begin)) {
            parts.add(text.substring(begin, at));
            begin = at + separator.length();
        }
        parts.add(text.substring(begin));
        return parts;
    }

    private static List<Object> splitFromRight(String text, String separator, int most) {
        var parts = new ArrayList<Object>();
        int end = text.length();
        for (int at = text.lastIndexOf(separator); at >= 0
                && (most < 0 || parts.size() < most); at = end < separator.length()
                        ? -1
                        : text.lastIndexOf(separator, end - separator.length())) {
            parts.addFirst(text.substring(at + separator.length(), end));
            end = at;
        }
        parts.addFirst(text.substring(0, end));
        return parts;
    }

    private static List<Object> words(String text, int most) {
        var parts = new ArrayList<Object>();
        int at = 0;
        while (true) {
            while (at < text.length() && PythonText.space(text.charAt(at)))
                at++;
            if (at == text.length()) return parts;
            if (most >= 0 && parts.size() == most) {
                parts.add(PythonText.rstrip(text.substring(at)));
                return parts;
            }
            int begin = at;
            while (at < text.length() && !PythonText.space(text.charAt(at)))
                at++;
            parts.add(text.substring(begin, at));
        }
    }

    static List<Object> lines(String text, boolean keepEnds) {
        var lines = new ArrayList<Object>();
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            if ("\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(i)) < 0) continue;
            int end = text.startsWith("\r\n", i) ? i + 2 : i + 1;
            lines.add(text.substring(begin, keepEnds ? end : i));
            begin = end;
            i = end - 1;
        }
        if (begin < text.length()) lines.add(text.substring(begin));
        return lines;
    }

    private static Tuple partition(String text, String separator, boolean last) {
        if (separator.isEmpty()) throw new Fault("empty separator");
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
        return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    /// Replaces the first `count` occurrences, all if negative.
    static String replace(String text, String old, String with, int count) {
        if (count < 0) {
            Arithmetic.bounded((long) text.length() * Math.max(1, with.length()));
            return text.replace(old, with);
        }
        if (old.isEmpty()) throw new Fault("replace of an empty text with a limit is not supported");
        var out = new StringBuilder();
        int begin = 0;
        for (int at = text.indexOf(old); at >= 0 && count-- > 0; at = text.indexOf(old, begin)) {
            out.append(text, begin, at).append(with);
            begin = at + old.length();
        }
        return out.append(text, begin, text.length()).toString();
    }

    private static long position(String text, int at) {
        return at < 0 ? -1 : text.codePointCount(0, at);
    }

    private static long count(String text, String part) {
        if (part.isEmpty()) return PythonText.length(text) + 1L;
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length()))
            count++;
        return count;
    }

    static String capitalize(String text) {
        if (text.isEmpty()) return text;
        int first = Character.charCount(text.codePointAt(0));
        return Character.toString(Character.toTitleCase(text.codePointAt(0))) + text.substring(first).toLowerCase(Locale.ROOT);
    }

    /// Every letter after something that is none, in upper case.
    private static String title(String text) {
        var out = new StringBuilder();
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            out.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inWord = Character.isLetter(c);
        }
        return out.toString();
    }

    private static boolean all(String text, IntPredicate test) {
        return !text.isEmpty() && text.codePoints().allMatch(test);
    }

    private static boolean asciiDigit(String name, int c) {
        if (c >= 0x80 && Character.getType(c) != Character.DECIMAL_DIGIT_NUMBER && !Character.isLetter(c)
                && Character.getNumericValue(c) != -1)
            throw new Fault(name + " of other than decimal digits is not supported");
        return Character.isDigit(c);
    }

    private static boolean cased(String text) {
        return text.codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c));
    }
}
