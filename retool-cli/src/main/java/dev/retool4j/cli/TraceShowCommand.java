package dev.retool4j.cli;

import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.TraceEntry;
import dev.retool4j.run.TraceFilter;
import dev.retool4j.run.TraceSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Lists a run's trajectories, or prints one.
@Command(name = "show", description = "List the trajectories of a run, or print one.", //
        footer = {"%nFilter: step:3..9 reward:1 turns>2 is:right is:wrong is:corrected stop:answered error:NameError text:word",
            "%nExamples:", "  retool trace show runs/lr2 --filter 'is:corrected turns>2' --sort -tokens",
            "  retool trace show runs/lr2 train-000012-017", "  retool trace show runs/lr2 --source aime24@120"})
final class TraceShowCommand extends RetoolCommand {
    @Parameters(index = "0", paramLabel = "RUN", description = "Directory of the run.")
    private Path run = Path.of("");

    @Parameters(index = "1", paramLabel = "ID", arity = "0..1", description = "A trajectory's id; without it they are listed.")
    private @Nullable String id;

    @Option(names = "--source", paramLabel = "SOURCE", defaultValue = "train", description = "Where they are from: train, or set@step; default train.")
    private String source = "";

    @Option(names = "--filter", paramLabel = "TERMS", defaultValue = "", description = "Which ones; all terms must hold.")
    private String filter = "";

    @Option(names = "--sort", paramLabel = "ORDER", defaultValue = "", description = "By step, reward, turns, calls, failed or tokens; - before it turns it round.")
    private String sort = "";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "How many at most; default 20.")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1) throw CommandFailure.usage("--limit must be at least 1, got " + limit, "leave it out for 20");
        if (id == null) list();
        else {
            var trace = TraceLookup.find(run, source, id);
            if (json()) printJson(trace);
            else
                console().result(TraceText.of(trace));
        }
        return 0;
    }

    private void list() {
        var directory = RunDirectory.read(run);
        var place = TraceSource.parse(source);
        var wanted = TraceFilter.parse(filter);
        var found = directory.index(place).stream().filter(wanted.entries());
        if (!wanted.traces().isEmpty()) found = found.filter(entry -> {
            var trace = directory.load(place, entry);
            return wanted.traces().stream().allMatch(holds -> holds.test(trace));
        });
        var entries = (sort.isEmpty() ? found : found.sorted(TraceFilter.order(sort))).toList();
        var shown = entries.subList(0, Math.min(limit, entries.size()));
        if (json()) {
            printJson(shown);
            return;
        }
        var rows = shown.stream().map(TraceShowCommand::row).toList();
        console().result(new Table(List.of("id", "step", "problem", "answer", "reward", "tokens", "turns", "code", "failed", "stop"), rows)
                .render(console().resultStyle()));
        console().line(shown.size() + " of " + entries.size() + " traces of " + source
                + (shown.size() < entries.size() ? "; --limit shows more" : ""));
    }

    private static List<String> row(TraceEntry entry) {
        return List.of(Columns.singleLine(entry.id()), "" + entry.step(), Columns.singleLine(entry.problem()),
                Columns.cut(Columns.singleLine(Objects.requireNonNullElse(entry.answer(), "none")), 20) + (entry.correct() ? " ✓" : " ✗"),
                Figures.decimal(entry.reward()), "" + entry.tokens(), "" + entry.turns(), "" + entry.calls(), "" + entry.failed(),
                TraceText.lower(entry.stop().name()));
    }
}
