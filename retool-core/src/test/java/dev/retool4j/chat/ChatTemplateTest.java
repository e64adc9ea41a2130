package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.jinja.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTemplateTest {
    private static final ChatRequest HI = ChatRequest.of(List.of(ChatRequest.message("user", "Hi")));

    @Test
    void theTemplateOfAModelFolderKnowsItsSpecialTokens(@TempDir Path folder) throws IOException {
        assertThat(ChatTemplate.load(folder)).isEmpty();
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"bos_token": {"content": "<s>", "special": true}, "eos_token": "</s>", "pad_token": null,
                 "chat_template": "{{ bos_token }}{{ messages[0].content }}{{ pad_token }}{{ eos_token }}"}""");
        assertThat(ChatTemplate.load(folder).orElseThrow().render(HI)).isEqualTo("<s>Hi</s>");
    }

    @Test
    void ofSeveralTemplatesTheDefaultIsTaken(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"chat_template": [{"name": "tool_use", "template": "a"}, {"name": "default", "template": "b"}]}""");
        assertThat(ChatTemplate.load(folder).orElseThrow().render(HI)).isEqualTo("b");
    }

    @Test
    void aTemplateFileGoesBeforeTheConfiguration(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": \"a\", \"bos_token\": \"<s>\"}");
        Files.writeString(folder.resolve("chat_template.jinja"), "b{{ bos_token }}");
        assertThat(ChatTemplate.load(folder).orElseThrow().render(HI)).isEqualTo("b<s>");
    }

    @Test
    void toolsAndDocumentsAreNoneWhereThereAreNone() {
        var template = new ChatTemplate("{{ tools is none and documents is none and bos_token is undefined }}", Map.of());
        assertThat(template.render(HI)).isEqualTo("True");
        assertThat(template.render(HI.withTools(List.of(Map.of("a", 1))))).isEqualTo("False");
    }

    @Test
    void theClockStandsStillUnlessSet() {
        var template = new ChatTemplate("{{ strftime_now('%d %b %Y') }}", Map.of());
        assertThat(template.render(HI)).isEqualTo("26 Jul 2024");
        assertThat(template.render(HI.withNow(java.time.LocalDateTime.of(2025, 12, 1, 0, 0)))).isEqualTo("01 Dec 2025");
    }

    @Test
    void whatTheTemplateRaisesComesInItsOwnWordsWithTheLine() {
        var template = new ChatTemplate("one\n{% if true %}\n  {{ raise_exception('No tools, please') }}{% endif %}", Map.of());
        assertThatThrownBy(() -> template.render(HI)).isInstanceOfSatisfying(TemplateException.class, e -> {
            assertThat(e.reason()).isEqualTo("No tools, please");
            assertThat(e.line()).isEqualTo(3);
        });
    }

    @Test
    void differentTemplatesHaveDifferentHashes() {
        var one = new ChatTemplate("a", Map.of());
        assertThat(one.hash()).isEqualTo("ca978112ca1bbdca").isNotEqualTo(new ChatTemplate("b", Map.of()).hash());
    }
}
