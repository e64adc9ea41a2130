package dev.retool4j.data.rewrite;

import dev.retool4j.data.CodeRunner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Makes complete scripts of a notebook's cells, which share their state and show their last expression: each gets those statements of
/// earlier cells that it depends on, and prints what the notebook showed. Python does it, in the sandbox, on the syntax tree (`cells.py`).
final class Scripts {
    private static final String PROGRAM = program();

    private final CodeRunner runner;

    /// @param runner shows long output whole
    Scripts(CodeRunner runner) {
        this.runner = runner;
    }

    /// A cell with what the notebook showed.
    record Cell(String source, String shown) {}

    /// The scripts, as many as cells; empty if they cannot be made.
    Optional<List<String>> of(List<Cell> cells) {
        var input = JsonMapper.shared()
                .writeValueAsBytes(cells.stream().map(cell -> Map.of("source", cell.source(), "shown", cell.shown())).toList());
        var result = runner.run(PROGRAM.replace("{cells}", Base64.getEncoder().encodeToString(input)));
        if (!result.succeeded()) return Optional.empty();
        try {
            var scripts = JsonMapper.shared().readTree(result.output()).valueStream().map(node -> node.asString("")).toList();
            return scripts.size() == cells.size() ? Optional.of(scripts) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static String program() {
        try (var in = Objects.requireNonNull(Scripts.class.getResourceAsStream("cells.py"), "cells.py is part of this program")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read cells.py", e);
        }
    }
}
