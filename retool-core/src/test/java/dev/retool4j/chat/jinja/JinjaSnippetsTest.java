package dev.retool4j.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One construct at a time against Jinja2's renderings, which src/test/python/jinja_snippets.py made.
class JinjaSnippetsTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    static List<String> differences() throws IOException {
        try (var in = Objects.requireNonNull(JinjaSnippetsTest.class.getResourceAsStream("snippets.json"))) {
            var golden = JSON.readTree(in);
            @SuppressWarnings("unchecked")
            Map<String, Object> variables = JSON.treeToValue(golden.path("variables"), LinkedHashMap.class);
            var differences = new ArrayList<String>();
            for (var row : golden.path("rows")) {
                var difference = difference(row.path(0).asString(), row.path(1), variables);
                if (!difference.isEmpty()) differences.add(row.path(0).asString() + "\n" + difference);
            }
            assertThat(golden.path("rows").size()).isGreaterThan(200);
            return differences;
        }
    }

    private static String difference(String template, JsonNode expected, Map<String, Object> variables) {
        try {
            var text = JinjaTemplate.parse(template).render(variables, LocalDateTime.of(2025, 1, 1, 0, 0)).text();
            if (expected.isNull()) return "    rendered though Python fails: " + text;
            return text.equals(expected.asString()) ? "" : "    expected: " + expected.asString() + "\n    got:      " + text;
        } catch (TemplateException e) {
            return expected.isNull() ? "" : "    expected: " + expected.asString() + "\n    failed:   " + e.getMessage();
        }
    }

    @Test
    void everyConstructRendersAsInPython() throws IOException {
        assertThat(differences()).isEmpty();
    }
}
