package dev.retool4j.run;

import dev.retool4j.analysis.purpose.Purpose;
import dev.retool4j.analysis.purpose.Purposes;
import dev.retool4j.analysis.purpose.PythonSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// What the code blocks of a run's traces are for, kept in `analysis/purposes/<source>.json` so that each trace is read once. Of a source with
/// many traces only some are read, spread evenly. A folder that cannot be written harms nothing: then they are read again next time.
public final class PurposeLog {
    /// Most traces with code that are read of one source.
    public static final int MOST = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(PurposeLog.class);
    private static final int RULES = 1; // raised when a rule of Purpose changes

    /// The purposes of a trace's blocks, and which line of the stream they were read from.
    private record Kept(long offset, int length, List<String> purposes) {}

    private record Content(int rules, Map<String, Kept> traces) {}

    private final RunDirectory run;
    private final PythonSyntax python;

    public PurposeLog(RunDirectory run, PythonSyntax python) {
        this.run = run;
        this.python = python;
    }

    /// Blocks by purpose.
    ///
    /// @param traces that were read
    /// @param of     traces with code that there are
    public record Counts(int traces, int of, Map<Purpose, Integer> blocks) {
        public Counts {
            blocks = Map.copyOf(blocks);
        }

        public int count(Purpose purpose) {
            return blocks.getOrDefault(purpose, 0);
        }

        public int total() {
            return blocks.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /// Counts the blocks of a source.
    ///
    /// @param entries of the source, as its index gives them
    public Counts count(TraceSource source, List<TraceEntry> entries) {
        var file = run.path().resolve("analysis").resolve("purposes").resolve(source + ".json");
        var known = read(file);
        var kept = new HashMap<String, Kept>();
        var coded = entries.stream().filter(entry -> entry.calls() > 0).toList();
        int stride = 1;
        while ((coded.size() + stride - 1) / stride > MOST)
            stride *= 2; // so that what a growing run has read stays of use
        var blocks = new EnumMap<Purpose, Integer>(Purpose.class);
        boolean changed = false;
        for (int i = 0; i < coded.size(); i += stride) {
            var entry = coded.get(i);
            var found = known.get(entry.id());
            if (found == null || found.offset != entry.offset() || found.length != entry.length()) {
                var purposes = Purposes.of(run.load(source, entry).trajectory(), python);
                found = new Kept(entry.offset(), entry.length(), purposes.stream().map(Purpose::key).toList());
                changed = true;
            }
            kept.put(entry.id(), found);
            found.purposes.forEach(key -> blocks.merge(Purpose.ofKey(key), 1, Integer::sum));
        }
        if (changed) write(file, kept);
        return new Counts(kept.size(), coded.size(), blocks);
    }

    private static Map<String, Kept> read(Path file) {
        try {
            if (!Files.exists(file)) return Map.of();
            var content = Json.MAPPER.readValue(Files.readString(file), Content.class);
            return content.rules == RULES ? content.traces : Map.of();
        } catch (IOException | JacksonException e) {
            LOG.debug("{} is not used", file, e);
            return Map.of();
        }
    }

    private static void write(Path file, Map<String, Kept> traces) {
        try {
            AtomicFiles.write(file, Json.MAPPER.writeValueAsString(new Content(RULES, new TreeMap<>(traces))));
        } catch (RunException e) {
            LOG.debug("purposes are not kept", e);
        }
    }
}
