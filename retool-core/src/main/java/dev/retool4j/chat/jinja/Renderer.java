package dev.retool4j.chat.jinja;

import java.util.ArrayList;
import java.util.List;

/// Runs the statements of a template.
final class Renderer {
    private static final int DEEPEST_CALL = 100;

    private final Evaluator evaluator = new Evaluator();
    private final StringBuilder root = new StringBuilder();
    private final List<JinjaTemplate.Span> generated = new ArrayList<>();
    private int calls;

    /// How a body ended.
    private enum Flow {
        NORMAL, BREAK, CONTINUE
    }

    JinjaTemplate.Rendered render(List<Statement> template, Scope scope) {
        run(template, scope, root);
        return new JinjaTemplate.Rendered(root.toString(), generated);
    }

    private Flow run(List<Statement> body, Scope scope, StringBuilder out) {
        for (var statement : body) {
            var flow = run(statement, scope, out);
            if (flow != Flow.NORMAL) return flow;
        }
        return Flow.NORMAL;
    }

    private Flow run(Statement statement, Scope scope, StringBuilder out) {
        switch (statement) {
            case Statement.Text text -> out.append(text.text());
            case Statement.Output output -> print(output.value(), scope, out);
            case Statement.If conditional -> {
                return conditional(conditional, scope, out);
            }
            case Statement.For loop -> loop(loop, scope, out);
            case Statement.Set set -> assign(set.target(), evaluator.value(set.value(), scope), scope, set.line());
            case Statement.SetBlock set -> {
                var inner = capturing(set.body(), scope);
                assign(set.target(), evaluator.value(set.value(), inner), scope, set.line());
            }
            case Statement.MacroDefinition macro -> scope.set(macro.name(),
                    macro(macro.name(), macro.signature(), macro.body(), scope));
            case Statement.CallBlock block -> callBlock(block, scope, out);
            case Statement.FilterBlock block -> print(block.value(), capturing(block.body(), scope), out);
            case Statement.Generation generation -> {
                int begin = root.length();
                var text = new StringBuilder();
                run(generation.body(), new Scope(scope), text);
                out.append(text);
                generated.add(new JinjaTemplate.Span(begin, begin + text.length()));
            }
            case Statement.Break no -> {
                return Flow.BREAK;
            }
            case Statement.Continue no -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NORMAL;
    }

    private void print(Expression value, Scope scope, StringBuilder out) {
        try {
            out.append(PythonText.str(evaluator.value(value, scope)));
            Arithmetic.bounded(out.length());
        } catch (Fault e) {
            throw new TemplateException(String.valueOf(e.getMessage()), value.line());
        }
    }

    /// A scope that holds the text of a body.
    private Scope capturing(List<Statement> body, Scope scope) {
        var text = new StringBuilder();
        var inner = new Scope(scope);
        run(body, inner, text);
        inner.set(Statement.CAPTURED, text.toString());
        return inner;
    }

    private Flow conditional(Statement.If conditional, Scope scope, StringBuilder out) {
        for (var branch : conditional.branches()) {
            if (evaluator.truth(branch.test(), scope)) return run(branch.body(), scope, out);
        }
        return run(conditional.otherwise(), scope, out);
    }

    private void loop(Statement.For loop, Scope scope, StringBuilder out) {
        var items = items(loop, scope);
        var state = new Loop(items);
        for (int i = 0; i < items.size(); i++) {
            evaluator.step(loop.line());
            var inner = new Scope(scope);
            assign(loop.target(), items.get(i), inner, loop.line());
            state.at(i);
            inner.set("loop", state);
            if (run(loop.body(), inner, out) == Flow.BREAK) return;
        }
        if (items.isEmpty()) run(loop.otherwise(), new Scope(scope), out);
    }

    private List<Object> items(Statement.For loop, Scope scope) {
        List<Object> all;
        try {
            all = Values.list(evaluator.value(loop.iterable(), scope));
        } catch (Fault e) {
            throw new TemplateException(String.valueOf(e.getMessage()), loop.iterable().line());
        }
        var filter = loop.filter();
        if (filter == null) return all;
        var kept = new ArrayList<Object>();
        for (var item : all) {
            var inner = new Scope(scope);
            assign(loop.target(), item, inner, loop.line());
            if (evaluator.truth(filter, inner)) kept.add(item);
        }
        return kept;
    }

    private void assign(Statement.Target target, Object value, Scope scope, int line) {
        switch (target) {
            case Statement.NameTarget name -> scope.set(name.name(), value);
            case Statement.AttributeTarget attribute -> {
                if (!(scope.get(attribute.name()) instanceof Namespace namespace))
                    throw new TemplateException("cannot assign attribute on non-namespace object", line);
                try {
                    namespace.set(attribute.attribute(), value);
                } catch (Fault e) {
                    throw new TemplateException(String.valueOf(e.getMessage()), line);
                }
            }
            case Statement.TupleTarget tuple -> unpack(tuple.targets(), value, scope, line);
        }
    }

    private void unpack(List<Statement.Target> targets, Object value, Scope scope, int line) {
        List<Object> items;
        try {
            items = Values.list(value);
        } catch (Fault e) {
            throw new TemplateException(String.valueOf(e.getMessage()), line);
        }
        if (items.size() != targets.size())
            throw new TemplateException("cannot unpack " + items.size() + " value(s) into " + targets.size() + " names", line);
        for (int i = 0; i < items.size(); i++)
            assign(targets.get(i), items.get(i), scope, line);
    }

    private Callable macro(String name, Statement.Signature signature, List<Statement> body, Scope around) {
        return arguments -> {
            if (++calls > DEEPEST_CALL) throw new Fault("macros call each other more than " + DEEPEST_CALL + " deep");
            var inner = new Scope(around);
            bind(name, signature, arguments, inner);
            var text = new StringBuilder();
            run(body, inner, text);
            calls--;
            return text.toString();
        };
    }

    private void bind(String name, Statement.Signature signature, Arguments arguments, Scope inner) {
        var names = signature.names();
        if (arguments.positional().size() > names.size())
            throw new Fault("macro " + PythonText.repr(name) + " takes not more than " + names.size() + " argument(s)");
        for (var given : arguments.named().keySet()) {
            if (given.equals("caller") || names.indexOf(given) >= arguments.positional().size()) continue;
            throw new Fault("macro " + PythonText.repr(name) + " takes no keyword argument " + PythonText.repr(given));
        }
        inner.set("caller", arguments.named().getOrDefault("caller", new Undefined("No caller defined")));
        int required = names.size() - signature.defaults().size();
        for (int i = 0; i < names.size(); i++) {
            var parameter = names.get(i);
            if (arguments.has(i, parameter)) inner.set(parameter, arguments.get(i, parameter, None.NONE));
            else if (i < required) inner.set(parameter, new Undefined("parameter " + PythonText.repr(parameter) + " was not provided"));
            else
                inner.set(parameter, evaluator.value(signature.defaults().get(i - required), inner));
        }
    }

    private void callBlock(Statement.CallBlock block, Scope scope, StringBuilder out) {
        var written = evaluator.arguments(block.call().arguments(), scope);
        var named = new java.util.LinkedHashMap<>(written.named());
        named.put("caller", macro("caller", block.signature(), block.body(), scope));
        var function = evaluator.value(block.call().function(), scope);
        try {
            out.append(PythonText.str(Evaluator.call(function, new Arguments(written.positional(), named))));
        } catch (Fault e) {
            throw new TemplateException(String.valueOf(e.getMessage()), block.line());
        }
    }
}
