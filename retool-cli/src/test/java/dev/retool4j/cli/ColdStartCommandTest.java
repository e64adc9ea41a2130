package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.Span;
import dev.retool4j.data.SupervisedExamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ColdStartCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Invocation run(String... more) {
        var arguments = new java.util.ArrayList<>(java.util.List.of("cold-start", "traces=24", "out=" + folder.resolve("cold"), "seed=3",
                "sandbox.local.preload=[]", "sandbox.local.learn=false"));
        arguments.addAll(java.util.List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    @Test
    void rowsAreVerifiedExecutedAndWritten() throws IOException {
        var run = run("--json");
        assertThat(run.code()).as(run.err()).isZero();
        var statistics = JsonMapper.shared().readTree(run.out());
        var examples = SupervisedExamples.read(folder.resolve("cold/examples.jsonl"));
        assertThat(examples).hasSize(statistics.get("rows").asInt()).hasSizeGreaterThan(10);
        assertThat(examples)
                .anySatisfy(example -> assertThat(example.spans()).extracting(Span::kind).contains(Span.Kind.CODE, Span.Kind.INTERPRETER));
        assertThat(Files.readAllLines(folder.resolve("cold/rejected.jsonl"))).hasSize(24 - examples.size());
        assertThat(Files.readString(folder.resolve("cold/config.yaml"))).contains("traces: 24");
        assertThat(folder.resolve("cold/statistics.json")).isNotEmptyFile();
    }

    @Test
    void whatIsThereIsKept() throws IOException {
        Files.createDirectories(folder.resolve("cold"));
        var file = Files.writeString(folder.resolve("cold/examples.jsonl"), "precious\n");
        var run = run();
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("exists already").contains("--clean");
        assertThat(file).hasContent("precious\n");
    }
}
