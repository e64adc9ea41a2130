package dev.retool4j.run;

import dev.retool4j.analysis.Scored;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// `eval/step-000120/`: for each problem set its trajectories in `<set>.jsonl`, and all sets' figures in `summary.json`.
public final class Evaluations {
    private static final Logger LOG = LoggerFactory.getLogger(Evaluations.class);

    private final Path directory;

    /// @param directory holds a folder for each step; made with the first evaluation
    public Evaluations(Path directory) {
        this.directory = directory;
    }

    /// Scores an evaluation and writes it; an earlier one of the same step and set is replaced.
    ///
    /// @param set of letters, digits, `-`, `_` and `.`
    public EvaluationSummary write(int step, String set, Protocol protocol, List<Scored> samples) {
        if (!set.matches("[A-Za-z0-9_][A-Za-z0-9._-]*"))
            throw new IllegalArgumentException("the name of a problem set must be of letters, digits, '-', '_' and '.', got '" + set + "'");
        var summary = EvaluationSummary.of(set, step, protocol, samples);
        var lines = new StringBuilder();
        var index = new StringBuilder();
        long offset = 0;
        for (var sample : samples) {
            var trace = Trace.of(step, sample);
            var line = Json.MAPPER.writeValueAsString(trace);
            int length = line.getBytes(StandardCharsets.UTF_8).length;
            lines.append(line).append('\n');
            index.append(Json.MAPPER.writeValueAsString(TraceEntry.of(trace, offset, length))).append('\n');
            offset += length + 1L;
        }
        AtomicFiles.write(folder(step).resolve(set + ".jsonl"), lines.toString());
        AtomicFiles.write(indexFile(step, set), index.toString());
        var all = new LinkedHashMap<>(summaries(step));
        all.put(set, summary);
        AtomicFiles.write(folder(step).resolve("summary.json"),
                Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(finite(all)) + "\n");
        return summary;
    }

    /// The steps that were evaluated, ascending.
    public List<Integer> steps() {
        return Steps.in(directory);
    }

    /// What each set gave at a step; empty if it was not evaluated.
    public Map<String, EvaluationSummary> summaries(int step) {
        var file = folder(step).resolve("summary.json");
        if (!Files.exists(file)) return Map.of();
        try {
            var summaries = Json.MAPPER.readValue(Files.readString(file), new TypeReference<LinkedHashMap<String, EvaluationSummary>>() {
            });
            var result = new LinkedHashMap<String, EvaluationSummary>();
            summaries.forEach((set, summary) -> result.put(set, present(summary)));
            return result;
        } catch (IOException e) {
            throw new RunException("cannot read " + file + ": " + AtomicFiles.reason(e), "check that it is a readable file", e);
        } catch (JacksonException e) {
            throw new RunException(file + " is not a summary: " + e.getOriginalMessage(), "delete it and evaluate again", e);
        }
    }

    /// One summary, if that set was evaluated at that step.
    public Optional<EvaluationSummary> summary(int step, String set) {
        return Optional.ofNullable(summaries(step).get(set));
    }

    /// The trajectories of an evaluation; empty if there are none.
    public List<Trace> traces(int step, String set) {
        var traces = new ArrayList<Trace>();
        JsonLines.read(folder(step).resolve(set + ".jsonl"), 0, (json, offset, length) -> {
            try {
                traces.add(Json.MAPPER.readValue(json, Trace.class));
            } catch (JacksonException e) {
                var file = folder(step).resolve(set + ".jsonl");
                throw new RunException(file + " holds no trace at byte " + offset + ": " + e.getOriginalMessage(),
                        "delete it and evaluate again", e);
            }
        });
        return traces;
    }

    /// What a list of an evaluation's trajectories shows, in the order of writing; empty if there are none. Lines that are no trace are passed
    /// over.
    public List<TraceEntry> index(int step, String set) {
        var indexed = new TraceIndex(file(step, set), indexFile(step, set)).read();
        if (matches(indexed, step, set)) return indexed;
        var entries = new ArrayList<TraceEntry>();
        JsonLines.read(file(step, set), 0, (json, offset, length) -> {
            try {
                entries.add(TraceEntry.of(Json.MAPPER.readValue(json, Trace.class), offset, length));
            } catch (JacksonException e) {
                LOG.debug("no trace at byte {} of {} at step {}", offset, set, step, e);
            }
        });
        return entries;
    }

    /// Whether an index is that of the file as it stands: an evaluation that is made again replaces one after the other.
    private boolean matches(List<TraceEntry> indexed, int step, String set) {
        long end = 0;
        for (var entry : indexed) {
            if (entry.offset() != end) return false;
            end += entry.length() + 1L;
        }
        if (end == 0 || end != TraceIndex.size(file(step, set))) return false;
        var last = JsonLines.at(file(step, set), indexed.getLast().offset(), indexed.getLast().length());
        return last != null && last.contains(Json.MAPPER.writeValueAsString(indexed.getLast().id()));
    }

    /// `<set>.index.jsonl`, beside the trajectories.
    private Path indexFile(int step, String set) {
        return folder(step).resolve(set + ".index.jsonl");
    }

    /// Reads one trajectory of an evaluation in full.
    public Trace load(int step, String set, TraceEntry entry) {
        return TraceFile.load(folder(step).resolve(set + ".jsonl"), entry);
    }

    /// The file that holds the trajectories of an evaluation.
    public Path file(int step, String set) {
        return folder(step).resolve(set + ".jsonl");
    }

    void dropAfter(int step) {
        for (int evaluated : steps())
            if (evaluated > step) AtomicFiles.deleteTree(folder(evaluated));
    }

    /// Takes up an evaluation of a step and set, or begins one: what it answered is appended to `<set>.jsonl`, and [#write] puts it in order.
    ///
    /// @throws RunException if one stands there that was made in another way
    public EvaluationJournal resume(int step, String set, Protocol protocol) {
        return EvaluationJournal.open(folder(step), set, step, protocol, summary(step, set).map(EvaluationSummary::protocol),
                traces(step, set));
    }

    private Path folder(int step) {
        return directory.resolve(Steps.name(step));
    }

    /// JSON has no NaN: a measure with an empty denominator is written as null.
    private static Object finite(Map<String, EvaluationSummary> summaries) {
        var result = new LinkedHashMap<String, Object>();
        summaries.forEach((set, summary) -> {
            var measures = new LinkedHashMap<String, @Nullable Double>();
            summary.measures().forEach((key, value) -> measures.put(key, Double.isFinite(value) ? value : null));
            var object = new LinkedHashMap<String, Object>();
            object.put("set", set);
            object.put("step", summary.step());
            object.put("protocol", summary.protocol());
            object.put("measures", measures);
            result.put(set, object);
        });
        return result;
    }

    private static EvaluationSummary present(EvaluationSummary read) {
        var measures = new LinkedHashMap<String, Double>();
        Collections.unmodifiableMap(read.measures()).forEach((key, value) -> measures.put(key, absentAsNan(value)));
        return new EvaluationSummary(read.set(), read.step(), read.protocol(), measures);
    }

    private static double absentAsNan(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
