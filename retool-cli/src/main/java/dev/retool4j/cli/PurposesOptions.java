package dev.retool4j.cli;

import dev.retool4j.data.teacher.TeacherOptions;
import java.util.List;

/// What code in a run's trajectories is for.
///
/// @param sources which trajectories: `train` or `set@step`; empty (default): the first and the last evaluation of each set, or training
/// @param most    most trajectories with code that are read of each source, spread evenly; default 200
/// @param teacher a model that judges beside the rules, where teacher.model names one
record PurposesOptions(List<String> sources, int most, TeacherOptions teacher) {
    private static final TeacherOptions T = TeacherOptions.DEFAULT;

    /// The judge does not sample.
    static final PurposesOptions DEFAULT = new PurposesOptions(List.of(), 200,
            new TeacherOptions(T.baseUrl(), T.model(), T.keyVariable(), 0, 2048, T.concurrency(), T.perMinute(), T.attempts(), T.pause(),
                    T.longestPause(), T.patience(), T.promptPrice(), T.completionPrice(), T.budget(), T.budgetTokens(), T.extra()));

    PurposesOptions {
        sources = List.copyOf(sources);
        if (most < 1) throw new IllegalArgumentException("most must be at least 1, got " + most);
    }
}
