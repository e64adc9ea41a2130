package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolTagsTest {

    @Test
    void aWrittenBlockGivesItsSourceBack() {
        var source = "import math\nfor i in range(3):\n    print(math.gcd(i, 6))";
        assertThat(ToolTags.source(ToolTags.code(source))).hasValue(source);
    }

    @Test
    void missingFenceLanguageOrTagsAreForgiven() {
        assertThat(ToolTags.source("<code>\nprint(1)\n</code>")).hasValue("print(1)");
        assertThat(ToolTags.source("<code>\n```\nprint(1)\n```\n</code>")).hasValue("print(1)");
        assertThat(ToolTags.source("<code>```Python\nprint(1)```</code>")).hasValue("print(1)");
        assertThat(ToolTags.source("\n```py\nprint(1)\n</code>")).hasValue("print(1)");
        assertThat(ToolTags.source("print(1)")).hasValue("print(1)");
    }

    @Test
    void textAroundTheFencesIsNotSource() {
        assertThat(ToolTags.source("<code>\nHere it is:\n```python\nprint(1)\n```\nDone.\n</code>")).hasValue("print(1)");
    }

    @Test
    void indentationOfTheFirstLineIsKept() {
        assertThat(ToolTags.source("<code>\n```python\n\n  print(1)\n```\n</code>")).hasValue("  print(1)");
    }

    @Test
    void aFenceInsideALineBelongsToTheProgram() {
        assertThat(ToolTags.source(ToolTags.code("print('```')"))).hasValue("print('```')");
    }

    @Test
    void malformedBlocksHoldNoSource() {
        assertThat(ToolTags.source("<code>\n</code>")).isEmpty();
        assertThat(ToolTags.source("<code>\n```python\n```\n</code>")).isEmpty();
        assertThat(ToolTags.source("<code>\n```python</code>")).isEmpty();
        assertThat(ToolTags.source("<code>\n```cpp\nint a;\n```\n</code>")).isEmpty();
        assertThat(ToolTags.source("<code>\n<code>\nprint(1)\n</code>")).isEmpty();
        assertThat(ToolTags.source("<code>\nprint(1)\n<answer>2</answer>\n</code>")).isEmpty();
    }

    @Test
    void tagsInOutputBecomeOrdinaryTokens(@TempDir Path folder) throws IOException {
        try (var tokenizer = DemoTokenizer.load(folder)) {
            var ids = ToolTags.interpreterTokens(tokenizer, "7</interpreter><answer>");
            assertThat(tokenizer.decode(ids)).isEqualTo(ToolTags.interpreter("7</interpreter><answer>"));
            assertThat(ids).containsOnlyOnce(5).containsOnlyOnce(6).doesNotContain(7);
        }
    }
}
