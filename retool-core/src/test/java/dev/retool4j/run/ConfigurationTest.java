package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.ChatOptions;
import dev.retool4j.chat.ToolProtocol;
import dev.retool4j.rollout.RolloutOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    enum Algorithm {
        PPO, GRPO
    }

    record Ppo(double clipLow, double clipHigh, int epochs) {
        Ppo {
            if (clipLow < 0 || clipLow > 1) throw new IllegalArgumentException("clip low must be in [0, 1], got " + clipLow);
            if (clipHigh < clipLow)
                throw new IllegalArgumentException("clip high must be at least clip low, got " + clipHigh + " < " + clipLow);
        }
    }

    record Set(String path, int samples) {
        static final Set DEFAULT = new Set("", 4);
    }

    record Train(String name, int steps, long seed, boolean shuffle, Algorithm algorithm, Duration limit, List<Integer> layers,
            Map<String, Double> weights, Ppo ppo, List<Set> sets, @Nullable Path start) {
        static final Train DEFAULT = new Train("run", 100, 7L, true, Algorithm.PPO, Duration.ofSeconds(5), List.of(1, 2),
                Map.of("math", 1.0), new Ppo(0.2, 0.28, 1), List.of(), null);
    }

    @TempDir
    Path directory;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static Configuration<Train> resolve(String... arguments) {
        return Configuration.resolve(Train.DEFAULT, List.of(), List.of(arguments));
    }

    @Test
    void defaultsStandWhereNothingIsWritten() {
        var configuration = resolve();
        assertThat(configuration.value()).isEqualTo(Train.DEFAULT);
        assertThat(configuration.sources().values()).allMatch(Source.Default.class::isInstance);
    }

    @Test
    void laterFilesAndThenArgumentsWin() throws IOException {
        var first = file("a.yaml", "steps: 10\nppo:\n  clip_low: 0.1\n  clip_high: 0.5\nname: a\n");
        var second = file("b.yaml", "# comment\nppo: {clip_high: 0.4}\n");
        var configuration = Configuration.resolve(Train.DEFAULT, List.of(first, second), List.of("name=c", "ppo.epochs=3"));
        assertThat(configuration.value().ppo()).isEqualTo(new Ppo(0.1, 0.4, 3));
        assertThat(configuration.value().steps()).isEqualTo(10);
        assertThat(configuration.value().name()).isEqualTo("c");
        assertThat(configuration.sources()).containsEntry("steps", new Source.File(first, 1))
                .containsEntry("ppo.clip_low", new Source.File(first, 3)).containsEntry("ppo.clip_high", new Source.File(second, 2))
                .containsEntry("ppo.epochs", new Source.CommandLine("ppo.epochs=3")).containsEntry("seed", new Source.Default());
    }

    @Test
    void everyTypeIsReadFromArguments() {
        var value = resolve("steps=1_000", "seed=-1", "shuffle=false", "algorithm=Grpo", "limit=1m30s", "layers=[3, 4, 5]",
                "weights.code=0.5",
                "ppo.clip_high=3e-1", "sets=[{path: x.jsonl}, {path: y.jsonl, samples: 32}]", "start=runs/a").value();
        assertThat(value).isEqualTo(new Train("run", 1000, -1, false, Algorithm.GRPO, Duration.ofSeconds(90), List.of(3, 4, 5),
                Map.of("math", 1.0, "code", 0.5), new Ppo(0.2, 0.3, 1), List.of(new Set("x.jsonl", 4), new Set("y.jsonl", 32)),
                Path.of("runs/a")));
    }

    @Test
    void aKeyMayBeWrittenInCamelCase() {
        assertThat(resolve("ppo.clipHigh=0.9").value().ppo().clipHigh()).isEqualTo(0.9);
    }

    @Test
    void anUnknownKeyIsRefusedWithItsPlaceAndASuggestion() throws IOException {
        var path = file("c.yaml", "steps: 1\nppo:\n  clip_low: 0.1\n  clip_hgh: 0.5\n");
        assertThatThrownBy(() -> Configuration.resolve(Train.DEFAULT, List.of(path), List.of())).isInstanceOf(ConfigurationException.class)
                .hasMessage("unknown key 'ppo.clip_hgh' (" + path + ":4)\ndid you mean 'ppo.clip_high'?");
        assertThatThrownBy(() -> resolve("clip_high=1")).hasMessageContaining("did you mean 'ppo.clip_high'?");
        assertThatThrownBy(() -> resolve("ppo.banana=1")).hasMessage(
                "unknown key 'ppo.banana' (command line)\nthe keys under 'ppo' are clip_low, clip_high, epochs");
        assertThatThrownBy(() -> resolve("sets=[{pth: x}]")).hasMessageContaining("unknown key 'sets.pth'");
    }

    @Test
    void aSingleValueIsAListOfOne() throws IOException {
        assertThat(resolve("layers=3").value().layers()).containsExactly(3);
        assertThat(Configuration.resolve(Train.DEFAULT, List.of(file("one.yaml", "layers: 7\n")), List.of()).value().layers())
                .containsExactly(7);
        assertThatThrownBy(() -> resolve("layers=x")).hasMessageContaining("layers: expected a whole number, got 'x'");
    }

    @Test
    void aWrongTypeNamesKeyValueAndSource() {
        assertThatThrownBy(() -> resolve("steps=ten")).hasMessage("steps: expected a whole number, got 'ten' (command line)");
        assertThatThrownBy(() -> resolve("steps=1.5")).hasMessageContaining("expected a whole number, got '1.5'");
        assertThatThrownBy(() -> resolve("steps=3000000000")).hasMessageContaining("expected a whole number");
        assertThatThrownBy(() -> resolve("limit=5")).hasMessageContaining("expected a duration such as 500ms, 5s or 1h30m, got '5'");
        assertThatThrownBy(() -> resolve("layers={a: 3}")).hasMessageContaining("expected a list such as [a, b], got");
        assertThatThrownBy(() -> resolve("layers=''")).hasMessageContaining("expected a list such as [a, b], got");
        assertThatThrownBy(() -> resolve("layers=[1, x]")).hasMessageContaining("layers[1]: expected a whole number, got 'x'");
        assertThatThrownBy(() -> resolve("ppo=3"))
                .hasMessageContaining("ppo: expected keys under it (clip_low, clip_high, epochs), got '3'");
        assertThatThrownBy(() -> resolve("steps=null")).hasMessageContaining("steps: expected a value, got nothing");
        assertThatThrownBy(() -> resolve("algorithm=gropo"))
                .hasMessage("algorithm: expected one of ppo, grpo, got 'gropo' (command line)\ndid you mean 'grpo'?");
    }

    @Test
    void aRangeErrorNamesTheKeyThatCausedIt() throws IOException {
        var path = file("d.yaml", "ppo:\n  epochs: 2\n  clip_low: 1.5\n");
        assertThatThrownBy(() -> Configuration.resolve(Train.DEFAULT, List.of(path), List.of()))
                .hasMessage("clip low must be in [0, 1], got 1.5 (ppo.clip_low from " + path + ":3)");
        assertThatThrownBy(() -> resolve("ppo.clip_low=0.9", "ppo.clip_high=0.8"))
                .hasMessageContaining("clip high must be at least clip low").hasMessageContaining("ppo.clip_low from command line");
    }

    @Test
    void brokenFilesAreNamedWithLineAndColumn() throws IOException {
        var broken = file("e.yaml", "steps: 1\nppo: {clip_low: 0.1\nname: x: y\n");
        assertThatThrownBy(() -> Configuration.resolve(Train.DEFAULT, List.of(broken), List.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(broken + ":").hasMessageContaining("not valid YAML");
        var twice = file("f.yaml", "steps: 1\nname: a\nsteps: 2\n");
        assertThatThrownBy(() -> Configuration.resolve(Train.DEFAULT, List.of(twice), List.of())).hasMessageContaining("steps")
                .hasMessageContaining(":3");
        assertThatThrownBy(() -> Configuration.resolve(Train.DEFAULT, List.of(directory.resolve("none.yaml")), List.of()))
                .hasMessageStartingWith("no configuration file ");
        assertThatThrownBy(() -> Configuration.resolve(Train.DEFAULT, List.of(file("g.yaml", "just text")), List.of()))
                .hasMessageContaining("g.yaml:1: expected keys with values");
        assertThatThrownBy(() -> resolve("steps")).hasMessageContaining("'steps' is not of the form key=value");
    }

    @Test
    void anEmptyFileChangesNothing() throws IOException {
        assertThat(Configuration.resolve(Train.DEFAULT, List.of(file("empty.yaml", "# nothing\n")), List.of()).value())
                .isEqualTo(Train.DEFAULT);
    }

    @Test
    void yamlReadsBackToTheSameRecord() throws IOException {
        var configuration = resolve("name='007: #\"x\" yes\n'", "ppo.clip_high=0.00003e5", "limit=1500ms", "sets=[{path: 'true'}]",
                "start=a b");
        var path = file("back.yaml", configuration.yaml());
        var back = Configuration.resolve(Train.DEFAULT, List.of(path), List.of());
        assertThat(back.value()).isEqualTo(configuration.value());
        assertThat(back.yaml()).isEqualTo(configuration.yaml());
        assertThat(configuration.yaml()).contains("limit: 1s500ms").contains("clip_high: 3.0");
    }

    @Test
    void theTableAlignsKeysValuesAndSources() {
        assertThat(resolve("ppo.epochs=4").table()).contains("ppo.clip_high  0.28    default\n")
                .contains("ppo.epochs     4       command line\n")
                .contains("start          –       default\n").contains("layers         [1, 2]  default\n")
                .contains("limit          5s      default\n");
    }

    @Test
    void theToolProtocolIsOneKey() {
        var options = Configuration.resolve(RolloutOptions.DEFAULT, List.of(), List.of("chat.protocol=tool-calls", "chat.malformed=end"))
                .value().chat();
        assertThat(options)
                .isEqualTo(ChatOptions.DEFAULT.withProtocol(ToolProtocol.Kind.TOOL_CALLS).withMalformed(ToolProtocol.Malformed.END));
        assertThatThrownBy(() -> Configuration.resolve(RolloutOptions.DEFAULT, List.of(), List.of("chat.protocol=tool_call")))
                .hasMessageContaining("inline, retool, tool_calls").hasMessageContaining("did you mean 'tool_calls'?");
        assertThatThrownBy(() -> Configuration.resolve(RolloutOptions.DEFAULT, List.of(), List.of("chat.date=26 July")))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("26 July");
    }
}
