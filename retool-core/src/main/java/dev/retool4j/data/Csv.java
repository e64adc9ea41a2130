package dev.retool4j.data;

import java.util.ArrayList;
import java.util.List;

/// Comma-separated values (RFC 4180): fields may be quoted, a quote inside is doubled, a quoted field may hold line breaks.
final class Csv {

    /// One record with the line it starts on, counted from 1.
    record Row(int line, List<String> fields) {}

    private final String text;
    private int at;
    private int line = 1;

    private Csv(String text) {
        this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /// All records; empty lines are left out.
    ///
    /// @throws IllegalArgumentException if a quoted field is never closed; the message begins with the line it opens on
    static List<Row> read(String text) {
        var csv = new Csv(text);
        var rows = new ArrayList<Row>();
        while (csv.at < csv.text.length()) {
            var row = csv.row();
            if (row.fields().size() > 1 || !row.fields().getFirst().isEmpty()) rows.add(row);
        }
        return rows;
    }

    private Row row() {
        int start = line;
        var fields = new ArrayList<String>();
        while (true) {
            fields.add(at < text.length() && text.charAt(at) == '"' ? quoted() : plain());
            if (at < text.length() && text.charAt(at) == ',') {
                at++;
                continue;
            }
            lineBreak();
            return new Row(start, fields);
        }
    }

    private String plain() {
        int start = at;
        while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0)
            at++;
        return text.substring(start, at);
    }

    private String quoted() {
        int opened = line;
        var field = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') line++;
            if (c != '"') {
                field.append(c);
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
                field.append('"');
                at++;
            } else {
                at++;
                return field + plain();
            }
        }
        throw new IllegalArgumentException(opened + ": a quoted field is never closed");
    }

    private void lineBreak() {
        if (at < text.length() && text.charAt(at) == '\r') at++;
        if (at < text.length() && text.charAt(at) == '\n') at++;
        line++;
    }
}
