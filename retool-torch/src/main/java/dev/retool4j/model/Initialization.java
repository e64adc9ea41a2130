package dev.retool4j.model;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/// Random weights for a model that is trained from scratch: matrices N(0, 1/fan-in), those that write to the residual stream divided by
/// √(2·layers), embeddings N(0, 0.08²), norms 1, biases 0. Seeded, and the same on every machine.
public final class Initialization {
    private static final double EMBEDDING = 0.08;

    private Initialization() {}

    /// New weights.
    public static Weights random(ModelConfig config, long seed) {
        var weights = Weights.zeros(config);
        var random = new SplittableRandom(seed);
        try (FloatIndexer flat = weights.flat().createIndexer()) {
            for (var p : weights.parameters().all()) {
                double scale = switch (p.kind()) {
                    case MATRIX -> 1 / Math.sqrt(p.shape().getLast() * (writesToResidual(p) ? 2.0 * config.layers() : 1));
                    case EMBEDDING -> EMBEDDING;
                    case NORM, BIAS -> 0;
                };
                float constant = p.kind() == Parameters.Kind.NORM ? 1 : 0;
                for (long i = 0; i < p.elements(); i++)
                    flat.put(p.offset() + i, scale == 0 ? constant : (float) (random.nextGaussian() * scale));
            }
        }
        return weights;
    }

    private static boolean writesToResidual(Parameters.Parameter parameter) {
        return parameter.name().equals("attentionOut") || parameter.name().equals("down");
    }
}
