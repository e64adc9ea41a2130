package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The verifier against the labelled cases of other projects' test suites, where that data lies beside the checkout.
class ConformanceTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static List<JsonNode> rows(String name) throws IOException {
        var file = find(name);
        assumeTrue(file != null, () -> "skipped: no shared/data/verifier/" + name + " beside the checkout");
        Objects.requireNonNull(file);
        var rows = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(file))
            rows.add(JSON.readTree(line));
        return rows;
    }

    private static @Nullable Path find(String name) {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            var file = folder.resolve("shared/data/verifier").resolve(name);
            if (Files.exists(file)) return file;
            file = folder.resolveSibling("shared").resolve("data/verifier").resolve(name);
            if (Files.exists(file)) return file;
        }
        var override = System.getProperty("retool.verifier.data");
        return override == null ? null : Path.of(override, name);
    }

    private static List<LabelledPair> undisputed() throws IOException {
        var pairs = new ArrayList<LabelledPair>();
        for (var row : rows("cases.jsonl")) {
            if (row.path("kind").asString().equals("response") || !row.path("disputed").asString("").isEmpty()) continue;
            pairs.add(new LabelledPair(row.path("gold_answer").asString(), row.path("prediction_answer").asString(),
                    row.path("equivalent").asBoolean()));
        }
        return pairs;
    }

    @Test
    void undisputedPairsAreRightWithoutFalsePositives() throws IOException {
        var report = PairsReport.of(Equivalence.standard(), undisputed());
        assertThat(report.accuracy()).as(report.text()).isGreaterThanOrEqualTo(0.98);
        assertThat(report.falsePositives()).as(report.text()).isEmpty();
    }

    @Test
    void goldsEqualThemselvesAndNotTheirNeighbours() throws IOException {
        var pairs = rows("selfmatch_nearmiss.jsonl").stream()
                .map(row -> new LabelledPair(row.path("gold").asString(), row.path("prediction").asString(),
                        row.path("equivalent").asBoolean()))
                .toList();
        var report = PairsReport.of(Equivalence.standard(), pairs);
        assertThat(report.falseNegatives()).as(report.text()).isEmpty();
        assertThat(report.falsePositives()).as(report.text()).isEmpty();
    }

    @Test
    void latexIsReadToTheStatedValueOrRefused() throws IOException {
        var right = 0;
        var wrong = new ArrayList<String>();
        var cases = 0;
        for (var row : rows("latex_parse_cases.jsonl")) {
            if (!row.path("value").isArray()) continue;
            cases++;
            try {
                var tree = Parser.parse(Answers.trim(row.path("latex").asString()), Reading.USUAL).expr();
                var value = new Evaluator(point(row, tree), 192, new Budget(Budget.STEPS)).value(tree).ball(192);
                if (close(value.re(), row.path("value").get(0)) && close(value.im(), row.path("value").get(1))) right++;
                else
                    wrong.add(row.path("latex").asString());
            } catch (Unreadable | Unsettled e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThat(wrong).isEmpty();
        assertThat((double) right / cases).isGreaterThanOrEqualTo(0.9);
    }

    /// The probe under this project's names; symbols that the expected value does not depend on get any value.
    private static Map<String, Rational> point(JsonNode row, Expr tree) {
        var point = new HashMap<String, Rational>();
        for (var probe : row.path("probe").properties()) {
            var value = Objects.requireNonNull(QuickNumber.read(probe.getValue().asString()));
            var plain = probe.getKey().replaceAll("[{}\\\\ ]", "");
            point.put(probe.getKey(), value);
            point.put(plain, value);
            if (!plain.startsWith("bar")) point.put("bar" + plain, value);
        }
        for (var symbol : Trees.symbols(tree))
            point.putIfAbsent(symbol, Rational.of(7 + Math.abs(symbol.hashCode() % 1000), 331));
        return point;
    }

    private static boolean close(Ball value, JsonNode expected) {
        var wanted = new BigDecimal(expected.asString()).doubleValue();
        return Math.abs(value.approximate() - wanted) <= 1e-9 * Math.max(Math.abs(wanted), 1e-200)
                || wanted == 0 && Math.abs(value.approximate()) < 1e-30;
    }
}
