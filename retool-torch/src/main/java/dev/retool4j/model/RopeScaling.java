package dev.retool4j.model;

/// How Llama 3.1 and later stretch rotary frequencies beyond the context that they were pretrained on (`rope_type` `llama3`): waves that
/// turn often within that context stay, those that turn seldom become `factor` times longer, and those between are interpolated.
///
/// @param factor               by which long waves are stretched, at least 1 (`factor`)
/// @param lowFrequencyFactor   waves longer than `originalMaxPositions` over this are stretched (`low_freq_factor`)
/// @param highFrequencyFactor  waves shorter than `originalMaxPositions` over this stay (`high_freq_factor`), above `lowFrequencyFactor`
/// @param originalMaxPositions context of pretraining in tokens (`original_max_position_embeddings`)
public record RopeScaling(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalMaxPositions) {

    static final String TYPE = "llama3";

    /// @throws IllegalArgumentException naming the field of `config.json`, its value and what is allowed
    public RopeScaling {
        require(factor >= 1 && factor < Double.POSITIVE_INFINITY, "factor", factor, "a finite number of at least 1");
        require(lowFrequencyFactor > 0, "low_freq_factor", lowFrequencyFactor, "above 0");
        require(highFrequencyFactor > lowFrequencyFactor, "high_freq_factor", highFrequencyFactor,
                "above low_freq_factor = " + lowFrequencyFactor);
        require(originalMaxPositions > 0, "original_max_position_embeddings", originalMaxPositions, "a positive number");
    }

    /// The frequency to use in place of `frequency`, both in radians per position; in the order of Hugging Face's steps, in fp32. There a
    /// number over a tensor is the number times the tensor's reciprocal.
    float apply(float frequency) {
        float wavelength = 1 / frequency * (float) (2 * Math.PI);
        if (wavelength < (float) (originalMaxPositions / highFrequencyFactor)) return frequency;
        float by = (float) factor;
        if (wavelength > (float) (originalMaxPositions / lowFrequencyFactor)) return frequency / by;
        float smooth = (1 / wavelength * originalMaxPositions - (float) lowFrequencyFactor)
                / (float) (highFrequencyFactor - lowFrequencyFactor);
        return (1 - smooth) * frequency / by + smooth * frequency;
    }

    private static void require(boolean holds, String field, Object value, String allowed) {
        if (!holds) throw new IllegalArgumentException("rope_scaling.%s is %s; it must be %s".formatted(field, value, allowed));
    }
}
