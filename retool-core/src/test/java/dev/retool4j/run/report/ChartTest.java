package dev.retool4j.run.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.analysis.Measure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChartTest {
    private static List<String> labels(Scale scale) {
        return scale.marks().stream().map(scale::label).toList();
    }

    @Test
    void axesHaveRoundMarks() {
        assertThat(labels(Scale.around(0, 1, 5, true))).containsExactly("0%", "20%", "40%", "60%", "80%", "100%");
        assertThat(labels(Scale.around(-0.9, 0.83, 5, false))).containsExactly("−1.0", "−0.5", "0", "0.5", "1.0");
        assertThat(labels(Scale.around(0, 63, 5, false))).containsExactly("0", "20", "40", "60", "80");
        assertThat(labels(Scale.around(0, 0.0047, 5, true))).containsExactly("0.0%", "0.1%", "0.2%", "0.3%", "0.4%", "0.5%");
        assertThat(labels(Scale.around(0, 3.7e-6, 5, false))).containsExactly("0", "1e−6", "2e−6", "3e−6", "4e−6");
        assertThat(labels(Scale.around(0, 12_000, 5, false))).containsExactly("0", "2500", "5000", "7500", "10\u2009000", "12\u2009500");
        assertThat(labels(Scale.exact(40, 1160, 6))).containsExactly("200", "400", "600", "800", "1000");
        assertThat(Scale.around(0, 0, 5, false).marks()).hasSizeGreaterThan(1);
    }

    @Test
    void pointsStandWhereTheirValuesAre() {
        var points = new TreeMap<>(Map.of(0, 0.0, 100, 1.0));
        var svg = new LineChart("t", "step", true).spanning(0, 1).line(Series.of("a", "tool", points)).render().toString();
        assertThat(svg).contains("d=\"M50 188L346 14\""); // lower left corner to upper right corner
        assertThat(svg).contains("<title>t. a from 0.0% to 100.0% at 100</title>");
    }

    @Test
    void absentValuesBreakTheLine() {
        var points = new TreeMap<>(Map.of(0, 0.0, 1, 0.0, 2, Double.NaN, 3, 0.0, 4, 1.0));
        var svg = new LineChart("t", "step", true).line(Series.of("a", "tool", points)).render().toString();
        assertThat(svg).contains("d=\"M50 188L124 188M272 188L346 14\"").doesNotContain("NaN");
        var nothing = Series.of("b", "tool", new TreeMap<>(Map.of(0, Double.NaN)));
        assertThat(new LineChart("t", "step", true).line(nothing).isEmpty()).isTrue();
    }

    @Test
    void aRunningMeanPassesOverWhatIsAbsent() {
        var smooth = Series.of("a", "tool", new TreeMap<>(Map.of(1, 1.0, 2, 3.0, 3, Double.NaN, 4, 8.0))).smoothed(2);
        assertThat(smooth.points()).containsExactly(Map.entry(1, 1.0), Map.entry(2, 2.0), Map.entry(3, 2.0), Map.entry(4, 5.5));
    }

    @Test
    void sparklinesRunFromLowestToHighest() {
        assertThat(Sparkline.text(List.of(0.0, 0.5, 1.0), 10)).isEqualTo("▁▅█");
        assertThat(Sparkline.text(List.of(1.0, 1.0), 10)).isEqualTo("▄▄");
        assertThat(Sparkline.text(List.of(0.0, 0.0, 1.0, 1.0, Double.NaN), 2)).isEqualTo("▁█");
        assertThat(Sparkline.text(List.of(), 10)).isEmpty();
    }

    @Test
    void tablesKeepTheirShapeWhateverTheyHold() {
        var table = new Table("a|b", "c").row("x\ny", "<b>1 | 2</b>");
        assertThat(table.markdown()).isEqualTo("| a\\|b | c |\n| --- | --- |\n| x y | \\<b\\>1 \\| 2\\</b\\> |\n");
        assertThat(table.html().toString()).contains("&lt;b&gt;1 | 2&lt;/b&gt;");
        assertThatThrownBy(() -> table.row("one")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLongTextLosesItsMiddle() {
        var cut = SampleView.cut("a".repeat(50) + "😀".repeat(40) + "z".repeat(50), 101);
        assertThat(cut).startsWith("aaa").endsWith("zzz").contains("characters left out");
        assertThat(cut.chars().filter(c -> Character.isSurrogate((char) c)).count() % 2).isZero();
        assertThat(SampleView.cut("short", 5)).isEqualTo("short");
    }

    @Test
    void thePapersCurvesHaveTheirPublishedEnds() {
        assertThat(PaperFigures.TOOL_AIME24).hasSize(10).endsWith(67.0);
        assertThat(PaperFigures.TOOL_AIME25).hasSize(10).endsWith(49.3);
        assertThat(PaperFigures.TEXT_AIME24).hasSize(27).endsWith(40.0);
        assertThat(PaperFigures.TEXT_AIME25).hasSize(29).endsWith(36.7);
        assertThat(PaperFigures.BEHAVIOUR.values()).allMatch(values -> values.length == 10);
        assertThat(PaperFigures.BEHAVIOUR_2025.keySet()).isEqualTo(PaperFigures.BEHAVIOUR.keySet());
        assertThat(PaperFigures.change(PaperFigures.BEHAVIOUR, Measure.CODE_RATIO)).isEqualTo("18.0% → 98.1%");
    }
}
