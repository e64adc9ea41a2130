package dev.retool4j.web;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request that is not answered, in the form in which OpenAI's API says so: `{"error": {"message", "type", "param", "code"}}`.
final class ApiError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String BAD_REQUEST = "invalid_request_error";

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    private ApiError(int status, String type, @Nullable String param, @Nullable String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /// 400: a field of the request is wrong.
    static ApiError field(String param, String message) {
        return new ApiError(400, BAD_REQUEST, param, "invalid_value", message);
    }

    /// 400: the request asks for what this server does not do.
    static ApiError unsupported(String param, String message) {
        return new ApiError(400, BAD_REQUEST, param, "unsupported_parameter", message);
    }

    /// 400: the request as a whole is wrong.
    static ApiError invalid(String message) {
        return new ApiError(400, BAD_REQUEST, null, null, message);
    }

    /// 400: the prompt leaves no room for a response.
    static ApiError tooLong(String param, int tokens, int most) {
        return new ApiError(400, BAD_REQUEST, param, "context_length_exceeded",
                "the prompt has " + tokens + " tokens, this server takes at most " + most + ": shorten it");
    }

    /// 401: no key, or another one.
    static ApiError key() {
        return new ApiError(401, BAD_REQUEST, null, "invalid_api_key",
                "this server wants its API key: Authorization: Bearer …, or api_key of the client");
    }

    /// 403: a page of a browser asks, and none may.
    static ApiError origin() {
        return new ApiError(403, BAD_REQUEST, null, "forbidden_origin",
                "this server has no API key and answers no requests from web pages: start it with a key");
    }

    /// 403: this server does not do that for anybody.
    static ApiError forbidden(String code, String message) {
        return new ApiError(403, BAD_REQUEST, null, code, message);
    }

    /// 404: no such model.
    static ApiError model(String asked, String served) {
        return new ApiError(404, BAD_REQUEST, "model", "model_not_found", "there is no model '" + asked + "' here, only '" + served + "'");
    }

    /// Another status of HTTP: no such path, too large a body.
    static ApiError http(int status, String message) {
        return new ApiError(status, BAD_REQUEST, null, null, message);
    }

    /// 429: as much is under way as may be. Clients try again.
    static ApiError busy(String message) {
        return new ApiError(429, "rate_limit_error", null, "rate_limit_exceeded", message);
    }

    /// 503: the server ends.
    static ApiError draining() {
        return new ApiError(503, "server_error", null, "shutting_down", "the server is shutting down");
    }

    /// 500: something here failed.
    static ApiError failed(String code, String message) {
        return new ApiError(500, "server_error", null, code, message);
    }

    int status() {
        return status;
    }

    /// The body of the answer.
    Map<String, Object> body() {
        var error = new LinkedHashMap<String, @Nullable Object>();
        error.put("message", getMessage());
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        return Map.of("error", error);
    }
}
