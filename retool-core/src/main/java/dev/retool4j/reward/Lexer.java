package dev.retool4j.reward;

import dev.retool4j.reward.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts LaTeX or plain mathematics into tokens, dropping what only changes the looks. Fails closed on anything unknown.
final class Lexer {
    static final int MAX_CHARS = 4096;
    private static final int MAX_DIGITS = 256;

    private final String text;
    private final Reading reading;
    private final List<Token> tokens = new ArrayList<>();
    private final ArrayDeque<Integer> argumentStack = new ArrayDeque<>();
    private int at;
    private boolean spaced;
    /// Arguments that a `\frac` still expects: a bare digit is one argument.
    private int arguments;
    /// Brackets in which a comma separates.
    private int depth;
    private int environments;
    private boolean doubled;
    boolean commaRead;

    Lexer(String text, Reading reading) {
        if (text.length() > MAX_CHARS) throw new Unreadable("longer than " + MAX_CHARS + " characters");
        this.text = Vocabulary.plain(text);
        this.reading = reading;
    }

    List<Token> tokens() {
        while (at < text.length())
            next();
        add(Kind.END, "", at);
        return tokens;
    }

    private void next() {
        var c = text.charAt(at);
        if (c <= ' ' || c == '~' || c == '$') {
            spaced = true;
            at++;
        } else if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) number();
        else if (isLetter(c)) letters();
        else if (c == '\\') backslash();
        else
            sign(c);
    }

    private void sign(char c) {
        var begin = at++;
        switch (c) {
            case '+', '-', '*', '/', '^', '_', ',', ';', ':', '!', '\'', '%', '&' -> {
                if (c == '*' && at < text.length() && text.charAt(at) == '*') {
                    at++;
                    op("^", begin);
                } else if (c == '!' && at < text.length() && text.charAt(at) == '=') {
                    at++;
                    op("!=", begin);
                } else
                    op(String.valueOf(c), begin);
            }
            case '=' -> {
                if (at < text.length() && text.charAt(at) == '=') at++;
                op("=", begin);
            }
            case '<', '>' -> {
                var orEqual = at < text.length() && text.charAt(at) == '=';
                if (orEqual) at++;
                op(orEqual ? c + "=" : String.valueOf(c), begin);
            }
            case '(', '[' -> open(String.valueOf(c), begin);
            case ')', ']' -> close(String.valueOf(c), begin);
            case '{' -> {
                var before = tokens.isEmpty() ? null : tokens.getLast();
                var argument = before != null
                        && (before.kind() == Kind.COMMAND || before.closes("}") || before.is("^") || before.is("_") || arguments > 0);
                argumentStack.push(arguments > 0 ? arguments - 1 : 0);
                argumentStack.push(argument ? 0 : 1);
                arguments = 0;
                if (!argument) depth++;
                add(Kind.OPEN, "{", begin);
            }
            case '}' -> {
                if (argumentStack.isEmpty()) throw new Unreadable("unmatched '}' at " + begin);
                depth -= argumentStack.pop();
                arguments = argumentStack.pop();
                add(Kind.CLOSE, "}", begin);
            }
            case '|' -> add(Kind.BAR, "|", begin);
            case '.' -> {
                if (!text.substring(at).isBlank() && !onlyClosers(at)) throw new Unreadable("stray '.' at " + begin);
            }
            default -> throw new Unreadable("unexpected character '" + c + "' at " + begin);
        }
    }

    private boolean onlyClosers(int from) {
        for (var i = from; i < text.length(); i++)
            if (")]}$ \\".indexOf(text.charAt(i)) < 0) return false;
        return true;
    }

    private void open(String bracket, int begin) {
        depth++;
        add(Kind.OPEN, bracket, begin);
    }

    private void close(String bracket, int begin) {
        depth--;
        add(Kind.CLOSE, bracket, begin);
    }

    private void backslash() {
        var begin = at++;
        if (at == text.length()) return;
        var c = text.charAt(at);
        if (c == '\\') {
            var letterFollows = at + 1 < text.length() && isLetter(text.charAt(at + 1));
            if (letterFollows && (environments == 0 || doubled && isKnownCommand(at + 1))) {
                doubled = true;
                return;
            }
            at++;
            if (environments > 0) op("\\\\", begin);
            else
                spaced = true;
            return;
        }
        if (!isLetter(c)) {
            at++;
            switch (c) {
                case '{' -> open("\\{", begin);
                case '}' -> close("\\}", begin);
                case '%' -> op("%", begin);
                case '|' -> throw new Unreadable("norms are not read");
                case ',', ';', ':', '!', ' ', '$', '(', ')', '[', ']', '>', '/', '&', '\n', '\t' -> spaced = true;
                default -> throw new Unreadable("unknown command '\\" + c + "' at " + begin);
            }
            return;
        }
        var name = commandName(at);
        at += name.length();
        command(name, begin);
    }

    private String commandName(int from) {
        var end = from;
        while (end < text.length() && isLetter(text.charAt(end)))
            end++;
        return text.substring(from, end);
    }

    private boolean isKnownCommand(int from) {
        var name = commandName(from);
        return Vocabulary.FUNCTIONS.containsKey(name) || Vocabulary.GREEK.contains(name) || Vocabulary.INVISIBLE.contains(name)
                || Vocabulary.OPERATORS.containsKey(name) || Vocabulary.WORDS_IN_BRACES.contains(name) || Parser.COMMANDS.contains(name);
    }

    private void command(String name, int begin) {
        if (Vocabulary.INVISIBLE.contains(name)) {
            if (name.endsWith("left") || name.endsWith("right") || name.equals("middle")) {
                while (at < text.length() && text.charAt(at) == ' ')
                    at++;
                if (at < text.length() && text.charAt(at) == '.') at++;
            }
            spaced = true;
            return;
        }
        var operator = Vocabulary.OPERATORS.get(name);
        if (operator != null) {
            op(operator, begin);
            return;
        }
        var opening = Vocabulary.OPENING.get(name);
        if (opening != null) {
            open(opening, begin);
            return;
        }
        var closing = Vocabulary.CLOSING.get(name);
        if (closing != null) {
            close(closing, begin);
            return;
        }
        if (Vocabulary.BARS.contains(name)) add(Kind.BAR, "|", begin);
        else if (Vocabulary.FUNCTIONS.containsKey(name)) add(Kind.FUNCTION, name, begin);
        else if (Vocabulary.WORDS_IN_BRACES.contains(name)) words(name, begin);
        else if (name.equals("begin") || name.equals("end")) environment(name, begin);
        else if (Vocabulary.GREEK.contains(name) || Parser.COMMANDS.contains(name)) {
            if (name.endsWith("frac") || name.endsWith("binom")) arguments = 2;
            else if (arguments > 0 && !name.equals("sqrt")) arguments--;
            var left = arguments;
            add(Kind.COMMAND, name, begin);
            arguments = left;
        } else if (name.equals("variable")) {
            var content = braced();
            var plain = content.indexOf('\\') < 0 ? content.replace("{", "").replace("}", "") : content;
            tokens.add(new Token(Kind.LETTER, plain, begin, spaced, null, null));
        } else if (!glued(name, begin)) throw new Unreadable("unknown command '\\" + name + "' at " + begin);
    }

    /// `\lvertx`, `\cdotx`: a bracket or operator with a letter written against it, where no command of that name exists.
    private boolean glued(String name, int begin) {
        var head = name.substring(0, name.length() - 1);
        if (!Vocabulary.OPERATORS.containsKey(head) && !Vocabulary.OPENING.containsKey(head) && !Vocabulary.BARS.contains(head))
            return false;
        if (head.length() < 3) return false;
        command(head, begin);
        letter(name.charAt(name.length() - 1), null, begin + name.length());
        return true;
    }

    private void environment(String name, int begin) {
        var content = braced();
        environments += name.equals("begin") ? 1 : -1;
        if (environments < 0) throw new Unreadable("\\end without \\begin at " + begin);
        if (name.equals("begin") && content.endsWith("array") && at < text.length() && text.charAt(at) == '{') braced();
        if (name.equals("begin")) depth++;
        else
            depth--;
        tokens.add(new Token(Kind.COMMAND, name, begin, spaced, content, null));
        spaced = false;
    }

    /// The content of the braces that begin here, as it stands.
    private String braced() {
        while (at < text.length() && text.charAt(at) == ' ')
            at++;
        if (at == text.length() || text.charAt(at) != '{') throw new Unreadable("expected '{' at " + at);
        var level = 0;
        for (var i = at; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == '\\') i++;
            else if (c == '{') level++;
            else if (c == '}' && --level == 0) {
                var content = text.substring(at + 1, i);
                at = i + 1;
                return content;
            }
        }
        throw new Unreadable("unmatched '{' at " + at);
    }

    private void words(String command, int begin) {
        if (at < text.length() && text.charAt(at) == '*') at++;
        var content = braced();
        var words = content.strip();
        var lower = words.toLowerCase(java.util.Locale.ROOT);
        if (words.isEmpty()) spaced = true;
        else if (lower.equals("and") || lower.equals("or") || lower.equals(", and") || lower.equals(",")) op("and", begin);
        else if (wordOperator(lower) != null) op(wordOperator(lower), begin);
        else if (!command.startsWith("text") && Vocabulary.FUNCTIONS.containsKey(words)) add(Kind.FUNCTION, words, begin);
        else if (words.length() == 1 && isLetter(words.charAt(0))) {
            if (command.startsWith("text") || command.endsWith("box")) add(Kind.TEXT, words, begin);
            else
                letter(words.charAt(0), words, begin);
        } else if (command.equals("mathit")) tokens.add(new Token(Kind.LETTER, words, begin, spaced, null, null));
        else if (words.chars().noneMatch(c -> isLetter((char) c) || c == '\\')) {
            var inner = new Lexer(words, reading).tokens();
            tokens.addAll(inner.subList(0, inner.size() - 1));
        } else
            add(Kind.TEXT, words, begin);
        spaced = false;
    }

    private static @Nullable String wordOperator(String word) {
        return switch (word) {
            case "percent", "percentage", "pct", "per cent", "\\%" -> "%";
            case "degrees", "degree", "deg" -> "deg";
            case "mod" -> "mod";
            case "union" -> "cup";
            default -> null;
        };
    }

    private void letters() {
        var begin = at;
        var run = commandName(at);
        at += run.length();
        var lower = run.toLowerCase(java.util.Locale.ROOT);
        if (lower.equals("and") || lower.equals("or")) op("and", begin);
        else if (wordOperator(lower) != null && run.length() > 2) op(wordOperator(lower), begin);
        else if (Vocabulary.FUNCTIONS.containsKey(run) && run.length() > 1) add(Kind.FUNCTION, run, begin);
        else if (run.equals("sqrt") || run.equals("cbrt")) add(Kind.COMMAND, run, begin);
        else if (run.equals("pi") || Vocabulary.GREEK.contains(run) && run.length() > 2 && !run.equals("eta"))
            add(Kind.COMMAND, run, begin);
        else if (run.equals("infinity") || run.equals("inf") || run.equals("oo") || run.equals("infty")) add(Kind.COMMAND, "infty", begin);
        else if (!splitFunction(run, begin)) {
            if (run.length() >= 4 || Vocabulary.SHORT_WORDS.contains(lower) && run.endsWith(lower.substring(1))) add(Kind.TEXT, run, begin);
            else
                for (var i = 0; i < run.length(); i++)
                    letter(run.charAt(i), i == 0 ? run : null, begin + i);
        }
        if (arguments > 0) arguments--;
    }

    /// `xsin(` and `sinx`: a variable written against a function's name.
    private boolean splitFunction(String run, int begin) {
        if (at < text.length() && text.charAt(at) == '(') {
            for (var head = 1; head <= 2 && head < run.length() - 1; head++) {
                var tail = run.substring(head);
                if (!Vocabulary.FUNCTIONS.containsKey(tail) && !tail.equals("sqrt")) continue;
                for (var i = 0; i < head; i++)
                    letter(run.charAt(i), i == 0 ? run.substring(0, head) : null, begin + i);
                add(tail.equals("sqrt") ? Kind.COMMAND : Kind.FUNCTION, tail, begin + head);
                return true;
            }
        }
        for (var name : List.of("sin", "cos", "tan", "log", "ln")) {
            if (run.length() == name.length() + 1 && run.startsWith(name)) {
                add(Kind.FUNCTION, name, begin);
                letter(run.charAt(name.length()), null, begin + name.length());
                return true;
            }
        }
        return false;
    }

    private void letter(char c, @Nullable String run, int begin) {
        tokens.add(new Token(Kind.LETTER, String.valueOf(c), begin, spaced, run, null));
        spaced = false;
    }

    private void op(@Nullable String text, int begin) {
        add(Kind.OP, text == null ? "" : text, begin);
    }

    private void add(Kind kind, String text, int begin) {
        tokens.add(new Token(kind, text, begin, spaced, null, null));
        spaced = false;
    }

    private void number() {
        var begin = at;
        var digits = new StringBuilder();
        if (arguments > 0) {
            arguments--;
            if (!isDigit(text.charAt(at))) throw new Unreadable("a digit or a brace expected at " + at);
            digits.append(text.charAt(at++));
            literal(digits.toString(), "", null, 0, begin);
            return;
        }
        takeDigits(digits);
        if (digits.length() > 0 && digits.length() <= 3) groups(digits);
        var places = new StringBuilder();
        var point = false;
        if (at < text.length() && text.charAt(at) == '.') {
            if (at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
                at++;
                point = true;
                takeDigits(places);
            } else if (repeatingAt(at + 1) >= 0) {
                at++;
                point = true;
            }
        }
        String repeating = null;
        if (point && repeatingAt(at) >= 0) {
            at = repeatingAt(at);
            repeating = braced().strip();
            if (repeating.isEmpty() || !repeating.chars().allMatch(c -> isDigit((char) c)))
                throw new Unreadable("a repeating part needs digits, at " + at);
        }
        var exponent = repeating == null ? exponent(point) : 0;
        literal(digits.toString(), places.toString(), repeating, exponent, begin);
    }

    private int repeatingAt(int from) {
        for (var name : List.of("\\overline", "\\bar")) {
            if (text.startsWith(name + "{", from)) return from + name.length();
        }
        return -1;
    }

    private void takeDigits(StringBuilder into) {
        while (at < text.length() && isDigit(text.charAt(at)))
            into.append(text.charAt(at++));
        if (into.length() > MAX_DIGITS) throw new Unreadable("a number of more than " + MAX_DIGITS + " digits");
    }

    /// Thousands groups: every separator of the same kind, every further group of exactly three digits.
    private void groups(StringBuilder digits) {
        var start = at;
        var separator = separatorAt(at);
        if (separator == null || digits.charAt(0) == '0') return;
        var plainComma = separator.equals(",");
        if (depth > 0 && (plainComma || separator.isBlank()) || plainComma && reading.commasSplit()) {
            commaRead |= plainComma;
            return;
        }
        var grouped = new StringBuilder(digits);
        var position = at;
        while (separator.equals(separatorAt(position))) {
            var from = skipSeparator(position);
            var to = from;
            while (to < text.length() && isDigit(text.charAt(to)))
                to++;
            if (to - from != 3) {
                if (plainComma) return;
                break;
            }
            grouped.append(text, from, to);
            position = to;
        }
        if (position == start) return;
        if (separator.isBlank() && position < text.length() && (text.charAt(position) == '/' || text.startsWith("\\frac", position)))
            return;
        at = position;
        digits.setLength(0);
        digits.append(grouped);
        commaRead |= plainComma;
        takeDigits(digits);
    }

    private @Nullable String separatorAt(int from) {
        if (text.startsWith("{,}", from)) return "{,}";
        if (text.startsWith(",\\!", from)) return ",\\!";
        if (text.startsWith("\\,", from)) return "\\,";
        if (text.startsWith("\\ ", from)) return "\\ ";
        if (from + 1 >= text.length() || !isDigit(text.charAt(from + 1))) return null;
        return text.charAt(from) == ',' ? "," : text.charAt(from) == ' ' ? " " : null;
    }

    private int skipSeparator(int from) {
        var separator = separatorAt(from);
        var position = from + (separator == null ? 0 : separator.length());
        if (separator != null && separator.startsWith(",\\")) while (position < text.length() && text.charAt(position) == ' ')
            position++;
        return position;
    }

    /// `1.5e-07`, `1E20`; `2e-3` stays 2·e − 3 unless the exponent's form or a decimal point rules that out.
    private int exponent(boolean point) {
        if (at >= text.length() || text.charAt(at) != 'e' && text.charAt(at) != 'E') return 0;
        var from = at + 1;
        var signed = from < text.length() && (text.charAt(from) == '-' || text.charAt(from) == '+');
        if (signed) from++;
        var to = from;
        while (to < text.length() && isDigit(text.charAt(to)))
            to++;
        if (to == from || to - from > 4) return 0;
        if (signed && !point && text.charAt(at) == 'e' && text.charAt(from) != '0')
            throw new Unreadable("'e' may be Euler's number or a power of ten, at " + at);
        var value = Integer.parseInt(text.substring(from, to));
        var negative = text.charAt(at + 1) == '-';
        at = to;
        return negative ? -value : value;
    }

    private void literal(String whole, String places, @Nullable String repeating, int exponent, int begin) {
        if (exponent > 1000 || exponent < -1000) throw new Unreadable("an exponent of ten beyond 1000");
        var value = Rational.of(new BigInteger("0" + whole + places), BigInteger.TEN.pow(places.length()));
        if (repeating != null) {
            var nines = BigInteger.TEN.pow(repeating.length()).subtract(BigInteger.ONE);
            value = value.add(Rational.of(new BigInteger(repeating), nines.multiply(BigInteger.TEN.pow(places.length()))));
        }
        if (exponent != 0) value = value.multiply(Rational.of(10).pow(exponent));
        var decimal = repeating == null && !places.isEmpty();
        var significant = decimal ? Math.max(1, significant(whole + places)) : 0;
        tokens.add(new Token(Kind.NUMBER, text.substring(begin, at), begin, spaced, null,
                new Expr.Num(value, significant, places.length() - exponent)));
        spaced = false;
    }

    private static int significant(String digits) {
        var zeros = 0;
        while (zeros < digits.length() && digits.charAt(zeros) == '0')
            zeros++;
        return digits.length() - zeros;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
