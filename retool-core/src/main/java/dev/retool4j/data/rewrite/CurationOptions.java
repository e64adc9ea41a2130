package dev.retool4j.data.rewrite;

/// How questions and gold answers are checked before any rewriting (the paper's dual verification, ReTool §2.2, without its human experts).
///
/// @param samples   most times that the teacher solves the question itself; 0: it is not asked
/// @param agreement solutions that must end in the gold answer; no more are asked for than it takes to know
public record CurationOptions(int samples, int agreement) {
    /// Two of at most four solutions.
    public static final CurationOptions DEFAULT = new CurationOptions(4, 2);

    public CurationOptions {
        if (samples < 0 || samples > 1000) throw new IllegalArgumentException("samples must be from 0 to 1000, got " + samples);
        if (samples > 0 && (agreement < 1 || agreement > samples))
            throw new IllegalArgumentException("agreement must be from 1 to samples (" + samples + "), got " + agreement);
    }
}
