package dev.retool4j.cli;

import dev.retool4j.data.ContaminationOptions;
import dev.retool4j.data.ProblemReader;

/// Configuration of `retool data check`.
///
/// @param reading how the training files are read
/// @param against how the evaluation files are read
/// @param rule    when two questions count as the same problem
record CheckOptions(ProblemReader reading, ProblemReader against, ContaminationOptions rule) {
    static final CheckOptions DEFAULT = new CheckOptions(ProblemReader.DEFAULT, ProblemReader.DEFAULT, ContaminationOptions.DEFAULT);
}
