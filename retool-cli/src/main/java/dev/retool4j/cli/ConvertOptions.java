package dev.retool4j.cli;

import dev.retool4j.data.ProblemReader;

/// Configuration of `retool data convert`.
///
/// @param reading how the file is read
/// @param sample  so many rows drawn without replacement, in the file's order; 0 for all
/// @param seed    of the draw
record ConvertOptions(ProblemReader reading, int sample, long seed) {
    static final ConvertOptions DEFAULT = new ConvertOptions(ProblemReader.DEFAULT, 0, 1);

    ConvertOptions {
        if (sample < 0) throw new IllegalArgumentException("sample must be 0 (all) or positive, got " + sample);
    }
}
