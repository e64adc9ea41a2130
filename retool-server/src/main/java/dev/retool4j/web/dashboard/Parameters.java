package dev.retool4j.web.dashboard;

import dev.retool4j.run.TraceSource;
import io.javalin.http.Context;

/// Reads a request's parameters, with an error that names them.
final class Parameters {
    private Parameters() {}

    static String text(Context context, String name, String otherwise) {
        var value = context.queryParam(name);
        return value == null ? otherwise : value;
    }

    static String required(Context context, String name) {
        var value = context.queryParam(name);
        if (value == null || value.isEmpty()) throw Refusal.invalid("the parameter '" + name + "' is missing", "add ?" + name + "=…");
        return value;
    }

    /// A whole number from 0 to `most`.
    static long number(Context context, String name, long otherwise, long most) {
        var value = context.queryParam(name);
        if (value == null) return otherwise;
        if (!value.matches("[0-9]{1,18}") || Long.parseLong(value) > most)
            throw Refusal.invalid("'" + name + "' must be a number from 0 to " + most + ", got '" + value + "'", "correct the address");
        return Long.parseLong(value);
    }

    static TraceSource source(Context context, String name) {
        return TraceSource.parse(text(context, name, TraceSource.TRAIN.toString()));
    }
}
