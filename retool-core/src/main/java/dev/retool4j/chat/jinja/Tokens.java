package dev.retool4j.chat.jinja;

import dev.retool4j.chat.jinja.Token.Kind;
import java.util.List;

/// The token stream that the two parsers share.
final class Tokens {
    private final List<Token> tokens;
    private int at;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(at);
    }

    Token look() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        var token = current();
        if (at < tokens.size() - 1) at++;
        return token;
    }

    boolean skipName(String name) {
        if (!current().isName(name)) return false;
        next();
        return true;
    }

    boolean skipOperator(String operator) {
        if (!current().isOperator(operator)) return false;
        next();
        return true;
    }

    Token expect(Kind kind) {
        if (current().kind() != kind)
            throw fail("expected " + new Token(kind, kind.name().toLowerCase(java.util.Locale.ROOT), 0).described());
        return next();
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) throw fail("expected '" + operator + "'");
    }

    void expectName(String name) {
        if (!skipName(name)) throw fail("expected '" + name + "'");
    }

    TemplateException fail(String reason) {
        return new TemplateException(reason + ", got " + current().described(), current().line());
    }
}
