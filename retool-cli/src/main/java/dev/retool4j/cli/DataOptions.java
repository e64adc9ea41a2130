package dev.retool4j.cli;

import dev.retool4j.data.ProblemReader;

/// Configuration of `retool data show` and `retool data stats`.
///
/// @param reading how the files are read
record DataOptions(ProblemReader reading) {
    static final DataOptions DEFAULT = new DataOptions(ProblemReader.DEFAULT);
}
