package dev.retool4j.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The fields of a request's JSON object. What is null counts as absent; what is of another type is an [ApiError] that names the field.
///
/// @param json an object
/// @param path what stands before the names in messages; empty at the top
record Fields(JsonNode json, String path) {

    /// Where requests come from.
    interface Source {
        /// The fields of a request's body.
        ///
        /// @throws ApiError where it is too large, or no JSON object
        Fields read(Context context) throws IOException;

        /// The bodies of requests up to a size.
        ///
        /// @param most bytes of a body
        static Source limited(int most) {
            return context -> {
                var body = context.req().getInputStream().readNBytes(most + 1);
                if (body.length > most) throw ApiError.http(413, "the body is larger than " + most + " bytes");
                return of(body);
            };
        }
    }

    /// @throws ApiError where the body is no JSON object
    static Fields of(byte[] body) {
        try {
            var json = JsonMapper.shared().readTree(body);
            if (!json.isObject()) throw ApiError.invalid("the body must be a JSON object");
            return new Fields(json, "");
        } catch (JacksonException e) {
            throw ApiError.invalid("the body is no valid JSON: " + e.getOriginalMessage());
        }
    }

    boolean has(String name) {
        return json.hasNonNull(name);
    }

    JsonNode node(String name) {
        return json.path(name);
    }

    String name(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /// The fields of an object; none where it is absent.
    Fields object(String name) {
        var node = node(name);
        if (!has(name)) return new Fields(JsonMapper.shared().createObjectNode(), name(name));
        if (!node.isObject()) throw wrong(name, "an object");
        return new Fields(node, name(name));
    }

    boolean flag(String name) {
        if (!has(name)) return false;
        if (!node(name).isBoolean()) throw wrong(name, "true or false");
        return node(name).asBoolean();
    }

    String text(String name, String absent) {
        if (!has(name)) return absent;
        if (!node(name).isString()) throw wrong(name, "a string");
        return node(name).asString();
    }

    double number(String name, double least, double most, double absent) {
        if (!has(name)) return absent;
        var node = node(name);
        if (!node.isNumber() || !(node.asDouble() >= least && node.asDouble() <= most))
            throw wrong(name, "a number from " + plain(least) + " to " + plain(most));
        return node.asDouble();
    }

    OptionalInt integer(String name, int least, int most) {
        if (!has(name)) return OptionalInt.empty();
        var node = node(name);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < least || node.asInt() > most)
            throw wrong(name, "a whole number from " + least + " to " + most);
        return OptionalInt.of(node.asInt());
    }

    OptionalLong whole(String name) {
        if (!has(name)) return OptionalLong.empty();
        if (!node(name).isIntegralNumber() || !node(name).canConvertToLong()) throw wrong(name, "a whole number");
        return OptionalLong.of(node(name).asLong());
    }

    /// One string, or a list of them; none where it is absent.
    List<String> texts(String name, int most) {
        if (!has(name)) return List.of();
        var node = node(name);
        if (node.isString()) return List.of(nonEmpty(name, node));
        if (!node.isArray() || node.size() > most) throw wrong(name, "a string or a list of at most " + most);
        var texts = new ArrayList<String>();
        for (var item : node)
            texts.add(nonEmpty(name, item));
        return texts;
    }

    private String nonEmpty(String name, JsonNode node) {
        if (!node.isString() || node.asString().isEmpty()) throw wrong(name, "strings that are not empty");
        return node.asString();
    }

    /// Token ids of a vocabulary.
    int[] ids(String name, int vocabulary) {
        var node = node(name);
        if (!node.isArray() || node.isEmpty()) throw wrong(name, "a list of token ids");
        var ids = new int[node.size()];
        for (int i = 0; i < ids.length; i++) {
            var id = node.get(i);
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.asInt() < 0 || id.asInt() >= vocabulary)
                throw ApiError.field(name(name),
                        name(name) + "[" + i + "] must be a token id from 0 to " + (vocabulary - 1) + ", got " + id);
            ids[i] = id.asInt();
        }
        return ids;
    }

    ApiError wrong(String name, String expected) {
        var got = node(name).toString();
        return ApiError.field(name(name),
                name(name) + " must be " + expected + ", got " + (got.length() > 60 ? got.substring(0, 60) + "…" : got));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9 ? Long.toString((long) value) : Double.toString(value);
    }
}
