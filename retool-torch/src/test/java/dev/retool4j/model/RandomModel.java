package dev.retool4j.model;

import java.util.SplittableRandom;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/// Small models with seeded random weights, and some of the demo's size.
final class RandomModel {
    private RandomModel() {}

    static ModelConfig tiny() {
        return new ModelConfig(97, 32, 2, 4, 2, 8, 48, 10000.0, 1e-6, 256, true);
    }

    static ModelConfig demoSized() {
        return new ModelConfig(712, 128, 4, 4, 2, 32, 384, 10000.0, 1e-6, 256, true);
    }

    static Weights weights(ModelConfig config, long seed) {
        NativeSetup.initialize(1);
        var weights = Weights.zeros(config);
        var random = new SplittableRandom(seed);
        try (FloatIndexer flat = weights.flat().createIndexer()) {
            for (var p : weights.parameters().all()) {
                double scale = p.kind() == Parameters.Kind.MATRIX
                        ? 1 / Math.sqrt(p.shape().getLast())
                        : p.kind() == Parameters.Kind.EMBEDDING ? 0.3 : 0.1;
                for (long i = 0; i < p.elements(); i++)
                    flat.put(p.offset() + i, (float) (random.nextGaussian() * scale + (p.kind() == Parameters.Kind.NORM ? 1 : 0)));
            }
        }
        return weights;
    }
}
