package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.run.MetricsLog;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.sandbox.LocalInterpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo's whole path with a few steps of everything.
class DemoTest {
    @TempDir
    private Path folder;

    private static LocalInterpreter interpreter;

    @BeforeAll
    static void start() {
        interpreter = LocalInterpreter.start();
    }

    @AfterAll
    static void stop() {
        interpreter.close();
    }

    @Test
    void twoRunsWithOneSeedHaveIdenticalCurves() throws IOException {
        assertThat(new Demo(options("first"), console(), () -> false).run(interpreter)).isTrue();
        assertThat(new Demo(options("second"), console(), () -> false).run(interpreter)).isTrue();
        for (var arm : List.of("tool", "text")) {
            assertThat(curves("second", arm)).as(arm).isEqualTo(curves("first", arm));
            assertThat(Files.mismatch(weights("first", arm), weights("second", arm))).as("weights of %s differ from byte", arm)
                    .isEqualTo(-1);
        }
    }

    @Test
    void aDemoThatWasStoppedGoesOnToTheSameEnd() throws IOException {
        assertThat(new Demo(options("whole"), console(), () -> false).run(interpreter)).isTrue();
        // asked before every step: stops in the middle of the base, of the fine-tuning of both policies, and of reinforcement learning
        for (int questions : List.of(7, 18, 30)) {
            var asked = new AtomicInteger();
            assertThat(new Demo(options("stopped"), console(), () -> asked.incrementAndGet() > questions).run(interpreter)).isFalse();
        }
        assertThat(new Demo(options("stopped"), console(), () -> false).run(interpreter)).isTrue();
        for (var arm : List.of("tool", "text"))
            assertThat(Files.mismatch(weights("whole", arm), weights("stopped", arm))).as("weights of %s differ from byte", arm)
                    .isEqualTo(-1);
    }

    @Test
    void commandWritesReportAndOneLineOfJson() throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        var console = new Console(new java.io.PrintStream(out), new java.io.PrintStream(new java.io.ByteArrayOutputStream()), Terminal.NONE,
                false, true);
        assertThat(new DemoWork(options("json"), true, console).run("yaml", RunDirectory.Existing.REFUSE, true)).isZero();
        var lines = out.toString(java.nio.charset.StandardCharsets.UTF_8).strip().lines().toList();
        assertThat(lines).hasSize(1);
        var json = tools.jackson.databind.json.JsonMapper.shared().readTree(lines.getFirst());
        assertThat(json.propertyNames()).containsExactly("tool_accuracy", "cold_start_accuracy", "text_accuracy", "text_start_accuracy",
                "code_ratio",
                "minutes", "report");
        assertThat(Path.of(json.get("report").asString())).exists();
        assertThatThrownBy(() -> new DemoWork(options("json"), true, console).run("yaml", RunDirectory.Existing.REFUSE, true))
                .isInstanceOf(CommandFailure.class).hasMessageContaining("already exists").hasMessageContaining("--resume");
    }

    private DemoOptions options(String name) {
        var full = DemoOptions.QUICK;
        var evaluation = new DemoOptions.Evaluation(16, 1, 1, 3);
        return new DemoOptions(name, folder, 3, DemoOptions.HeldOut.VALID, 150, full.base().withSteps(12), arm(full.tool(), 4),
                arm(full.text(), 6), evaluation);
    }

    private static DemoOptions.Arm arm(DemoOptions.Arm arm, int steps) {
        var rl = arm.rl();
        var small = new dev.retool4j.train.RlOptions(rl.algorithm(), steps, 8, 1, 2, 1, 8, 1, rl.pass(), 1, 1, true, true, rl.loss(),
                rl.aggregation(),
                rl.optimizer(),
                rl.schedule(), 1.0, rl.critic(), rl.oldLogprobs());
        return new DemoOptions.Arm(arm.blend(), arm.coldStart().withSteps(10), small, arm.rollout().withTokens(48, 48));
    }

    private Path weights(String name, String arm) {
        var checkpoints = RunDirectory.read(folder.resolve(name).resolve(arm)).checkpoints();
        return checkpoints.path(checkpoints.latest().orElseThrow()).resolve("model.safetensors");
    }

    /// Every figure by step except what is measured with a clock.
    private Map<Integer, List<Map.Entry<String, Double>>> curves(String name, String arm) {
        var curves = new TreeMap<Integer, List<Map.Entry<String, Double>>>();
        for (MetricsLog.Row row : RunDirectory.read(folder.resolve(name).resolve(arm)).metrics().rows()) {
            var figures = curves.computeIfAbsent(row.step(), step -> new ArrayList<>());
            row.metrics().forEach((key, value) -> {
                if (!key.startsWith("time/") && !key.startsWith("speed/")) figures.add(Map.entry(key, value));
            });
        }
        return curves;
    }

    private static Console console() {
        var nowhere = new java.io.PrintStream(java.io.OutputStream.nullOutputStream());
        return new Console(nowhere, nowhere, Terminal.NONE, false, true);
    }
}
