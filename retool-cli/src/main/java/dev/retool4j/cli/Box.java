package dev.retool4j.cli;

import java.util.ArrayList;
import java.util.List;

/// A titled frame around named rows, as shown for a step's sample during training.
///
/// @param title in the upper edge
/// @param rows  in order
public record Box(String title, List<Row> rows) {

    /// One row: a name and its text. Text wider than the box goes on in a second line, and is cut after `lines` lines.
    public record Row(String name, String text, int lines) {
        public Row {
            if (lines < 1) throw new IllegalArgumentException("a row has at least 1 line, got " + lines);
        }

        public Row(String name, String text) {
            this(name, text, 1);
        }
    }

    public Box {
        rows = List.copyOf(rows);
    }

    String render(int columns, Style style) {
        int names = rows.stream().mapToInt(row -> Columns.width(row.name())).max().orElse(0);
        int inner = columns - 4;
        var lines = new ArrayList<String>();
        var head = Columns.cut(title, inner - 4);
        lines.add(style.faint("╭ ") + style.strong(head) + style.faint(" " + "─".repeat(columns - 4 - Columns.width(head)) + "╮"));
        for (var row : rows) {
            int room = inner - (names == 0 ? 0 : names + 2);
            var wrapped = Columns.wrap(row.text(), room);
            var shown = new ArrayList<>(wrapped.subList(0, Math.min(wrapped.size(), row.lines())));
            if (wrapped.size() > shown.size())
                shown.set(shown.size() - 1, Columns.cut(shown.getLast() + " …" + wrapped.get(shown.size()), room));
            for (int i = 0; i < shown.size(); i++) {
                var name = names == 0 ? "" : Columns.pad(i == 0 ? row.name() : "", names) + "  ";
                lines.add(style.faint("│ ") + style.faint(name) + Columns.pad(Columns.cut(shown.get(i), room), room) + style.faint(" │"));
            }
        }
        lines.add(style.faint("╰" + "─".repeat(columns - 2) + "╯"));
        return String.join("\n", lines);
    }
}
