package dev.retool4j.chat.jinja;

import dev.retool4j.chat.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Text, outputs and tags of a template.
final class TemplateParser {
    private static final int DEEPEST = 150;
    private static final Set<String> UNSUPPORTED = Set.of("block", "extends", "include", "import", "from", "with", "autoescape", "print",
            "trans", "pluralize", "do", "debug");

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private int depth;
    private int loops;

    private TemplateParser(Tokens tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static List<Statement> parse(String template) {
        return new TemplateParser(new Tokens(TemplateLexer.tokens(template))).statements(Set.of());
    }

    /// Statements up to a tag that ends them, whose name stays the current token; with no end given, up to the template's end.
    private List<Statement> statements(Set<String> ends) {
        if (++depth > DEEPEST) throw new TemplateException("tags are nested too deeply", tokens.current().line());
        var body = new ArrayList<Statement>();
        while (true) {
            var token = tokens.next();
            switch (token.kind()) {
                case DATA -> body.add(new Statement.Text(token.text()));
                case OUTPUT_BEGIN -> {
                    body.add(new Statement.Output(expressions.tuple(true)));
                    tokens.expect(Kind.OUTPUT_END);
                }
                case BLOCK_BEGIN -> {
                    if (tokens.current().kind() == Kind.NAME && ends.contains(tokens.current().text())) {
                        depth--;
                        return body;
                    }
                    body.add(tag());
                    tokens.expect(Kind.BLOCK_END);
                }
                case END -> {
                    if (!ends.isEmpty()) throw new TemplateException("unexpected end of template, expected " + ends, token.line());
                    depth--;
                    return body;
                }
                case OUTPUT_END, BLOCK_END, NAME, STRING, INTEGER, FLOAT, OPERATOR -> throw new IllegalStateException("token " + token);
            }
        }
    }

    /// The body of a tag, from the end of its opening tag to the name of the tag that ends it.
    private List<Statement> body(String... ends) {
        tokens.skipOperator(":");
        tokens.expect(Kind.BLOCK_END);
        return statements(Set.of(ends));
    }

    private Statement tag() {
        var name = tokens.expect(Kind.NAME);
        return switch (name.text()) {
            case "if" -> conditional();
            case "for" -> loop(name.line());
            case "set" -> set(name.line());
            case "macro" -> macro(name.line());
            case "call" -> callBlock(name.line());
            case "filter" -> {
                var value = expressions.filters(expressions.filter(new Expression.Name(Statement.CAPTURED, name.line())));
                var body = body("endfilter");
                tokens.next();
                yield new Statement.FilterBlock(value, body);
            }
            case "generation" -> {
                var body = outsideLoops(() -> body("endgeneration"));
                tokens.next();
                yield new Statement.Generation(body);
            }
            case "break", "continue" -> {
                if (loops == 0) throw new TemplateException("'" + name.text() + "' outside of a loop", name.line());
                yield name.text().equals("break") ? new Statement.Break() : new Statement.Continue();
            }
            default -> throw new TemplateException(
                    (UNSUPPORTED.contains(name.text()) ? "the tag '%s' is not supported" : "unknown tag '%s'").formatted(name.text()),
                    name.line());
        };
    }

    private Statement conditional() {
        var branches = new ArrayList<Statement.Branch>();
        while (true) {
            var test = expressions.tuple(false);
            branches.add(new Statement.Branch(test, body("elif", "else", "endif")));
            var end = tokens.next();
            if (end.isName("elif")) continue;
            if (end.isName("endif")) return new Statement.If(branches, List.of());
            var otherwise = body("endif");
            tokens.next();
            return new Statement.If(branches, otherwise);
        }
    }

    private Statement loop(int line) {
        var target = target();
        tokens.expectName("in");
        var iterable = expressions.tuple(false);
        var filter = tokens.skipName("if") ? expressions.expression() : null;
        if (tokens.current().isName("recursive")) throw tokens.fail("recursive loops are not supported");
        loops++;
        var body = body("endfor", "else");
        loops--;
        List<Statement> otherwise = List.of();
        if (tokens.next().isName("else")) {
            otherwise = body("endfor");
            tokens.next();
        }
        return new Statement.For(target, iterable, filter, body, otherwise, line);
    }

    private Statement set(int line) {
        var target = target();
        if (tokens.skipOperator("=")) return new Statement.Set(target, expressions.tuple(true), line);
        var value = expressions.filters(new Expression.Name(Statement.CAPTURED, line));
        var body = outsideLoops(() -> body("endset"));
        tokens.next();
        return new Statement.SetBlock(target, value, body, line);
    }

    private Statement.Target target() {
        var targets = new ArrayList<Statement.Target>();
        boolean tuple = false;
        while (!tokens.current().isName("in") && !tokens.current().isOperator("=") && tokens.current().kind() != Kind.BLOCK_END) {
            targets.add(oneTarget());
            if (!tokens.skipOperator(",")) break;
            tuple = true;
        }
        if (targets.isEmpty()) throw tokens.fail("expected a name to assign to");
        return tuple ? new Statement.TupleTarget(targets) : targets.getFirst();
    }

    private Statement.Target oneTarget() {
        if (tokens.skipOperator("(")) {
            var inner = target();
            tokens.expectOperator(")");
            return inner;
        }
        var name = name();
        if (tokens.skipOperator(".")) return new Statement.AttributeTarget(name, tokens.expect(Kind.NAME).text());
        return new Statement.NameTarget(name);
    }

    /// A name that may be assigned to.
    private String name() {
        var name = tokens.expect(Kind.NAME);
        if (Set.of("true", "True", "false", "False", "none", "None", "loop").contains(name.text()))
            throw new TemplateException("cannot assign to '" + name.text() + "'", name.line());
        return name.text();
    }

    private Statement macro(int line) {
        var name = name();
        var signature = signature();
        var body = outsideLoops(() -> body("endmacro"));
        tokens.next();
        return new Statement.MacroDefinition(name, signature, body, line);
    }

    private Statement callBlock(int line) {
        var signature = tokens.current().isOperator("(") ? signature() : new Statement.Signature(List.of(), List.of());
        if (!(expressions.expression() instanceof Expression.Call call)) throw new TemplateException("expected a call", line);
        var body = outsideLoops(() -> body("endcall"));
        tokens.next();
        return new Statement.CallBlock(call, signature, body, line);
    }

    private Statement.Signature signature() {
        tokens.expectOperator("(");
        var names = new ArrayList<String>();
        var defaults = new ArrayList<Expression>();
        while (!tokens.skipOperator(")")) {
            if (!names.isEmpty()) tokens.expectOperator(",");
            names.add(name());
            if (tokens.skipOperator("=")) defaults.add(expressions.expression());
            else if (!defaults.isEmpty()) throw tokens.fail("a parameter without default follows one with");
        }
        return new Statement.Signature(names, defaults);
    }

    /// A body of its own, which `break` and `continue` cannot leave.
    private List<Statement> outsideLoops(java.util.function.Supplier<List<Statement>> body) {
        int outer = loops;
        loops = 0;
        var statements = body.get();
        loops = outer;
        return statements;
    }
}
