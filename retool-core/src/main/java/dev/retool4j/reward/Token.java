package dev.retool4j.reward;

import org.jspecify.annotations.Nullable;

/// A lexical unit of an answer.
///
/// @param text   canonical: an operator's sign, a command's name, the words of a text
/// @param spaced whether blank space stands before it
/// @param run    for the first of several letters written together, all of them
/// @param number for a number, its value
record Token(Kind kind, String text, int at, boolean spaced, @Nullable String run, Expr.@Nullable Num number) {
    enum Kind {
        NUMBER, LETTER, FUNCTION, COMMAND, TEXT, OP, OPEN, CLOSE, BAR, END
    }

    boolean is(String operator) {
        return kind == Kind.OP && text.equals(operator);
    }

    boolean opens(String bracket) {
        return kind == Kind.OPEN && text.equals(bracket);
    }

    boolean closes(String bracket) {
        return kind == Kind.CLOSE && text.equals(bracket);
    }

    boolean isCommand(String name) {
        return kind == Kind.COMMAND && text.equals(name);
    }
}
