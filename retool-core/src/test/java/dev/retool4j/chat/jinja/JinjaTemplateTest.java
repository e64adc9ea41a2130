package dev.retool4j.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JinjaTemplateTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2025, 3, 9, 17, 5, 2);

    private static String render(String template, Map<String, Object> variables) {
        return JinjaTemplate.parse(template).render(variables, NOW).text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{% include 'x' %}", "{% extends 'x' %}", "{% block b %}{% endblock %}", "{% import 'x' as y %}",
        "{% with a = 1 %}{% endwith %}", "{% for x in l recursive %}{% endfor %}", "{{ l | groupby('a') }}", "{{ l is filter }}",
        "{% macro f() %}{{ varargs }}{% endmacro %}", "{% unknown %}", "{{ 99999999999999999999 }}"})
    void whatIsNotSupportedIsRefusedWhenParsedWithItsLine(String tag) {
        assertThatThrownBy(() -> JinjaTemplate.parse("a\nb\n" + tag)).isInstanceOfSatisfying(TemplateException.class,
                e -> assertThat(e.line()).isEqualTo(3)).hasMessageStartingWith("chat template, line 3: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"joiner(',')", "'a'.zfill(3)", "'%s' % 1", "10 ** 30", "loop_.x", "strftime_now('%Q')", "5 is sameas 5",
        "[1].append(2)"})
    void whatIsNotSupportedIsRefusedWhenRenderedWithItsLine(String expression) {
        assertThatThrownBy(() -> render("a\n{{\n" + expression + " }}", Map.of())).isInstanceOfSatisfying(TemplateException.class,
                e -> assertThat(e.line()).isEqualTo(3));
    }

    @Test
    void aHostileTemplateIsStopped() {
        var many = "{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}";
        assertThatThrownBy(() -> render(many, Map.of())).hasMessageContaining("steps");
        var large = "{% set n = namespace(x='aaaaaaaaaa') %}{% for a in range(100) %}{% set n.x = n.x ~ n.x %}{% endfor %}";
        assertThatThrownBy(() -> render(large, Map.of())).hasMessageContaining("grows beyond");
        assertThatThrownBy(() -> render("{{ 'a' * 1000000000000 }}", Map.of())).hasMessageContaining("grows beyond");
        assertThatThrownBy(() -> render("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", Map.of())).hasMessageContaining("deep");
        assertThatThrownBy(() -> JinjaTemplate.parse("{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}"))
                .hasMessageContaining("nested too deeply");
        assertThatThrownBy(() -> JinjaTemplate.parse("{% if 1 %}".repeat(5000))).hasMessageContaining("nested too deeply");
    }

    @Test
    void theGivenVariablesAreNotChanged() {
        var list = new java.util.ArrayList<Object>(List.of(1));
        render("{% set l = l + [2] %}{% set l2 = l %}", Map.of("l", list));
        assertThat(list).containsExactly(1);
    }

    @Test
    void datesComeInEnglishWhateverTheLocale() {
        var before = java.util.Locale.getDefault();
        try {
            java.util.Locale.setDefault(java.util.Locale.of("ar", "EG"));
            assertThat(render("{{ strftime_now('%d %b %Y %B %A %a %y %m %e %-d %H:%M:%S %I %p %j %F %T %%') }}", Map.of()))
                    .isEqualTo("09 Mar 2025 March Sunday Sun 25 03  9 9 17:05:02 05 PM 068 2025-03-09 17:05:02 %");
        } finally {
            java.util.Locale.setDefault(before);
        }
    }

    @Test
    void generatedStretchesAreMarked() {
        var rendered = JinjaTemplate.parse("{% for m in l %}[{% generation %}{{ m }}{% endgeneration %}]{% endfor %}")
                .render(Map.of("l", List.of("ab", "", "c")), NOW);
        assertThat(rendered.text()).isEqualTo("[ab][][c]");
        assertThat(rendered.generated()).containsExactly(new JinjaTemplate.Span(1, 3), new JinjaTemplate.Span(5, 5),
                new JinjaTemplate.Span(7, 8));
    }

    @Test
    void manyThreadsRenderTheSame() {
        var template = JinjaTemplate.parse("{% set n = namespace(s=0) %}{% for x in l %}{% set n.s = n.s + x %}{% endfor %}{{ n.s }}");
        var variables = Map.of("l", Arrays.asList(1, 2, 3, 4));
        assertThat(java.util.stream.IntStream.range(0, 1000).parallel().mapToObj(i -> template.render(variables, NOW).text()).distinct())
                .containsExactly("10");
    }

    @Test
    void valuesOfOtherKindsAreRefused() {
        assertThatThrownBy(() -> render("", Map.of("x", new Object()))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }
}
