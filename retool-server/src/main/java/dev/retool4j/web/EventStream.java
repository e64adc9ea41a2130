package dev.retool4j.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/// Server-sent events as OpenAI's API writes them: `data: ` and JSON, `[DONE]` at the end. Each is sent at once.
final class EventStream {
    private final OutputStream out;

    /// Sends the head of the response: from here on errors can only be events.
    EventStream(Context context) throws IOException {
        var response = context.res();
        response.setStatus(200);
        response.setContentType("text/event-stream");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("X-Accel-Buffering", "no");
        out = response.getOutputStream();
        out.flush();
    }

    void send(Object json) throws IOException {
        line("data: " + JsonMapper.shared().writeValueAsString(json));
    }

    void done() throws IOException {
        line("data: [DONE]");
    }

    /// A comment, which clients pass over: it keeps the connection, and shows whether the client is still there.
    void comment() throws IOException {
        line(":");
    }

    private void line(String line) throws IOException {
        out.write((line + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
