package dev.retool4j.chat.jinja;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A chat template, parsed. It renders as Jinja 2 does under the settings of Hugging Face's `apply_chat_template`: `trim_blocks`,
/// `lstrip_blocks`, `break` and `continue`, `{% generation %}`, `raise_exception`, `strftime_now`, and a `tojson` that escapes nothing.
///
/// Tags: `if`, `for` (not recursive), `set`, `macro`, `call`, `filter`, `generation`, `break`, `continue`, `raw`. Templates are untrusted:
/// they see the given variables only, change none of them, and are stopped when they take too many steps or too much memory. Immutable,
/// safe for use by many threads.
public final class JinjaTemplate {
    /// Most numbers in a `range`, as in Jinja 2's sandbox.
    private static final int LARGEST_RANGE = 100_000;

    private final List<Statement> statements;

    private JinjaTemplate(List<Statement> statements) {
        this.statements = statements;
    }

    /// A stretch of a rendered text, in UTF-16 units.
    public record Span(int begin, int end) {}

    /// What a template rendered.
    ///
    /// @param text      the whole text
    /// @param generated what stood in `{% generation %}` tags, in order
    public record Rendered(String text, List<Span> generated) {
        public Rendered {
            generated = List.copyOf(generated);
        }
    }

    /// @throws TemplateException with the line, for what is wrong or not supported
    public static JinjaTemplate parse(String source) {
        return new JinjaTemplate(TemplateParser.parse(source));
    }

    /// @param variables by name; values of JSON's kinds (null, Boolean, integers, Double, String, List, Map)
    /// @param now       what `strftime_now` formats
    /// @throws TemplateException with the line, for what cannot be rendered and for what the template itself raises
    public Rendered render(Map<String, ? extends @Nullable Object> variables, LocalDateTime now) {
        var globals = globals(now);
        variables.forEach((name, value) -> globals.set(name, Values.of(value)));
        try {
            return new Renderer().render(statements, new Scope(globals));
        } catch (StackOverflowError e) {
            throw new TemplateException("values or calls are nested too deeply", 1);
        }
    }

    private static Scope globals(LocalDateTime now) {
        var scope = new Scope(null);
        scope.set("raise_exception", (Callable) arguments -> {
            throw new Fault(PythonText.str(arguments.check("raise_exception", "message").required(0, "message")));
        });
        scope.set("strftime_now",
                (Callable) arguments -> Strftime.format(now, arguments.check("strftime_now", "format").text(0, "format")));
        for (var name : List.of("lipsum", "cycler", "joiner", "self"))
            scope.set(name, Callable.unsupported("'" + name + "'"));
        scope.set("namespace", (Callable) Namespace::new);
        scope.set("range", (Callable) JinjaTemplate::range);
        scope.set("dict", (Callable) arguments -> {
            var map = new LinkedHashMap<Object, Object>();
            for (var positional : arguments.positional()) {
                if (!(positional instanceof Map<?, ?> given)) throw new Fault("dict takes named arguments and dictionaries");
                map.putAll(given);
            }
            map.putAll(arguments.named());
            return map;
        });
        return scope;
    }

    private static Object range(Arguments arguments) {
        arguments.check("range", "start", "stop", "step");
        boolean one = arguments.positional().size() == 1;
        long start = one ? 0 : Values.integer(arguments.required(0, "start"));
        long stop = Values.integer(arguments.required(one ? 0 : 1, "stop"));
        long step = arguments.integer(2, "step", 1);
        if (step == 0) throw new Fault("range() arg 3 must not be zero");
        var numbers = new ArrayList<Object>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            if (numbers.size() == LARGEST_RANGE) throw new Fault("Range too big. The sandbox blocks ranges larger than 100000");
            numbers.add(i);
        }
        return numbers;
    }
}
