package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoxTest {
    @Test
    void rowsStandInAFrame() {
        var box = new Box("step 128 · sample", List.of(new Box.Row("problem", "What is 6*7?"), new Box.Row("reply", "It is 42 日本.")));
        assertThat(box.render(40, Style.PLAIN)).isEqualTo("""
                ╭ step 128 · sample ───────────────────╮
                │ problem  What is 6*7?                │
                │ reply    It is 42 日本.              │
                ╰──────────────────────────────────────╯""");
    }

    @Test
    void longTextIsWrappedAndThenCut() {
        var box = new Box("t", List.of(new Box.Row("a", "one two three four five six seven", 2)));
        assertThat(box.render(20, Style.PLAIN)).isEqualTo("""
                ╭ t ───────────────╮
                │ a  one two three │
                │    four five si… │
                ╰──────────────────╯""");
    }

    @Test
    void everyLineIsAsWideAsTheBoxWithColourToo() {
        var box = new Box("a title that is much too long for the box",
                List.of(new Box.Row("n", "\u001b[32mgreen\u001b[0m and 🎉 more text here")));
        assertThat(box.render(30, new Style(true)).lines()).allSatisfy(line -> assertThat(Columns.width(line)).isEqualTo(30));
    }

    @Test
    void tablesAlignFiguresToTheRight() {
        var table = new Table(List.of("set", "avg@32"), List.of(List.of("aime24", "67.0"), List.of("mini", "8.5 %")));
        assertThat(table.render(Style.PLAIN)).isEqualTo("""
                set     avg@32
                aime24    67.0
                mini     8.5 %""");
    }
}
