package dev.retool4j.train;

/// Which optimiser, with its rates.
///
/// @param kind               [Kind#ADAMW] for everything, or [Kind#MUON] for matrices beside AdamW for the rest
/// @param learningRate       AdamW's; the paper's is 1e-6 for a 32B model
/// @param beta1              AdamW's decay of the first moment
/// @param beta2              AdamW's decay of the second moment
/// @param weightDecay        AdamW's decoupled weight decay
/// @param matrixLearningRate Muon's rate for matrices
/// @param matrixMomentum     Muon's Nesterov momentum
/// @param matrixWeightDecay  Muon's decoupled weight decay
public record OptimizerOptions(Kind kind, double learningRate, double beta1, double beta2, double weightDecay, double matrixLearningRate,
        double matrixMomentum, double matrixWeightDecay) {

    /// Which optimiser treats the matrices.
    public enum Kind {
        /// AdamW for every parameter
        ADAMW,
        /// Muon for the decoder's matrices, AdamW for embeddings, norms and biases; learns a small model from scratch in fewer tokens
        MUON
    }

    public OptimizerOptions {
        positive("learning_rate", learningRate);
        positive("matrix_learning_rate", matrixLearningRate);
        share("beta1", beta1);
        share("beta2", beta2);
        share("matrix_momentum", matrixMomentum);
        if (!(weightDecay >= 0)) throw new IllegalArgumentException("weight_decay must be 0 or more, got " + weightDecay);
        if (!(matrixWeightDecay >= 0))
            throw new IllegalArgumentException("matrix_weight_decay must be 0 or more, got " + matrixWeightDecay);
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && value < 10)) throw new IllegalArgumentException(name + " must be in (0, 10), got " + value);
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value < 1)) throw new IllegalArgumentException(name + " must be in [0, 1), got " + value);
    }

    /// AdamW for everything, betas 0.9 and 0.95, no weight decay.
    public static OptimizerOptions adamW(double learningRate) {
        return new OptimizerOptions(Kind.ADAMW, learningRate, 0.9, 0.95, 0, 0.02, 0.95, 0.02);
    }

    /// Muon for matrices at `matrixLearningRate`, AdamW for the rest at `learningRate`.
    public static OptimizerOptions muon(double matrixLearningRate, double learningRate) {
        return new OptimizerOptions(Kind.MUON, learningRate, 0.9, 0.95, 0, matrixLearningRate, 0.95, 0.02);
    }
}
