package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.RealData;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Whole templates against Python's renderings of the same conversations, to the byte.
class ChatTemplateGoldenTest {

    @Test
    void ourTemplatesWithTheConstructsOfEachFamilyRenderAsInPython() throws IOException, URISyntaxException {
        var folder = Path.of(Objects.requireNonNull(ChatTemplateGoldenTest.class.getResource("templates/golden.json")).toURI());
        var golden = new GoldenRenderings(Objects.requireNonNull(folder.getParent()));
        assertThat(golden.templates()).hasSize(6);
        assertThat(golden.count()).isEqualTo(6 * 16 * 6);
        assertThat(golden.differences()).isEmpty();
    }

    /// The models' own templates are not ours to pass on: the test runs where `chat-templates` with its golden.json is at hand.
    @Test
    void theModelsOwnTemplatesRenderAsInPython() throws IOException {
        var golden = new GoldenRenderings(Objects.requireNonNull(RealData.file("chat-templates/golden.json").getParent()));
        assertThat(golden.count()).isPositive();
        assertThat(golden.differences()).isEmpty();
    }
}
