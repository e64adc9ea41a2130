package dev.retool4j.chat.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An expression of a template.
sealed interface Expression {

    /// The line that errors name.
    int line();

    /// A literal.
    record Constant(Object value, int line) implements Expression {}

    record Name(String name, int line) implements Expression {}

    record Items(List<Expression> items, boolean tuple, int line) implements Expression {}

    record Pairs(List<Expression> keys, List<Expression> values, int line) implements Expression {}

    /// `of.name`: an attribute if there is one, else an item.
    record Attribute(Expression of, String name, int line) implements Expression {}

    /// `of[key]`: an item if there is one, else an attribute.
    record Item(Expression of, Expression key, int line) implements Expression {}

    record Slice(Expression of, @Nullable Expression begin, @Nullable Expression end, @Nullable Expression step,
            int line) implements Expression {}

    record Call(Expression function, CallArguments arguments, int line) implements Expression {}

    record Filter(Expression of, String name, CallArguments arguments, int line) implements Expression {}

    record Test(Expression of, String name, CallArguments arguments, int line) implements Expression {}

    record Not(Expression of, int line) implements Expression {}

    record Sign(boolean negative, Expression of, int line) implements Expression {}

    /// Arithmetic: `+ - * / // % **`.
    record Binary(String operator, Expression left, Expression right, int line) implements Expression {}

    /// `and`, `or`: the value of the side that decided.
    record Logical(boolean and, Expression left, Expression right, int line) implements Expression {}

    /// `a < b <= c`, `in` and `not in` among them.
    record Comparison(Expression first, List<String> operators, List<Expression> others, int line) implements Expression {}

    /// `a ~ b`: both as text.
    record Concatenation(List<Expression> parts, int line) implements Expression {}

    record Conditional(Expression test, Expression yes, @Nullable Expression no, int line) implements Expression {}

    /// Arguments as written.
    ///
    /// @param more      what stands behind `*`
    /// @param moreNamed what stands behind `**`
    record CallArguments(List<Expression> positional, Map<String, Expression> named, @Nullable Expression more,
            @Nullable Expression moreNamed) {
        static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);

        boolean empty() {
            return positional.isEmpty() && named.isEmpty() && more == null && moreNamed == null;
        }
    }
}
