package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import dev.retool4j.analysis.Measure;
import dev.retool4j.run.MetricNames;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// The paper's published results, to set a run beside them: ReTool (arXiv 2504.11536), Qwen2.5-32B-Instruct, AIME 2024 and 2025, avg@32 at
/// temperature 1.0 and top-p 0.7. Table 1 as printed; Figures 1 and 3 read off the paper's vector graphics, within half a percent of an axis.
public final class PaperFigures {
    /// Steps between plotted checkpoints.
    public static final int EVERY = 40;

    /// Figure 1, percent at steps 40, 80, …, 400.
    static final double[] TOOL_AIME24 = {40.9, 37.2, 33.0, 43.0, 52.7, 60.4, 62.7, 64.6, 65.5, 67.0};
    static final double[] TOOL_AIME25 = {35.1, 26.0, 25.7, 33.6, 38.4, 43.3, 47.4, 47.4, 47.8, 49.3};

    /// Figure 1, text-only reinforcement learning, percent at steps 40, 80, …, 1080 (AIME 2025: 1160).
    static final double[] TEXT_AIME24 = {30.1, 30.1, 32.0, 31.8, 32.0, 32.8, 31.6, 33.5, 33.4, 32.8, 32.7, 32.3, 33.2, 34.9, 36.1, 34.6,
        34.7, 36.6,
        36.5, 38.3, 34.3, 37.3, 35.6, 35.4, 37.9, 35.1, 40.0};
    static final double[] TEXT_AIME25 = {23.6, 23.4, 23.3, 22.1, 25.2, 22.2, 25.8, 26.0, 23.0, 27.3, 28.4, 29.0, 27.1, 27.7, 30.5, 30.4,
        30.2, 31.9,
        29.9, 31.9, 33.0, 33.4, 31.7, 31.5, 32.7, 33.9, 34.0, 33.0, 36.7};

    /// Figure 3 on AIME 2024 at steps 40, 80, …, 400; shares as shares.
    static final Map<Measure, double[]> BEHAVIOUR = Map.of( //
            Measure.RESPONSE_LENGTH, new double[]{10421, 5892, 2458, 3471, 4027, 4606, 5054, 5423, 5602, 5800}, //
            Measure.CODE_RATIO, new double[]{.180, .696, .995, .979, .973, .976, .984, .992, .986, .981}, //
            Measure.CODE_LINES, new double[]{6.1, 8.2, 13.2, 14.6, 16.2, 26.4, 34.2, 37.9, 41.2, 45.7}, //
            Measure.CORRECT_CODE, new double[]{643, 2531, 4852, 4391, 4184, 3554, 4038, 4284, 3840, 3950}, //
            Measure.LAST_PASS_RIGHT, new double[]{.985, .992, .991, .990, 1, .993, .997, .994, .994, .995}, //
            Measure.LAST_PASS_WRONG, new double[]{.972, .955, .969, .960, .967, .952, .944, .897, .887, .881}, //
            Measure.MEAN_INVOCATION, new double[]{.605, .611, .532, .539, .541, .537, .538, .535, .536, .527});

    /// The same on AIME 2025.
    static final Map<Measure, double[]> BEHAVIOUR_2025 = Map.of( //
            Measure.RESPONSE_LENGTH, new double[]{10356, 5267, 2223, 3268, 4170, 4963, 5744, 6464, 6532, 6794}, //
            Measure.CODE_RATIO, new double[]{.171, .731, .991, .990, .973, .974, .980, .982, .978, .974}, //
            Measure.CODE_LINES, new double[]{7.8, 9.0, 11.9, 15.8, 18.9, 30.8, 33.8, 41.2, 48.5, 55.5}, //
            Measure.CORRECT_CODE, new double[]{494, 2722, 4497, 4463, 4096, 3620, 4549, 4792, 4224, 4200}, //
            Measure.LAST_PASS_RIGHT, new double[]{.968, .995, .996, .991, .995, 1, 1, .991, 1, 1}, //
            Measure.LAST_PASS_WRONG, new double[]{.941, .952, .966, .971, .959, .937, .913, .885, .849, .840}, //
            Measure.MEAN_INVOCATION, new double[]{.626, .600, .532, .526, .527, .520, .522, .519, .516, .507});

    private PaperFigures() {}

    /// AIME 2024 by the key of the measure: at steps 40, 80, …, 400. Shares as shares; `accuracy` is Figure 1.
    public static Map<String, double[]> published() {
        var published = new TreeMap<String, double[]>();
        BEHAVIOUR.forEach((measure, values) -> published.put(measure.key(), values.clone()));
        published.put(MetricNames.ACCURACY, shares(TOOL_AIME24));
        return published;
    }

    /// Figure 1's text-only reinforcement learning on AIME 2024, as shares, at steps 40, 80, …, 1080.
    public static double[] publishedTextOnly() {
        return shares(TEXT_AIME24);
    }

    /// First and last plotted value of a measure, as people read them.
    static String change(Map<Measure, double[]> behaviour, Measure measure) {
        var values = behaviour.get(measure);
        return values == null ? Figures.ABSENT : measure.shown(values[0]) + " → " + measure.shown(values[values.length - 1]);
    }

    /// Percent as shares.
    static double[] shares(double[] percent) {
        return Arrays.stream(percent).map(value -> value / 100).toArray();
    }
}
