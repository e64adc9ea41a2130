package dev.retool4j.cli;

import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.run.TraceSource;
import java.nio.file.Path;

/// Finds one trajectory of a run.
final class TraceLookup {
    private TraceLookup() {}

    static Trace find(Path run, String source, String id) {
        var directory = RunDirectory.read(run);
        var place = TraceSource.parse(source);
        return directory.index(place).stream().filter(entry -> entry.id().equals(id)).findFirst().map(entry -> directory.load(place, entry))
                .orElseThrow(() -> CommandFailure.failed("there is no trace '" + id + "' in " + source + " of " + run,
                        "list them with: retool trace show " + run + " --source " + source));
    }
}
