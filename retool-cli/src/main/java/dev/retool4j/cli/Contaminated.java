package dev.retool4j.cli;

import dev.retool4j.data.Contamination;
import dev.retool4j.data.ContaminationOptions;
import dev.retool4j.data.Problem;
import java.util.List;

/// What a training run does about training problems that hold an evaluation problem.
enum Contaminated {
    /// say how many, and train on them
    WARN,
    /// leave them out
    REMOVE,
    /// do not look
    IGNORE;

    /// @return the problems to train on
    List<Problem> apply(List<Problem> training, List<Problem> evaluation, Console console) {
        if (this == IGNORE) return training;
        var result = new Contamination(evaluation, ContaminationOptions.DEFAULT).in(training);
        if (result.isClean()) return training;
        var found = result.contaminatedTraining();
        var what = "%d of %d training problems hold %d of the %d evaluation problems".formatted(found.size(), training.size(),
                result.closest().size(), evaluation.size());
        if (this == WARN) {
            console.warn(what + "\n  scores on these show memory as well as skill; contamination=remove leaves them out,"
                    + " 'retool data check' lists them");
            return training;
        }
        var rest = training.stream().filter(problem -> !found.contains(problem)).toList();
        if (rest.isEmpty()) throw CommandFailure.failed("every training problem holds an evaluation problem", "train on other data");
        console.line(what + ": left out");
        return rest;
    }
}
