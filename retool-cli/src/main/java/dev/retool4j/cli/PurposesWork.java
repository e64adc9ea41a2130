package dev.retool4j.cli;

import dev.retool4j.analysis.purpose.Purpose;
import dev.retool4j.analysis.purpose.PurposeJudge;
import dev.retool4j.analysis.purpose.Purposes;
import dev.retool4j.analysis.purpose.PythonSyntax;
import dev.retool4j.data.teacher.ChatTeacher;
import dev.retool4j.data.teacher.Journal;
import dev.retool4j.data.teacher.StopSignal;
import dev.retool4j.data.teacher.TeacherException;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.TraceEntry;
import dev.retool4j.run.TraceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// `retool trace purposes`: the blocks of a run's trajectories by purpose.
final class PurposesWork {
    private final RunDirectory run;
    private final PurposesOptions options;
    private final Console console;
    private final List<Judged> judged = new ArrayList<>();

    /// A source's blocks.
    ///
    /// @param rules of each block
    /// @param model of each block as well, empty where it named no class; null where none was asked
    private record Judged(TraceSource source, int traces, List<Purpose> rules, @Nullable List<Optional<Purpose>> model) {
        /// Share of the blocks in which both agree.
        double agreement() {
            if (model == null || rules.isEmpty()) return Double.NaN;
            return IntStream.range(0, rules.size()).filter(i -> model.get(i).equals(Optional.of(rules.get(i)))).count()
                    / (double) rules.size();
        }

        long rules(Purpose purpose) {
            return rules.stream().filter(purpose::equals).count();
        }

        long model(Purpose purpose) {
            return model == null ? 0 : model.stream().filter(Optional.of(purpose)::equals).count();
        }
    }

    PurposesWork(Path run, PurposesOptions options, Console console) {
        this.run = RunDirectory.read(run);
        this.options = options;
        this.console = console;
    }

    /// @return the exit code
    int run() throws IOException, InterruptedException {
        var syntax = PythonSyntax.find()
                .orElseThrow(() -> CommandFailure.failed("there is no python3 to read code with", "install python3, or set RETOOL_PYTHON"));
        try (var python = syntax) {
            if (options.teacher().model() == null) {
                for (var source : sources())
                    judged.add(byRules(source, blocks(source), python));
                return 0;
            }
            return withModel(python);
        }
    }

    private int withModel(PythonSyntax python) throws IOException, InterruptedException {
        var stop = new StopSignal();
        var folder = Files.createDirectories(run.path().resolve("analysis").resolve("purposes"));
        try (var journal = Journal.open(folder.resolve("model-journal.jsonl"));
                var teacher = ChatTeacher.open(options.teacher(), System.getenv(options.teacher().keyVariable()), journal, stop);
                var interrupts = Interrupts.saying(console, "stopping: requests in flight may end; the same command goes on", stop::stop)) {
            var judge = new PurposeJudge(teacher);
            for (var source : sources()) {
                var blocks = blocks(source);
                var rules = byRules(source, blocks, python);
                judged.add(
                        new Judged(source, rules.traces, rules.rules, ask(judge, source, blocks.stream().flatMap(List::stream).toList())));
            }
            return interrupts.exitCode();
        } catch (TeacherException e) {
            if (stop.stopped()) return ErrorText.INTERRUPTED;
            var lines = String.valueOf(e.getMessage()).split("\n", 2);
            throw CommandFailure.failed(lines[0], lines.length > 1 ? lines[1] : "the same command goes on; what was answered is kept");
        } finally {
            console.status("");
        }
    }

    private List<Optional<Purpose>> ask(PurposeJudge judge, TraceSource source, List<Purposes.Written> blocks) throws InterruptedException {
        var done = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = blocks.stream().map(block -> threads.submit((Callable<Optional<Purpose>>) () -> {
                var answer = judge.judge(block.code(), block.before());
                console.status("%s  %d/%d blocks judged".formatted(source, done.incrementAndGet(), blocks.size()));
                return answer;
            })).toList();
            var purposes = new ArrayList<Optional<Purpose>>();
            for (var answer : answers)
                purposes.add(answer.get());
            return purposes;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Judged byRules(TraceSource source, List<List<Purposes.Written>> traces, PythonSyntax python) {
        return new Judged(source, traces.size(), traces.stream().flatMap(List::stream).map(block -> Purposes.of(block, python)).toList(),
                null);
    }

    private List<TraceSource> sources() {
        if (!options.sources().isEmpty()) return options.sources().stream().map(TraceSource::parse).toList();
        var all = run.sources();
        var ends = all.stream().filter(source -> !source.isTraining()).filter(source -> {
            var steps = all.stream().filter(other -> other.set().equals(source.set())).mapToInt(TraceSource::step).summaryStatistics();
            return source.step() == steps.getMin() || source.step() == steps.getMax();
        }).toList();
        if (ends.isEmpty() && all.isEmpty())
            throw CommandFailure.failed("there are no trajectories in " + run.path(),
                    "name the directory of a run that was trained or evaluated");
        return ends.isEmpty() ? all : ends;
    }

    /// The blocks of each trajectory with code, of some of them where there are too many.
    private List<List<Purposes.Written>> blocks(TraceSource source) {
        var coded = run.index(source).stream().filter((TraceEntry entry) -> entry.calls() > 0).toList();
        int count = Math.min(options.most(), coded.size());
        return IntStream.range(0, count).mapToObj(i -> coded.get((int) ((long) i * coded.size() / count)))
                .map(entry -> Purposes.written(run.load(source, entry).trajectory())).toList();
    }

    /// A table: a line for each purpose that occurs.
    String text(Style style) {
        boolean model = judged.stream().anyMatch(one -> one.model != null);
        var header = new ArrayList<>(List.of("purpose"));
        for (var one : judged) {
            header.add(one.source.toString());
            if (model) header.add("by the model");
        }
        var rows = new ArrayList<List<String>>();
        for (var purpose : Purpose.values()) {
            if (judged.stream().allMatch(one -> one.rules(purpose) + one.model(purpose) == 0)) continue;
            var row = new ArrayList<>(List.of(purpose.title()));
            for (var one : judged) {
                row.add(share(one.rules(purpose), one));
                if (model) row.add(one.model == null ? "" : share(one.model(purpose), one));
            }
            rows.add(row);
        }
        var text = new StringBuilder(new Table(header, rows).render(style));
        for (var one : judged) {
            text.append("\n%s: %d blocks of %d trajectories".formatted(one.source, one.rules.size(), one.traces));
            if (one.model != null)
                text.append("; rules and model agree on %.1f%%, the model named no class for %d".formatted(100 * one.agreement(),
                        one.model.stream().filter(Optional::isEmpty).count()));
        }
        return text.toString();
    }

    private static String share(long count, Judged of) {
        return of.rules.isEmpty() ? "–" : "%.1f%%".formatted(100.0 * count / of.rules.size());
    }

    /// The same as data.
    List<Map<String, Object>> fields() {
        return judged.stream().map(one -> {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("source", one.source.toString());
            fields.put("traces", one.traces);
            fields.put("blocks", one.rules.size());
            fields.put("rules", counts(one::rules));
            if (one.model != null) {
                fields.put("model", counts(one::model));
                fields.put("unclassified", one.model.stream().filter(Optional::isEmpty).count());
                if (!one.rules.isEmpty()) fields.put("agreement", one.agreement());
            }
            return (Map<String, Object>) fields;
        }).toList();
    }

    private static Map<String, Long> counts(java.util.function.ToLongFunction<Purpose> of) {
        var counts = new LinkedHashMap<String, Long>();
        Arrays.stream(Purpose.values()).filter(purpose -> of.applyAsLong(purpose) > 0)
                .forEach(purpose -> counts.put(purpose.key(), of.applyAsLong(purpose)));
        return counts;
    }
}
