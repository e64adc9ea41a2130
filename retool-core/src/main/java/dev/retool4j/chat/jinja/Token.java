package dev.retool4j.chat.jinja;

/// A piece of a template's source.
///
/// @param text of data and strings: what they stand for; of numbers: their digits; otherwise as written
/// @param line where it begins, from 1
record Token(Kind kind, String text, int line) {

    enum Kind {
        DATA, OUTPUT_BEGIN, OUTPUT_END, BLOCK_BEGIN, BLOCK_END, NAME, STRING, INTEGER, FLOAT, OPERATOR, END
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    String described() {
        return switch (kind) {
            case DATA -> "template data";
            case OUTPUT_END -> "end of print statement";
            case BLOCK_END -> "end of statement block";
            case OUTPUT_BEGIN -> "begin of print statement";
            case BLOCK_BEGIN -> "begin of statement block";
            case END -> "end of template";
            case STRING, NAME, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
        };
    }
}
