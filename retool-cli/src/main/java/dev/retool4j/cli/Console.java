package dev.retool4j.cli;

import java.io.PrintStream;

/// Talks to a person on stderr: lines, warnings, boxes, and one live line at the bottom while stderr is a terminal. Results go to stdout,
/// and to nothing else. Safe for use by many threads.
///
/// When quiet, only warnings and errors are shown.
public final class Console {
    private final PrintStream out;
    private final PrintStream err;
    private final Style style;
    private final Style outStyle;
    private final boolean live;
    private final int columns;
    private final boolean quiet;
    private String status = ""; // guarded by this; what the live line shows

    Console(PrintStream out, PrintStream err, Terminal terminal, boolean color, boolean quiet) {
        this.out = out;
        this.err = err;
        this.style = new Style(color && terminal.color() && terminal.err());
        this.outStyle = new Style(color && terminal.color() && terminal.out());
        this.live = terminal.err() && !quiet;
        this.columns = terminal.columns();
        this.quiet = quiet;
    }

    /// Writes a result to stdout, as one line or several.
    public synchronized void result(String text) {
        clear();
        out.println(text);
        out.flush();
        draw();
    }

    /// Says something, on a line of its own.
    public void line(String text) {
        if (!quiet) print(text);
    }

    /// Says what is odd, and what to do about it.
    public void warn(String text) {
        print(style.warn("warning: ") + text);
    }

    /// Shows rows in a box as wide as the terminal allows, but no wider than 100 columns.
    public void box(Box box) {
        if (!quiet) print(box.render(Math.min(columns, 100), style));
    }

    /// Replaces the live line; an empty text takes it away. Where stderr is no terminal, nothing is shown: say milestones with [#line].
    public synchronized void status(String text) {
        if (!live || status.equals(text)) return;
        clear();
        status = Columns.cut(Columns.singleLine(text), columns - 1);
        draw();
    }

    /// Whether [#status] shows anything.
    public boolean isLive() {
        return live;
    }

    /// Colours of stderr, for text given to [#line].
    Style style() {
        return style;
    }

    /// Colours of stdout, for text given to [#result].
    Style resultStyle() {
        return outStyle;
    }

    /// Columns of the terminal.
    int columns() {
        return columns;
    }

    synchronized void print(String text) {
        clear();
        err.println(text);
        err.flush();
        draw();
    }

    private void clear() {
        if (!status.isEmpty()) err.print("\r\u001b[K");
    }

    private void draw() {
        if (status.isEmpty()) return;
        err.print(status);
        err.flush();
    }
}
