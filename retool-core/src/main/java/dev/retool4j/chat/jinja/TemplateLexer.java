package dev.retool4j.chat.jinja;

import dev.retool4j.chat.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/// Cuts a template into tokens as Jinja 2's lexer does with `trim_blocks` and `lstrip_blocks`:
///
/// - the first line feed after a block or comment tag goes; so does white space between the line's begin and such a tag;
/// - `-` inside a tag takes all white space on its side, `+` keeps what the two settings would take;
/// - line ends become `\n`, and one at the template's end goes.
final class TemplateLexer {
    private static final String SPACE = "[\\s\\x1c-\\x1f\\x85\\p{Z}]";
    private static final Pattern RAW = Pattern.compile("\\{%([-+]?)" + SPACE + "*raw" + SPACE + "*(?:-%\\}" + SPACE + "*|%\\})");
    private static final Pattern END_RAW = Pattern
            .compile("\\{%([-+]?)" + SPACE + "*endraw" + SPACE + "*(?:\\+%\\}|-%\\}" + SPACE + "*|%\\}\\n?)");
    private static final Pattern COMMENT_END = Pattern.compile("\\+#\\}|-#\\}" + SPACE + "*|#\\}\\n?");
    private static final Pattern BLOCK_END = Pattern.compile("\\+%\\}|-%\\}" + SPACE + "*|%\\}\\n?");
    private static final Pattern OUTPUT_END = Pattern.compile("-\\}\\}" + SPACE + "*|\\}\\}");
    private static final Pattern BLANK = Pattern.compile(SPACE + "+");
    private static final Pattern FLOAT = Pattern
            .compile("(?<!\\.)(?:\\d+_)*\\d+(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+\\-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
    private static final Pattern INTEGER = Pattern.compile("[1-9](?:_?\\d)*|0(?:_?0)*");
    private static final Pattern NAME = Pattern.compile("[\\w\\p{L}\\p{M}\\p{Nd}]+");
    private static final Pattern STRING = Pattern.compile("'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"",
            Pattern.DOTALL);
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}><=.:|,;]");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private boolean lineStarting = true;

    private TemplateLexer(String template) {
        var lines = template.replace("\r\n", "\n").replace('\r', '\n');
        this.source = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }

    static List<Token> tokens(String template) {
        var lexer = new TemplateLexer(template);
        while (lexer.at < lexer.source.length())
            lexer.next();
        lexer.add(Kind.END, "");
        return lexer.tokens;
    }

    private void add(Kind kind, String text) {
        tokens.add(new Token(kind, text, line));
    }

    /// Steps over source that has become tokens or is left out.
    private void advance(int end) {
        for (int i = at; i < end; i++)
            if (source.charAt(i) == '\n') line++;
        if (end > at) lineStarting = source.charAt(end - 1) == '\n';
        at = end;
    }

    private void next() {
        int tag = at;
        while (tag >= 0 && !opens(tag))
            tag = source.indexOf('{', tag + 1);
        if (tag < 0) {
            add(Kind.DATA, source.substring(at));
            advance(source.length());
            return;
        }
        var raw = RAW.matcher(source).region(tag, source.length());
        if (raw.lookingAt()) {
            data(tag, raw.group(1), true);
            advance(raw.end());
            raw();
            return;
        }
        var sign = tag + 2 < source.length() && "+-".indexOf(source.charAt(tag + 2)) >= 0 ? source.substring(tag + 2, tag + 3) : "";
        char kind = source.charAt(tag + 1);
        data(tag, sign, kind != '{');
        int begin = tag + 2 + sign.length();
        if (kind == '#') comment(begin);
        else
            inside(begin, kind == '{' ? Kind.OUTPUT_BEGIN : Kind.BLOCK_BEGIN);
    }

    private boolean opens(int tag) {
        return source.startsWith("{{", tag) || source.startsWith("{%", tag) || source.startsWith("{#", tag);
    }

    /// The text before a tag, less the white space that the tag takes.
    private void data(int end, String sign, boolean strippable) {
        var text = source.substring(at, end);
        if (sign.equals("-")) text = PythonText.rstrip(text);
        else if (sign.isEmpty() && strippable) {
            int last = text.lastIndexOf('\n') + 1;
            if ((last > 0 || lineStarting) && BLANK.matcher(text).region(last, text.length()).matches()) text = text.substring(0, last);
        }
        if (!text.isEmpty()) add(Kind.DATA, text);
        advance(end);
    }

    private void raw() {
        var end = END_RAW.matcher(source);
        if (!end.find(at)) throw new TemplateException("a raw block is not closed", line);
        data(end.start(), end.group(1), true);
        advance(end.end());
    }

    private void comment(int begin) {
        var end = COMMENT_END.matcher(source);
        if (!end.find(begin)) throw new TemplateException("a comment is not closed", line);
        advance(end.end());
    }

    /// The tokens of one `{{ }}` or `{% %}`, its two ends included.
    private void inside(int begin, Kind opening) {
        add(opening, "");
        int opened = line;
        advance(begin);
        boolean output = opening == Kind.OUTPUT_BEGIN;
        Deque<Character> open = new ArrayDeque<>();
        while (at < source.length()) {
            var end = (output ? OUTPUT_END : BLOCK_END).matcher(source).region(at, source.length());
            if (open.isEmpty() && end.lookingAt()) {
                add(output ? Kind.OUTPUT_END : Kind.BLOCK_END, "");
                advance(end.end());
                return;
            }
            token(open);
        }
        throw new TemplateException("a tag is not closed", opened);
    }

    private void token(Deque<Character> open) {
        if (match(BLANK) != null) return;
        var text = match(FLOAT);
        if (text != null) {
            addBefore(Kind.FLOAT, text.replace("_", ""), text);
            return;
        }
        text = match(INTEGER);
        if (text != null) {
            addBefore(Kind.INTEGER, text.replace("_", ""), text);
            return;
        }
        text = match(NAME);
        if (text != null) {
            addBefore(Kind.NAME, text, text);
            return;
        }
        text = match(STRING);
        if (text != null) {
            addBefore(Kind.STRING, StringLiteral.unescape(text.substring(1, text.length() - 1), line), text);
            return;
        }
        text = match(OPERATOR);
        if (text == null) throw new TemplateException("unexpected character '" + source.charAt(at) + "'", line);
        balance(text, open);
        addBefore(Kind.OPERATOR, text, text);
    }

    private @org.jspecify.annotations.Nullable String match(Pattern pattern) {
        var matcher = pattern.matcher(source).region(at, source.length()).useTransparentBounds(true);
        if (!matcher.lookingAt()) return null;
        advance(matcher.end());
        return matcher.group();
    }

    /// Adds a token that has been stepped over already, with the line where it began.
    private void addBefore(Kind kind, String text, String written) {
        tokens.add(new Token(kind, text, line - (int) written.chars().filter(c -> c == '\n').count()));
    }

    private void balance(String operator, Deque<Character> open) {
        switch (operator) {
            case "{" -> open.push('}');
            case "(" -> open.push(')');
            case "[" -> open.push(']');
            case "}", ")", "]" -> {
                if (open.isEmpty() || open.pop() != operator.charAt(0)) throw new TemplateException("unexpected '" + operator + "'", line);
            }
            default -> {
            }
        }
    }
}
