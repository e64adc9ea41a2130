package dev.retool4j.run.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.TestResponse;
import dev.retool4j.data.Problem;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.Protocol;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.RunException;
import dev.retool4j.sandbox.ExecutionResult.Status;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {
    private static final Protocol PROTOCOL = new Protocol(1, 1, Sampling.temperature(1), 180, 180, 4, 7);
    private static final String HOSTILE = "<script>alert(1)</script></pre><img src=x onerror=alert(2)> & ]]> \u0000\u001b[31m \u202egnp.exe\u2066 |`````| \r \ud800 ";

    @TempDir
    Path root;

    private static Document parse(String html) throws Exception {
        assertThat(html).startsWith("<!DOCTYPE html>\n<html lang=\"en\">");
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(html.substring(html.indexOf('\n') + 1))));
    }

    private static List<Element> elements(Document document) {
        var all = document.getElementsByTagName("*");
        return java.util.stream.IntStream.range(0, all.getLength()).mapToObj(i -> (Element) all.item(i)).toList();
    }

    /// Nothing that a browser would fetch, run or follow out of the file.
    private static void staysByItself(Document document) {
        for (var element : elements(document)) {
            assertThat(element.getTagName()).isNotIn("script", "link", "img", "iframe", "object", "embed", "base", "form", "image", "use",
                    "foreignObject");
            var attributes = element.getAttributes();
            for (int i = 0; i < attributes.getLength(); i++) {
                var name = attributes.item(i).getNodeName();
                assertThat(name).doesNotStartWith("on").isNotIn("src", "srcset", "action", "data", "xlink:href");
                if (name.equals("href")) assertThat(attributes.item(i).getNodeValue()).startsWith("#");
                if (name.equals("style")) assertThat(attributes.item(i).getNodeValue()).doesNotContain("url");
            }
            if (element.getTagName().equals("style")) assertThat(element.getTextContent()).doesNotContain("url(").doesNotContain("@import");
        }
    }

    @Test
    void theDemosReportIsWellFormedAndStaysByItself() throws Exception {
        var report = Report.of(SyntheticRuns.write(root, 48, 2));
        var path = report.write();
        assertThat(path).isEqualTo(root.resolve("report.html"));
        var document = parse(Files.readString(path));
        staysByItself(document);
        var targets = elements(document).stream().map(element -> element.getAttribute("id")).filter(id -> !id.isEmpty()).toList();
        assertThat(elements(document).stream().map(element -> element.getAttribute("href")).filter(href -> !href.isEmpty()))
                .allSatisfy(href -> assertThat(targets).contains(href.substring(1)));
        assertThat(elements(document).stream()
                .filter(element -> element.getTagName().equals("svg") && element.getAttribute("role").equals("img")))
                .hasSizeGreaterThan(15).allSatisfy(svg -> assertThat(svg.getElementsByTagName("title").getLength()).isPositive());
        assertThat(document.getDocumentElement().getTextContent()).contains("A self-correction", "The same problem: text alone",
                "What this run does and does not reproduce", "self-correction is learnt there", "avg@2 over 48 problems",
                "10\u2009421 → 5800");
        assertThat(Files.readString(path)).doesNotContain("NaN").doesNotContain("Infinity");
        assertThat(root.resolve("report.md")).content().contains("## Beside the paper").doesNotContain("NaN");
    }

    @Test
    void theSameRunsGiveTheSameReport() {
        var input = SyntheticRuns.write(root, 16, 1);
        assertThat(Report.of(input).html()).isEqualTo(Report.of(input).html());
        assertThat(Report.of(input).markdown()).isEqualTo(Report.of(input).markdown());
    }

    private Path hostileRun() {
        var path = root.resolve("run");
        var problem = new Problem("p" + HOSTILE, HOSTILE + "question", "1" + HOSTILE, Map.of("family", "f" + HOSTILE, "level", "easy"));
        var trajectory = TestResponse.response().text(HOSTILE + "x".repeat(1_000_000), 5).block(HOSTILE, 6, Status.FINISHED, HOSTILE, 8)
                .answer(HOSTILE, 3)
                .trajectory("t", problem, 0);
        try (var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE,
                new RunDirectory.Start("name: " + HOSTILE, List.of("retool", HOSTILE), 1))) {
            run.evaluations().write(0, "heldout", PROTOCOL, List.of(new Scored(trajectory, new Reward(1, true, HOSTILE, HOSTILE))));
            run.fail(HOSTILE);
        }
        return path;
    }

    @Test
    void hostileTextIsShownAsText() throws Exception {
        var path = hostileRun();
        var report = Report.of(new ReportInput("title " + HOSTILE, root, new ReportInput.Arm("arm " + HOSTILE, path), null, null,
                Map.of("fact " + HOSTILE, HOSTILE), List.of(HOSTILE)));
        var html = report.html();
        var document = parse(html);
        staysByItself(document);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("<script>alert(1)</script></pre><img src=x onerror=alert(2)> & ]]> ␀␛[31m ⟨U+202E⟩gnp.exe");
        assertThat(html).doesNotContain("\u0000", "\u001b", "\u202e", "\u2066", "\r", "\ud800 ").hasSizeLessThan(400_000)
                .contains("characters left out");
        assertThat(report.terminal()).doesNotContain("\u001b", "\u0000", "\u202e", "\r");
        var markdown = report.markdown();
        assertThat(markdown).doesNotContain("\u0000", "\u001b", "\u202e").hasSizeLessThan(200_000);
        // outside of fences no markup of the run's own stands unescaped
        var fenced = false;
        var fence = "";
        for (var line : markdown.lines().toList()) {
            if (!fenced && line.matches("`{3,}")) {
                fenced = true;
                fence = line;
            } else if (fenced && line.equals(fence)) fenced = false;
            else if (!fenced) assertThat(line).doesNotContainPattern("(?<!\\\\)<[a-z/]");
        }
        assertThat(fenced).isFalse();
    }

    @Test
    void aRunOfItsOwnIsReportedInItsFolder() throws Exception {
        SyntheticRuns.write(root, 16, 1);
        var report = Report.of(ReportInput.of(root.resolve("tool")));
        assertThat(report.write()).isEqualTo(root.resolve("tool/report.html"));
        staysByItself(parse(report.html()));
        assertThat(report.terminal()).contains("tool: accuracy").contains("0–100");
        assertThatThrownBy(() -> Report
                .of(new ReportInput("x", root, new ReportInput.Arm("x", root.resolve("tool")), null, "aime24", Map.of(), List.of())))
                .isInstanceOf(RunException.class).hasMessageContaining("was not evaluated on 'aime24'").hasMessageContaining("greedy");
    }

    @Test
    void aRunWithoutEvaluationsIsReportedAsFarAsItGoes() throws Exception {
        var path = root.resolve("young");
        try (var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE, new RunDirectory.Start("", List.of(), 1))) {
            assertThat(Report.of(ReportInput.of(path)).html()).contains("No evaluation has been made yet.");
            run.log(1, Map.of(MetricNames.REWARD_MEAN, -0.5));
            var report = Report.of(ReportInput.of(path));
            staysByItself(parse(report.html()));
            assertThat(report.terminal()).contains("no evaluation yet").contains("young: reward");
            assertThat(report.markdown()).contains("young");
        }
    }

    @Test
    void aMissingSelfCorrectionIsSaidSo() {
        var path = root.resolve("plain");
        try (var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE, new RunDirectory.Start("", List.of(), 1))) {
            var problem = TestResponse.problem("a", "1");
            run.evaluations().write(0, "heldout", PROTOCOL, List.of(TestResponse.response().passing(5).answer("1", 2).scored(problem, "1"),
                    TestResponse.response().failing(5).passing(5).answer("2", 2).scored(problem, "2")));
        }
        assertThat(Report.of(ReportInput.of(path)).html()).contains("right answer was found among 2 evaluated responses")
                .contains("A success with the interpreter")
                .contains("A failure").doesNotContain("A self-correction<");
    }
}
