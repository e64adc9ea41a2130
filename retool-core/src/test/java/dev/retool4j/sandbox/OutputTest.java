package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputTest {
    @Test
    void longOutputKeepsItsBeginningAndEnd() {
        var text = Output.text("abcdefghijklmnop".getBytes(StandardCharsets.UTF_8), 8, false);
        assertThat(text).isEqualTo("abcd\n... [8 bytes left out] ...\nmnop");
    }

    @Test
    void aCutNeverSplitsACharacter() {
        var text = Output.text("ééééééé".getBytes(StandardCharsets.UTF_8), 6, false);
        assertThat(text).isEqualTo("é\n... [10 bytes left out] ...\né");
    }

    @Test
    void outputAtTheLimitIsWhole() {
        assertThat(Output.text("12345678".getBytes(StandardCharsets.UTF_8), 8, false)).isEqualTo("12345678");
    }

    @Test
    void addressesBecomeZero() {
        var bytes = "<f at 0x7f3a12bc> look at 0x1".getBytes(StandardCharsets.UTF_8);
        assertThat(Output.text(bytes, 100, true)).isEqualTo("<f at 0x0> look at 0x1");
        assertThat(Output.text(bytes, 100, false)).isEqualTo("<f at 0x7f3a12bc> look at 0x1");
    }

    @Test
    void aLoneSurrogateIsEncodedAsItIs() {
        assertThat(Output.bytes("a\uD800b")).containsExactly('a', 0xED, 0xA0, 0x80, 'b');
        assertThat(Output.bytes("😀")).isEqualTo("😀".getBytes(StandardCharsets.UTF_8));
    }
}
