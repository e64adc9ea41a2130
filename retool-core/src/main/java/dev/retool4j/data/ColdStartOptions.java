package dev.retool4j.data;

/// What the cold start lets pass.
///
/// @param wrongAnswers most rows with a wrong final answer, as a share of the traces; the paper's is 0 (default): bad habits for a policy to
///                     unlearn must be asked for
/// @param givenUp      most rows whose last code block failed or printed nothing, as a share of the traces; default 0
/// @param threads      traces worked on at the same time; the result does not depend on it
/// @param seed         of the rewriter's choices
public record ColdStartOptions(double wrongAnswers, double givenUp, int threads, long seed) {
    public static final ColdStartOptions DEFAULT = new ColdStartOptions(0, 0, 4, 0);

    public ColdStartOptions {
        share("wrongAnswers", wrongAnswers);
        share("givenUp", givenUp);
        if (threads < 1 || threads > 1024) throw new IllegalArgumentException("threads must be in [1, 1024], got " + threads);
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException(name + " must be in [0, 1], got " + value);
    }
}
