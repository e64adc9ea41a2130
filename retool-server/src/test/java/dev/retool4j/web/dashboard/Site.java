package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A dashboard on a free port, and who asks it.
record Site(Dashboard dashboard, HttpClient client) implements AutoCloseable {

    static Site of(Path runs) {
        return new Site(Dashboard.start(runs, DashboardOptions.DEFAULT.withAddress("127.0.0.1", 0), null), HttpClient.newHttpClient());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dashboard.port() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        var response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    @Override
    public void close() {
        dashboard.close();
        client.close();
    }
}
