package dev.retool4j.cli;

import java.nio.file.Path;

/// What `retool bench dashboard` measures.
///
/// @param steps        of the run that is made
/// @param trajectories of each step
/// @param tokens       of each response, about
/// @param evaluations  of 60 problems with four samples each, spread over the run
/// @param rounds       fresh servers, of which the median counts
/// @param seed         of the run
/// @param runs         where the run is made; one of the same size that lies there is used as it is
record DashboardBenchOptions(int steps, int trajectories, int tokens, int evaluations, int rounds, long seed, Path runs) {
    static final DashboardBenchOptions DEFAULT = new DashboardBenchOptions(1000, 128, 1000, 10, 3, 1, Path.of("runs", "bench"));

    DashboardBenchOptions {
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
        if (trajectories < 1 || trajectories > 100_000)
            throw new IllegalArgumentException("trajectories must be from 1 to 100000, got " + trajectories);
        if (tokens < 100) throw new IllegalArgumentException("tokens must be at least 100, got " + tokens);
        if (evaluations < 0 || evaluations > steps)
            throw new IllegalArgumentException("evaluations must be from 0 to " + steps + " (steps), got " + evaluations);
        if (rounds < 1) throw new IllegalArgumentException("rounds must be at least 1, got " + rounds);
    }

    /// The run's name.
    String name() {
        return steps + "x" + trajectories + "x" + tokens + "-" + seed;
    }
}
