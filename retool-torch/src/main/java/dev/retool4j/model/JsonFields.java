package dev.retool4j.model;

import tools.jackson.databind.JsonNode;

/// Reads fields of a JSON object; what is missing or of another type is named. Null counts as missing.
final class JsonFields {
    private JsonFields() {}

    static boolean has(JsonNode object, String field) {
        return object.hasNonNull(field);
    }

    static int integer(JsonNode object, String field) {
        var node = object.path(field);
        if (!node.isInt()) throw wrong(field, node, "an integer");
        return node.asInt();
    }

    static double number(JsonNode object, String field) {
        var node = object.path(field);
        if (!node.isNumber()) throw wrong(field, node, "a number");
        return node.asDouble();
    }

    static double number(JsonNode object, String field, double fallback) {
        return has(object, field) ? number(object, field) : fallback;
    }

    /// False where it is missing.
    static boolean flag(JsonNode object, String field) {
        if (!has(object, field)) return false;
        var node = object.path(field);
        if (!node.isBoolean()) throw wrong(field, node, "true or false");
        return node.asBoolean();
    }

    private static IllegalArgumentException wrong(String field, JsonNode node, String expected) {
        return new IllegalArgumentException(
                "%s is %s; it must be %s".formatted(field, node.isMissingNode() ? "missing" : node.toString(), expected));
    }
}
