package dev.retool4j.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `run.json` holds: what was started, where, and how it stands.
///
/// @param schema    version of the run directory's layout
/// @param name      the folder's name
/// @param state     how it stands
/// @param step      last step that was logged; −1 before the first
/// @param attempt   counted from 1; resuming adds one
/// @param argv      the command line
/// @param seed      of the whole run
/// @param started   when the first attempt began
/// @param heartbeat when the writing process last gave a sign of life
/// @param ended     when the last attempt ended
/// @param error     why it failed, in one line
/// @param commit    git commit of the working directory, if it is in a git repository; `+` after it if files were changed
/// @param java      version and vendor of the JVM
/// @param os        name, version and architecture
/// @param cores     processors that the JVM may use
/// @param pid       process id of the last attempt
public record RunInfo(int schema, String name, State state, int step, int attempt, List<String> argv, long seed, Instant started,
        Instant heartbeat, @Nullable Instant ended, @Nullable String error, @Nullable String commit, String java, String os, int cores,
        long pid) {

    /// How a run stands.
    public enum State {
        /// a process is writing it, or died without a word: see [RunInfo#stale]
        RUNNING,
        /// ended as planned
        FINISHED,
        /// ended by an error
        FAILED,
        /// stopped by a person
        INTERRUPTED
    }

    public RunInfo {
        argv = List.copyOf(argv);
    }

    /// Whether it claims to be running but has given no sign of life for a minute.
    public boolean stale(Instant now) {
        return state == State.RUNNING && heartbeat.isBefore(now.minus(Duration.ofMinutes(1)));
    }

    /// In a few words: `last step 128, finished`.
    String describe() {
        var words = state.name().toLowerCase(Locale.ROOT);
        return step < 0 ? words : "last step " + step + ", " + words;
    }

    RunInfo with(State newState, int newStep, Instant now, @Nullable String newError) {
        var end = newState == State.RUNNING ? null : now;
        return new RunInfo(schema, name, newState, newStep, attempt, argv, seed, started, now, end, newError, commit, java, os, cores, pid);
    }
}
