package dev.retool4j.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Talks HTTP to a server on this machine.
record Client(int port) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /// An answer: its status, and its body as it is and as JSON.
    record Reply(int status, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        JsonNode error() {
            return json().path("error");
        }

        /// The chunks of a stream, the end mark left out.
        List<JsonNode> chunks() {
            return body.lines().filter(line -> line.startsWith("data: {")).map(line -> JsonMapper.shared().readTree(line.substring(6)))
                    .toList();
        }
    }

    private HttpRequest.Builder request(String path, String... headers) {
        var builder = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    Reply get(String path, String... headers) throws IOException, InterruptedException {
        return reply(HTTP.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofString()));
    }

    Reply post(String path, String body, String... headers) throws IOException, InterruptedException {
        return reply(HTTP.send(request(path, headers).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                HttpResponse.BodyHandlers.ofString()));
    }

    CompletableFuture<Reply> posting(String path, String body) {
        return HTTP.sendAsync(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(Client::reply);
    }

    Reply chat(String question, String more) throws IOException, InterruptedException {
        return post("/v1/chat/completions", body(question, more));
    }

    static String body(String question, String more) {
        return "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question + "\"}]" + more + "}";
    }

    private static Reply reply(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.body());
    }
}
