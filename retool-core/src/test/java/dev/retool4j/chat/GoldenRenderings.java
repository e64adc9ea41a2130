package dev.retool4j.chat;

import dev.retool4j.chat.jinja.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A folder of templates with the `golden.json` that src/test/python/chat_templates.py wrote beside them.
final class GoldenRenderings {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path folder;
    private final JsonNode golden;
    private final Map<String, Object> templates = new HashMap<>();

    GoldenRenderings(Path folder) throws IOException {
        this.folder = folder;
        this.golden = JSON.readTree(Files.readString(folder.resolve("golden.json")));
    }

    int count() {
        return golden.path("renderings").size();
    }

    List<String> templates() {
        return golden.path("renderings").valueStream().map(row -> row.path("template").asString()).distinct().toList();
    }

    /// What differs from Python's rendering, one line for each; templates of which nothing agrees are named with the reason.
    List<String> differences() throws IOException {
        var differences = new ArrayList<String>();
        for (var row : golden.path("renderings")) {
            var name = row.path("template").asString() + " / " + row.path("conversation").asString() + " / "
                    + row.path("options").asString();
            var difference = difference(row);
            if (!difference.isEmpty()) differences.add(name + ": " + difference);
        }
        return differences;
    }

    private String difference(JsonNode row) throws IOException {
        var template = template(row.path("template").asString());
        if (template instanceof TemplateException refused) return "not parsed: " + refused.getMessage();
        var error = row.get("error");
        try {
            var rendered = ((ChatTemplate) template).rendered(request(row));
            if (error != null) return "rendered, though Python fails" + (error.isNull() ? "" : " with " + error.asString());
            var expected = golden.path("texts").path(row.path("text").asInt()).asString();
            if (!rendered.text().equals(expected)) return "expected\n" + expected + "\ngot\n" + rendered.text();
            var spans = new ArrayList<List<Integer>>();
            for (var span : rendered.generated())
                spans.add(List.of(rendered.text().codePointCount(0, span.begin()), rendered.text().codePointCount(0, span.end())));
            var marked = new ArrayList<List<Integer>>();
            row.path("generated").forEach(span -> marked.add(List.of(span.path(0).asInt(), span.path(1).asInt())));
            return spans.equals(marked) ? "" : "expected generated " + marked + ", got " + spans;
        } catch (TemplateException e) {
            if (error == null) return "failed: " + e.getMessage();
            return error.isNull() || error.asString().equals(e.reason())
                    ? ""
                    : "expected error " + error.asString() + ", got " + e.reason();
        }
    }

    private Object template(String file) throws IOException {
        var known = templates.get(file);
        if (known != null) return known;
        Object made;
        try {
            made = new ChatTemplate(Files.readString(folder.resolve(file)), tokens());
        } catch (TemplateException e) {
            made = e;
        }
        templates.put(file, made);
        return made;
    }

    private Map<String, String> tokens() {
        var tokens = new HashMap<String, String>();
        golden.path("tokens").properties().forEach(entry -> tokens.put(entry.getKey(), entry.getValue().asString()));
        return tokens;
    }

    private ChatRequest request(JsonNode row) {
        var options = golden.path("options").path(row.path("options").asString());
        return new ChatRequest(maps(golden.path("conversations").path(row.path("conversation").asString())),
                options.path("tools").asBoolean(false) ? maps(golden.path("tools")) : List.of(),
                options.path("add_generation_prompt").asBoolean(false), map(options.path("variables")),
                LocalDateTime.parse(golden.path("now").asString()));
    }

    private static List<Map<String, Object>> maps(JsonNode array) {
        var maps = new ArrayList<Map<String, Object>>();
        array.forEach(node -> maps.add(map(node)));
        return maps;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(JsonNode node) {
        return node.isObject() ? JSON.treeToValue(node, LinkedHashMap.class) : Map.of();
    }
}
