package dev.retool4j.cli;

import dev.retool4j.data.rewrite.Outcome;
import dev.retool4j.data.rewrite.RewriteStatistics;
import dev.retool4j.data.teacher.ChatTeacher;
import dev.retool4j.data.teacher.TeacherOptions;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Tells how far a cold start is: a live line, or a line now and then where there is none. Safe for use by many threads.
final class RewriteProgress implements AutoCloseable {
    private static final int MILESTONES = 10;
    private static final long REFRESH_MS = 500;

    private final int rows;
    private final TeacherOptions options;
    private final @Nullable ChatTeacher teacher;
    private final Console console;
    private final Thread ticker;
    private long begun = System.nanoTime(); // guarded by this
    private int replayed; // guarded by this; rows that needed no new answer
    private int done; // guarded by this
    private int accepted; // guarded by this
    private int rejected; // guarded by this
    private int told; // guarded by this; milestones

    /// @param teacher null: nobody is asked
    RewriteProgress(int rows, TeacherOptions options, @Nullable ChatTeacher teacher, Console console) {
        this.rows = rows;
        this.options = options;
        this.teacher = teacher;
        this.console = console;
        this.ticker = Thread.ofVirtual().name("cold-start-progress").start(this::tick);
    }

    private void tick() {
        try {
            while (true) {
                console.status(line());
                Thread.sleep(REFRESH_MS);
            }
        } catch (InterruptedException e) {
            console.status("");
        }
    }

    /// Counts a row.
    synchronized void add(Outcome outcome) {
        done++;
        switch (outcome) {
            case Outcome.Accepted ignored -> accepted++;
            case Outcome.Rejected ignored -> rejected++;
            case Outcome.Unfinished ignored -> {
                // told at the end
            }
        }
        if (teacher != null && teacher.arrived() == 0 && teacher.inFlight() == 0) {
            begun = System.nanoTime();
            replayed = done;
        }
        int milestone = (accepted + rejected) * MILESTONES / rows;
        if (console.isLive() || milestone == told) return;
        told = milestone;
        console.line(line());
    }

    /// `312/1 000 rows  270 accepted  42 rejected  16 in flight  1.2 M tokens  3.42 paid  12m00s left`
    synchronized String line() {
        var line = new StringBuilder("%s/%s rows  %s accepted  %s rejected".formatted(Figures.count(done), Figures.count(rows),
                Figures.count(accepted), Figures.count(rejected)));
        if (teacher != null) {
            var spent = teacher.spent();
            line.append("  ").append(teacher.inFlight()).append(" in flight  ").append(tokens(spent.tokens())).append(" tokens");
            line.append("  ").append(Figures.count(teacher.arrived())).append(" characters came in");
            if (options.promptPrice() + options.completionPrice() > 0) line.append("  ").append(money(options, spent)).append(" paid");
        }
        int worked = done - replayed;
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (worked > 0 && done < rows) line.append("  ").append(Figures.duration(seconds / worked * (rows - done))).append(" left");
        return line.toString();
    }

    static String money(TeacherOptions options, dev.retool4j.data.teacher.Usage usage) {
        return Figures.decimal(usage.price(options.promptPrice(), options.completionPrice()));
    }

    static String tokens(long tokens) {
        return tokens < 1_000_000 ? Figures.count(tokens) : String.format(Locale.ROOT, "%.2f M", tokens / 1e6);
    }

    /// What a finished cold start says for itself.
    static Table stages(RewriteStatistics statistics) {
        var table = new java.util.ArrayList<java.util.List<String>>();
        table.add(java.util.List.of("input", Figures.count(statistics.rows())));
        statistics.left().forEach((stage, left) -> table.add(java.util.List.of("after " + stage.label(), Figures.count(left))));
        return new Table(java.util.List.of("stage", "rows"), table);
    }

    @Override
    public void close() {
        ticker.interrupt();
        try {
            ticker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
