package dev.retool4j.cli;

import dev.retool4j.run.RunDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// How long the dashboard takes to answer on a large run. Each round begins a server in a process of its own and asks it for what a
/// browser asks for; another server is asked for a trace before anything else, as by a link.
final class DashboardBench {
    private final DashboardBenchOptions options;
    private final Console console;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, List<double[]>> measured = new LinkedHashMap<>();

    DashboardBench(DashboardBenchOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    /// One line of the result: medians over the rounds.
    ///
    /// @param first  milliseconds when a fresh server was asked
    /// @param again  milliseconds when it was asked a second time
    /// @param kibibytes of the answer
    record Row(String request, double first, double again, double kibibytes) {}

    List<Row> run() throws IOException, InterruptedException {
        var path = options.runs().resolve(options.name());
        if (!RunDirectory.isRun(path)) {
            new LargeRun(options).write(step -> console.status("step " + step + " of " + options.steps())).close();
            console.status("");
        }
        for (int round = 1; round <= options.rounds(); round++) {
            console.status("round " + round + " of " + options.rounds());
            visit(path, round);
            link();
        }
        console.status("");
        return measured.entrySet().stream().map(entry -> new Row(entry.getKey(), BenchWork.median(entry.getValue(), 0),
                BenchWork.median(entry.getValue(), 1), BenchWork.median(entry.getValue(), 2))).toList();
    }

    /// From the list of runs to one trace, and then what changes while the run goes on.
    private void visit(Path path, int round) throws IOException, InterruptedException {
        var run = "/api/runs/" + options.name();
        try (var server = Server.start(options.runs())) {
            measure(server, "the page", "/");
            measure(server, "list of runs", "/api/runs");
            measure(server, "a run", run);
            measure(server, "its figures", run + "/metrics");
            measure(server, "traces, first page", run + "/traces?source=train&count=50");
            measure(server, "traces, sorted", run + "/traces?source=train&count=50&sort=-tokens");
            int middle = (options.steps() + 1) / 2;
            measure(server, "traces of ten steps that are right",
                    run + "/traces?source=train&count=50&filter=" + encoded("step:" + middle + ".." + (middle + 9) + " is:right"));
            measure(server, "a trace", run + "/trace?source=train&id=" + middle());
            measure(server, "its tokens", run + "/tokens?source=train&id=" + middle());
            if (options.evaluations() > 0) measure(server, "problems × evaluations", run + "/matrix");
            measure(server, "timing", run + "/timing?source=train");
            measure(server, "purposes of code", run + "/purposes");
            measure(server, "corrections", run + "/corrections?source=train");
            measure(server, "traces that corrected themselves", run + "/traces?source=train&count=50&filter=" + encoded("is:corrected"));
            var failed = run + "/traces?source=train&count=50&filter=" + encoded("error:NameError step:" + (options.steps() - 9) + "..");
            measure(server, "traces of the last ten steps with a NameError", failed);
            grow(path, round);
            measure(server, "after a trace was added: first page", run + "/traces?source=train&count=50");
            measure(server, "after a trace was added: NameError", failed);
            measure(server, "after a trace was added: corrections", run + "/corrections?source=train");
        }
    }

    private void link() throws IOException, InterruptedException {
        var run = "/api/runs/" + options.name();
        try (var server = Server.start(options.runs())) {
            for (var file : List.of("/", "/assets/app.js", "/assets/trace.js"))
                measure(server, "by a link: " + file, file);
            measure(server, "by a link: a trace", run + "/trace?source=train&id=" + middle());
            measure(server, "by a link: its tokens", run + "/tokens?source=train&id=" + middle());
        }
    }

    private String middle() {
        return "train-%06d-%03d".formatted((options.steps() + 1) / 2, options.trajectories() / 2);
    }

    private void grow(Path path, int round) {
        var start = new RunDirectory.Start("rl:\n  algorithm: ppo\n", List.of("bench", "dashboard"), options.seed());
        try (var run = RunDirectory.open(path, RunDirectory.Existing.RESUME, start)) {
            new LargeRun(options).add(run, options.steps() + round, run.info().attempt());
            run.finish();
        }
    }

    private void measure(Server server, String name, String address) throws IOException, InterruptedException {
        var figures = new double[3];
        for (int turn = 0; turn < 2; turn++) {
            long begun = System.nanoTime();
            var request = HttpRequest.newBuilder(URI.create(server.url + address)).build();
            var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            figures[turn] = (System.nanoTime() - begun) / 1e6;
            figures[2] = response.body().length / 1024.0;
            if (response.statusCode() != 200)
                throw CommandFailure.failed(address + " answered " + response.statusCode() + ": "
                        + new String(response.body(), StandardCharsets.UTF_8),
                        "was the run in " + options.runs() + " made by this version?");
        }
        measured.computeIfAbsent(name, key -> new ArrayList<>()).add(figures);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// `retool dashboard` in a process of its own.
    private record Server(Process process, String url) implements AutoCloseable {
        static Server start(Path runs) throws IOException {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            var process = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Main.class.getName(), "dashboard",
                    runs.toAbsolutePath().toString(), "--port", "0", "--json").redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            var line = out.readLine();
            if (line == null) throw CommandFailure.failed("retool dashboard did not start on " + runs, "try: retool dashboard " + runs);
            var url = JsonMapper.shared().readTree(line).path("url").asString();
            return new Server(process, url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
