package dev.retool4j.run;

import java.util.regex.Pattern;

/// Where traces of a run stand: those of training, or those of one evaluation. Written `train`, or `heldout@120` for the problem set
/// `heldout` at step 120.
///
/// @param set  the problem set; empty for training
/// @param step of the evaluation; 0 for training
public record TraceSource(String set, int step) {
    /// The trajectories of training.
    public static final TraceSource TRAIN = new TraceSource("", 0);

    private static final Pattern EVALUATION = Pattern.compile("([A-Za-z0-9_][A-Za-z0-9._-]*)@([0-9]{1,9})");

    /// Reads what [#toString] writes.
    ///
    /// @throws RunException where the text is neither
    public static TraceSource parse(String text) {
        if (text.equals(TRAIN.toString())) return TRAIN;
        var evaluation = EVALUATION.matcher(text);
        if (evaluation.matches()) return new TraceSource(evaluation.group(1), Integer.parseInt(evaluation.group(2)));
        throw new RunException("'" + text + "' names no traces", "write train, or set@step as in heldout@120");
    }

    /// Whether they are those of training.
    public boolean isTraining() {
        return set.isEmpty();
    }

    @Override
    public String toString() {
        return isTraining() ? "train" : set + "@" + step;
    }
}
