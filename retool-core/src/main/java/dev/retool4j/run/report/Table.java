package dev.retool4j.run.report;

import java.util.ArrayList;
import java.util.List;

/// A table of plain text that can be shown as HTML, as Markdown and in a terminal. The first column names the row.
final class Table {
    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... head) {
        this.head = List.of(head);
    }

    Table(List<String> head) {
        this.head = List.copyOf(head);
    }

    Table row(String... cells) {
        return row(List.of(cells));
    }

    Table row(List<String> cells) {
        if (cells.size() != head.size())
            throw new IllegalArgumentException("a row of " + cells.size() + " cells in a table of " + head.size() + " columns: " + cells);
        rows.add(List.copyOf(cells));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    Tag html() {
        return html("");
    }

    Tag html(String style) {
        var header = Tag.of("tr");
        for (var cell : head)
            header.add(Tag.of("th").with("scope", "col").text(cell));
        var body = Tag.of("tbody");
        for (var row : rows) {
            var line = Tag.of("tr").add(Tag.of("th").with("scope", "row").text(row.getFirst()));
            for (var cell : row.subList(1, row.size()))
                line.add(Tag.of("td").text(cell));
            body.add(line);
        }
        var table = Tag.of("table").add(Tag.of("thead").add(header), body);
        return Tag.of("div", ("scroll " + style).strip()).with("tabindex", "0").add(table);
    }

    String markdown() {
        var text = new StringBuilder();
        line(text, head);
        text.append('|').append(" --- |".repeat(head.size())).append('\n');
        rows.forEach(row -> line(text, row));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append('|');
        for (var cell : cells)
            text.append(' ').append(Markdown.cell(cell)).append(" |");
        text.append('\n');
    }

    /// In aligned columns.
    String text(String indent) {
        var text = new StringBuilder();
        var all = new ArrayList<List<String>>();
        if (head.stream().anyMatch(cell -> !cell.isEmpty())) all.add(head);
        all.addAll(rows);
        for (var row : all) {
            var line = new StringBuilder(indent);
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = all.stream().mapToInt(other -> Terminal.width(other.get(column))).max().orElse(0);
                line.append(row.get(i)).append(" ".repeat(width - Terminal.width(row.get(i)) + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
