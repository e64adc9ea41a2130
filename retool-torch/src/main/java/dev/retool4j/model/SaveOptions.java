package dev.retool4j.model;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// In which form weights are saved.
///
/// @param dtype        element type of the saved weights; default `fp32`. A checkpoint of a run that is saved in another keeps the fp32 weights
///                     beside it, since training goes on from those
/// @param maxShardSize most data in one file, as Hugging Face writes sizes: `5GB` (10⁹ bytes), `500MB`, `2GiB`; a model that is larger comes in several
///                     files with an index. Default `5GB`
public record SaveOptions(Dtype dtype, String maxShardSize) {

    /// Element types to save in.
    public enum Dtype {
        FP32(SafetensorsType.F32, "float32"), BF16(SafetensorsType.BF16, "bfloat16"), FP16(SafetensorsType.F16, "float16");

        private final SafetensorsType type;
        private final String configName;

        Dtype(SafetensorsType type, String configName) {
            this.type = type;
            this.configName = configName;
        }

        SafetensorsType type() {
            return type;
        }

        /// As `config.json` names it.
        String configName() {
            return configName;
        }
    }

    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Z]+)");
    private static final Map<String, Long> UNITS = Map.of("KB", 1_000L, "MB", 1_000_000L, "GB", 1_000_000_000L, "KIB", 1L << 10, "MIB",
            1L << 20,
            "GIB", 1L << 30);

    public static final SaveOptions DEFAULT = new SaveOptions(Dtype.FP32, "5GB");

    public SaveOptions {
        bytes(maxShardSize);
    }

    public SaveOptions withDtype(Dtype value) {
        return new SaveOptions(value, maxShardSize);
    }

    public SaveOptions withMaxShardSize(String value) {
        return new SaveOptions(dtype, value);
    }

    /// Whether weights of a type come back as they were.
    boolean exact(Precision weights) {
        return dtype == Dtype.FP32 || dtype == Dtype.BF16 && weights == Precision.BF16;
    }

    long maxShardBytes() {
        return bytes(maxShardSize);
    }

    private static long bytes(String size) {
        var parts = SIZE.matcher(size.strip().toUpperCase(Locale.ROOT));
        var unit = parts.matches() ? UNITS.get(parts.group(2)) : null;
        if (unit == null)
            throw new IllegalArgumentException(
                    "max_shard_size is a number with KB, MB, GB, KiB, MiB or GiB, such as 5GB; got '" + size + "'");
        long bytes = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit)).longValue();
        if (bytes < 1) throw new IllegalArgumentException("max_shard_size must be above 0, got '" + size + "'");
        return bytes;
    }
}
