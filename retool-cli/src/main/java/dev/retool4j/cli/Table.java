package dev.retool4j.cli;

import java.util.ArrayList;
import java.util.List;

/// Rows in aligned columns under a header; a column whose cells are all figures is set to the right.
record Table(List<String> header, List<List<String>> rows) {
    Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (var row : rows) {
            if (row.size() != header.size())
                throw new IllegalArgumentException("a row has " + row.size() + " cells, expected " + header.size() + ": " + row);
        }
    }

    String render(Style style) {
        var lines = new ArrayList<String>();
        lines.add(style.faint(line(header)));
        rows.forEach(row -> lines.add(line(row)));
        return String.join("\n", lines);
    }

    private String line(List<String> cells) {
        var line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            var cell = cells.get(column);
            int missing = width(column) - Columns.width(cell);
            line.append(column == 0 ? "" : "  ");
            line.append(isFigures(column) ? " ".repeat(missing) + cell : cell + " ".repeat(missing));
        }
        return line.toString().stripTrailing();
    }

    private int width(int column) {
        int width = Columns.width(header.get(column));
        for (var row : rows)
            width = Math.max(width, Columns.width(row.get(column)));
        return width;
    }

    private boolean isFigures(int column) {
        return !rows.isEmpty() && rows.stream().allMatch(row -> row.get(column).matches("[-+−–]?[0-9 .,]*\\s?(%|s|ms|[KMG]iB)?"));
    }
}
