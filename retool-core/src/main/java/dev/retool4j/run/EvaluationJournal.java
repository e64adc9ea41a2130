package dev.retool4j.run;

import dev.retool4j.analysis.Scored;
import dev.retool4j.data.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// An evaluation while it is made: each sample is appended to `<set>.jsonl` when it ends, and how it is made stands in
/// `<set>.protocol.json`, so that one that was stopped goes on where it was and nothing is asked twice. Samples that the infrastructure
/// failed are not kept: they are asked again. Safe for use by many threads.
public final class EvaluationJournal implements AutoCloseable {
    private record Key(String problem, int sample) {}

    private final int step;
    private final Map<Key, Scored> known = new ConcurrentHashMap<>();
    private final JsonLines lines;

    private EvaluationJournal(int step, Path file) {
        this.step = step;
        this.lines = new JsonLines(file);
    }

    static EvaluationJournal open(Path folder, String set, int step, Protocol protocol, Optional<Protocol> scored, List<Trace> traces) {
        var file = folder.resolve(set + ".protocol.json");
        var before = Files.exists(file) ? Optional.of(read(file)) : scored;
        before.ifPresent(earlier -> check(folder.resolve(set + ".jsonl"), earlier, protocol));
        if (before.isEmpty() && !traces.isEmpty())
            throw new RunException(folder.resolve(set + ".jsonl") + " holds samples, and nothing says how they were made",
                    "name another folder with --out");
        var journal = new EvaluationJournal(step, folder.resolve(set + ".jsonl"));
        traces.stream().map(Trace::scored).filter(Scored::scorable).forEach(journal::keep);
        journal.checkNothingIsLost(folder.resolve(set + ".jsonl"), protocol);
        AtomicFiles.write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(protocol) + "\n");
        return journal;
    }

    private static Protocol read(Path file) {
        try {
            return Json.MAPPER.readValue(Files.readString(file), Protocol.class);
        } catch (IOException e) {
            throw new RunException("cannot read " + file + ": " + AtomicFiles.reason(e), "check that it is a readable file", e);
        } catch (JacksonException e) {
            throw new RunException(file + " is no protocol: " + e.getOriginalMessage(), "name another folder with --out", e);
        }
    }

    /// More samples or other problems may be asked for; everything else must be as it was.
    private static void check(Path file, Protocol before, Protocol now) {
        var old = before.describe();
        var differences = now.describe().entrySet().stream()
                .filter(line -> !line.getKey().equals("problems") && !line.getKey().equals("samples per problem"))
                .filter(line -> !Objects.equals(old.get(line.getKey()), line.getValue()))
                .map(line -> line.getKey() + " was " + old.getOrDefault(line.getKey(), "not said") + ", is now " + line.getValue())
                .collect(Collectors.joining("; "));
        if (!differences.isEmpty())
            throw new RunException(file + " holds an evaluation that was made in another way: " + differences,
                    "evaluate in the same way, or name another folder with --out");
    }

    /// The score is written with what was asked for: what goes beyond would be gone.
    private void checkNothingIsLost(Path file, Protocol asked) {
        int samples = known.keySet().stream().mapToInt(key -> key.sample + 1).max().orElse(0);
        long problems = known.keySet().stream().map(Key::problem).distinct().count();
        if (samples <= asked.samples() && problems <= asked.problems()) return;
        lines.close();
        throw new RunException("%s holds %d samples of %d problems, and %d of %d are asked for".formatted(file, samples, problems,
                asked.samples(), asked.problems()), "ask for no fewer, or name another folder with --out");
    }

    /// What was answered, or null.
    public @Nullable Scored find(Problem problem, int sample) {
        var found = known.get(new Key(problem.id(), sample));
        return found != null && found.trajectory().problem().equals(problem) ? found : null;
    }

    /// Samples that are known.
    public int size() {
        return known.size();
    }

    /// Keeps a sample, if it says something about the policy.
    public void add(Scored sample) {
        if (!sample.scorable()) return;
        keep(sample);
        lines.append(Json.MAPPER.writeValueAsString(Trace.of(step, sample)));
    }

    private void keep(Scored sample) {
        known.put(new Key(sample.trajectory().problem().id(), sample.trajectory().sample()), sample);
    }

    @Override
    public void close() {
        lines.close();
    }
}
