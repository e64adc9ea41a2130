package dev.retool4j.analysis.purpose;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What the syntax tree of a program holds, as `syntax.py` beside this class counts it.
///
/// @param parsed         whether it is Python; nothing else is known where it is not
/// @param calls          the last part of each called name, and how often
/// @param modules        imported, the first part of each name
/// @param names          functions, classes and variables that it binds
/// @param comments       the text of all comments
/// @param loops          `for` and `while`
/// @param comprehensions `for` in comprehensions and generators
/// @param filters        `if` inside a loop or a comprehension
/// @param enumerations   loops and comprehensions over a range or over combinations
/// @param seeking        `while` loops that count up the name they ask about
/// @param improving      `if` inside a loop that keeps a larger or smaller value
/// @param best           `max` and `min` of one collection
/// @param carried        assignments in a loop from the value of the round before
/// @param recursions     calls of a function inside itself
/// @param arithmetic     binary operations
/// @param asserts        `assert` statements
/// @param compared       comparisons for equality or nearness that are shown
/// @param effects        statements of the module beside imports and definitions
public record Syntax(boolean parsed, Map<String, Integer> calls, List<String> modules, List<String> names, String comments, int loops,
        int comprehensions, int filters, int enumerations, int seeking, int improving, int best, int carried, int recursions,
        int arithmetic, int asserts, int compared, int effects) {
    /// Of what is no Python.
    public static final Syntax UNREADABLE = new Syntax(false, Map.of(), List.of(), List.of(), "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    boolean calls(String... wanted) {
        return Arrays.stream(wanted).anyMatch(calls::containsKey);
    }

    boolean imports(String... wanted) {
        return Arrays.stream(wanted).anyMatch(modules::contains);
    }
}
