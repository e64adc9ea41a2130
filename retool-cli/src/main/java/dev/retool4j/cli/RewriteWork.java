package dev.retool4j.cli;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.chat.Prompt;
import dev.retool4j.data.rewrite.Prompts;
import dev.retool4j.data.rewrite.RewriteFiles;
import dev.retool4j.data.rewrite.RewriteStatistics;
import dev.retool4j.data.rewrite.RewriteVerifier;
import dev.retool4j.data.rewrite.Rows;
import dev.retool4j.data.rewrite.SourceRow;
import dev.retool4j.data.rewrite.TeacherRewriting;
import dev.retool4j.data.rewrite.TextRows;
import dev.retool4j.data.rewrite.ToolRows;
import dev.retool4j.data.rewrite.TraceImport;
import dev.retool4j.data.rewrite.Worker;
import dev.retool4j.data.teacher.ChatTeacher;
import dev.retool4j.data.teacher.Journal;
import dev.retool4j.data.teacher.StopSignal;
import dev.retool4j.data.teacher.TeacherException;
import dev.retool4j.data.teacher.Usage;
import dev.retool4j.reward.Equivalence;
import dev.retool4j.rollout.InterpreterRunner;
import dev.retool4j.run.AtomicFiles;
import dev.retool4j.run.report.ColdStartPage;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.sandbox.LocalInterpreter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// `retool cold-start` on data: text that a language model rewrites, or traces with tools that are brought to our form.
final class RewriteWork {
    private static final String REPORT = "report.html";
    /// Rows begun ahead of the first unfinished one, for each request in flight.
    private static final int AHEAD = 8;
    /// Shows whatever a program of ours prints.
    private static final InterpreterOutput WHOLE = new InterpreterOutput(InterpreterOutput.Errors.LAST_LINE, 1 << 24);

    private final ColdStartRecipe recipe;
    private final String yaml;
    private final Console console;
    private final boolean json;
    private final boolean resume;
    private final boolean clean;
    private final StopSignal stop = new StopSignal();

    /// @param yaml the resolved configuration
    RewriteWork(ColdStartRecipe recipe, String yaml, Console console, boolean json, boolean resume, boolean clean) {
        this.recipe = recipe;
        this.yaml = yaml;
        this.console = console;
        this.json = json;
        this.resume = resume;
        this.clean = clean;
    }

    /// The first row's conversion prompt, and what all rows may cost.
    static String preview(ColdStartRecipe recipe) throws IOException {
        var rows = rows(recipe);
        var text = new StringBuilder(Figures.count(rows.size()) + " rows");
        if (!asksTeacher(recipe)) return text.append(", no teacher needed").toString();
        int most = recipe.curation().samples() + 1 + recipe.rewrite().retries();
        int least = recipe.curation().samples() == 0 ? 1 : recipe.curation().agreement() + 1;
        text.append(", %s to %s requests; key from $%s: %s".formatted(Figures.count((double) least * rows.size()),
                Figures.count((double) most * rows.size()), recipe.teacher().keyVariable(), key(recipe) == null ? "not set" : "set"));
        text.append("\n\nthe conversion prompt of ").append(rows.getFirst().problem().id()).append(":\n\n");
        return text.append(Prompts.of(recipe.rewrite().prompt()).convert(rows.getFirst())).toString();
    }

    /// @return the exit code
    int run() throws IOException, InterruptedException {
        if (asksTeacher(recipe) && recipe.teacher().model() == null)
            throw CommandFailure.usage("no teacher to rewrite the text", "name a model and where it is served: teacher.model=<name> "
                    + "teacher.base_url=http://127.0.0.1:8000/v1\ntraces with tools need none: from=traces");
        var prompt = Prompt.of(recipe.template());
        Prompts.of(recipe.rewrite().prompt());
        var rows = rows(recipe);
        RewriteFolder.prepare(recipe.out(), resume, clean);
        var message = "stopping: requests in flight may end, since they are paid for; Ctrl-C again ends at once";
        try (var interpreter = LocalInterpreter.start(recipe.sandbox().local(), console::line);
                var journal = Journal.open(RewriteFolder.journal(recipe.out()));
                var teacher = asksTeacher(recipe) ? ChatTeacher.open(recipe.teacher(), key(recipe), journal, stop) : null;
                var files = new RewriteFiles(recipe.out(), prompt);
                var interrupts = Interrupts.saying(console, message, stop::stop)) {
            if (journal.damaged() > 0)
                console.warn(journal.damaged() + " lines of the journal cannot be read: their answers are asked for again");
            var work = new Rows(worker(interpreter, teacher), stop, AHEAD * recipe.teacher().concurrency());
            try (var progress = new RewriteProgress(rows.size(), recipe.teacher(), teacher, console)) {
                work.run(rows, outcome -> {
                    files.accept(outcome);
                    progress.add(outcome);
                });
            }
            return finish(files, work.failure(), interrupts, teacher == null ? Usage.NONE : teacher.spent());
        }
    }

    private static boolean asksTeacher(ColdStartRecipe recipe) {
        return recipe.source() == ColdStartRecipe.From.TEXT;
    }

    private static @Nullable String key(ColdStartRecipe recipe) {
        return System.getenv(recipe.teacher().keyVariable());
    }

    private static List<SourceRow> rows(ColdStartRecipe recipe) throws IOException {
        var rows = new ArrayList<SourceRow>();
        for (var file : recipe.data())
            rows.addAll(asksTeacher(recipe) ? TextRows.read(file) : ToolRows.read(file));
        return recipe.limit() > 0 && recipe.limit() < rows.size() ? rows.subList(0, recipe.limit()) : rows;
    }

    private Worker worker(Interpreter interpreter, @Nullable ChatTeacher teacher) {
        var equivalence = Equivalence.standard();
        var verifier = new RewriteVerifier(new InterpreterRunner(interpreter, recipe.sandbox().limits(), recipe.output()),
                equivalence::isEquivalent, recipe.rewrite());
        if (teacher != null)
            return new TeacherRewriting(teacher, verifier, equivalence::isEquivalent, recipe.rewrite(), recipe.curation());
        return new TraceImport(verifier, new InterpreterRunner(interpreter, recipe.sandbox().limits(), WHOLE), equivalence::isEquivalent);
    }

    private int finish(RewriteFiles files, @Nullable TeacherException failure, Interrupts interrupts, Usage spent) throws IOException {
        var statistics = files.statistics();
        if (statistics.unfinished() < statistics.rows()) write(files);
        if (failure != null) {
            var lines = Objects.requireNonNull(failure.getMessage()).split("\n", 2);
            boolean begun = statistics.unfinished() < statistics.rows();
            throw CommandFailure.failed(lines[0], ((lines.length > 1 ? lines[1] + "\n" : "") + (begun ? kept(statistics) : "")).strip());
        }
        if (json) print(statistics, spent);
        else
            console.result(text(statistics, spent));
        if (interrupts.interrupted()) {
            console.line("stopped; " + kept(statistics));
            return interrupts.exitCode();
        }
        if (statistics.unfinished() == 0) return 0;
        console.warn(statistics.unfinished() + " rows have no result yet: " + kept(statistics));
        return 1;
    }

    private void write(RewriteFiles files) throws IOException {
        files.commit();
        AtomicFiles.write(recipe.out().resolve("config.yaml"), yaml);
        AtomicFiles.write(recipe.out().resolve(REPORT),
                ColdStartPage.render("Cold start: " + names(), files.statistics(), files.samples(), asksTeacher(recipe)));
    }

    private String names() {
        return String.join(", ", recipe.data().stream().map(Path::getFileName).map(String::valueOf).toList());
    }

    private String kept(RewriteStatistics statistics) {
        return asksTeacher(recipe)
                ? "%d rows are done and every answer is kept in %s; go on with the same command and --resume".formatted(
                        statistics.rows() - statistics.unfinished(), RewriteFolder.journal(recipe.out()))
                : "%d rows are done; go on with the same command and --resume".formatted(statistics.rows() - statistics.unfinished());
    }

    private String text(RewriteStatistics statistics, Usage spent) {
        var style = console.resultStyle();
        var text = new StringBuilder(RewriteProgress.stages(statistics).render(style));
        var reasons = new ArrayList<List<String>>();
        statistics.rejects().forEach((reason, count) -> reasons.add(List.of(reason.label(), Figures.count(count))));
        if (!reasons.isEmpty()) text.append("\n\n").append(new Table(List.of("rejected for", "rows"), reasons).render(style));
        text.append("\n\n%s rows accepted, written to %s".formatted(Figures.count(statistics.accepted()), recipe.out()));
        if (asksTeacher(recipe)) {
            text.append("; %s requests, %s tokens".formatted(Figures.count(spent.requests()), RewriteProgress.tokens(spent.tokens())));
            if (recipe.teacher().promptPrice() + recipe.teacher().completionPrice() > 0)
                text.append(", ").append(RewriteProgress.money(recipe.teacher(), spent)).append(" paid");
        }
        return text.append("\nlook at ").append(recipe.out().resolve(REPORT)).toString();
    }

    private void print(RewriteStatistics statistics, Usage spent) {
        Map<String, Object> fields = new LinkedHashMap<>(statistics.fields());
        fields.put("spent_tokens", spent.tokens());
        fields.put("spent_money", spent.price(recipe.teacher().promptPrice(), recipe.teacher().completionPrice()));
        fields.put("out", recipe.out().toString());
        console.result(JsonMapper.shared().writeValueAsString(fields));
    }
}
