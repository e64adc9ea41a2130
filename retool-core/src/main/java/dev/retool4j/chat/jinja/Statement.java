package dev.retool4j.chat.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A piece of a template between tags, or a tag with its body.
sealed interface Statement {

    /// Text as it stands.
    record Text(String text) implements Statement {}

    /// `{{ value }}`
    record Output(Expression value) implements Statement {}

    /// `if` and its `elif`s in order, then `else`, which may be empty.
    record If(List<Branch> branches, List<Statement> otherwise) implements Statement {}

    record Branch(Expression test, List<Statement> body) {}

    record For(Target target, Expression iterable, @Nullable Expression filter, List<Statement> body, List<Statement> otherwise,
            int line) implements Statement {}

    record Set(Target target, Expression value, int line) implements Statement {}

    /// `{% set x %}…{% endset %}`; the expression is a chain of filters over the name [#CAPTURED], or that name alone.
    record SetBlock(Target target, Expression value, List<Statement> body, int line) implements Statement {}

    record MacroDefinition(String name, Signature signature, List<Statement> body, int line) implements Statement {}

    record CallBlock(Expression.Call call, Signature signature, List<Statement> body, int line) implements Statement {}

    record FilterBlock(Expression value, List<Statement> body) implements Statement {}

    /// What the assistant wrote, as Hugging Face marks it in training templates.
    record Generation(List<Statement> body) implements Statement {}

    record Break() implements Statement {}

    record Continue() implements Statement {}

    /// The name under which a block's text is filtered; no template can spell it.
    String CAPTURED = " captured";

    /// Parameters of a macro; the last ones have defaults.
    record Signature(List<String> names, List<Expression> defaults) {}

    /// Where an assignment goes.
    sealed interface Target {}

    record NameTarget(String name) implements Target {}

    /// An attribute of a namespace.
    record AttributeTarget(String name, String attribute) implements Target {}

    record TupleTarget(List<Target> targets) implements Target {}
}
