package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairsReportTest {
    @TempDir
    Path folder;

    @Test
    void countsRightWrongAndUndecided() {
        var report = PairsReport.of(Equivalence.standard(),
                List.of(new LabelledPair("1/2", "so \\boxed{0.5}", true), new LabelledPair("1", "2", false),
                        new LabelledPair("3", "3", false), new LabelledPair("4", "5", true), new LabelledPair("4", "\\oops", true)));
        assertThat(report.accuracy()).isEqualTo(0.4);
        assertThat(report.json())
                .isEqualTo("{\"cases\":5,\"accuracy\":0.400000,\"false_positives\":1,\"false_negatives\":2,\"undecided\":1}");
        assertThat(report.text()).contains("5 pairs, 40.00% right", "Wrongly accepted (1)", "Wrongly refused (2)",
                "unknown command '\\oops'", "Slowest");
    }

    @Test
    void readsRowsAndNamesTheBadLine() throws IOException {
        var file = folder.resolve("pairs.jsonl");
        Files.writeString(file, "{\"gold\":\"1\",\"prediction\":1,\"equivalent\":true}\n\n{\"gold\":\"1\",\"equivalent\":true}\n");
        assertThatThrownBy(() -> PairsReport.read(file)).hasMessageContaining("pairs.jsonl:3").hasMessageContaining("'prediction'");
        Files.writeString(file, "{\"gold\":\"1\",\"prediction\":1,\"equivalent\":true}\n");
        assertThat(PairsReport.read(file)).containsExactly(new LabelledPair("1", "1", true));
    }
}
