package dev.retool4j.cli;

/// What `retool bench` measures.
///
/// @param batch   sequences decoded together
/// @param length  tokens of each
/// @param threads of libtorch's operations; 0 for one per core
/// @param rounds  measurements of each, of which the median counts
record BenchOptions(int batch, int length, int threads, int rounds) {
    static final BenchOptions DEFAULT = new BenchOptions(64, 128, 1, 5);

    BenchOptions {
        if (batch < 1 || batch > 4096) throw new IllegalArgumentException("batch must be from 1 to 4096, got " + batch);
        if (length < 8) throw new IllegalArgumentException("length must be at least 8, got " + length);
        if (threads < 0) throw new IllegalArgumentException("threads must be 0 (one per core) or positive, got " + threads);
        if (rounds < 1) throw new IllegalArgumentException("rounds must be at least 1, got " + rounds);
    }
}
