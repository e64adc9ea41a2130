package dev.retool4j.data.rewrite;

import dev.retool4j.chat.Prompt;
import dev.retool4j.data.JsonLines;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.SupervisedExamples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Objects;

/// The files of a cold start on real data: `examples.jsonl` with the accepted rows, `rejected.jsonl` with the others and their reasons, and
/// `statistics.json`. They take the place of earlier ones together, at [#commit].
public final class RewriteFiles implements Rows.Sink, AutoCloseable {
    public static final String EXAMPLES = "examples.jsonl";
    public static final String REJECTED = "rejected.jsonl";
    public static final String STATISTICS = "statistics.json";

    private final Prompt prompt;
    private final JsonLines examples;
    private final JsonLines rejected;
    private final Path folder;
    private final RewriteStatistics statistics = new RewriteStatistics();
    private final RewriteSamples samples = new RewriteSamples();

    /// @param prompt renders the prompts of the rows
    public RewriteFiles(Path folder, Prompt prompt) throws IOException {
        this.folder = folder;
        this.prompt = prompt;
        examples = new JsonLines(folder.resolve(EXAMPLES));
        rejected = new JsonLines(folder.resolve(REJECTED));
    }

    @Override
    public void accept(Outcome outcome) throws IOException {
        statistics.add(outcome);
        samples.add(outcome);
        switch (outcome) {
            case Outcome.Accepted yes -> {
                var executed = Objects.requireNonNull(yes.verification().executed(), "an accepted trace was executed");
                var problem = yes.row().problem();
                examples.add(SupervisedExamples
                        .row(new SupervisedExample(problem, prompt.render(problem.question()), executed.spans())));
            }
            case Outcome.Rejected no -> {
                var row = new LinkedHashMap<String, Object>();
                row.put("problem", no.row().problem().id());
                row.put("stage", Stage.of(no.reason()).label());
                row.put("reason", no.reason().label());
                row.put("detail", no.detail());
                row.put("attempts", no.attempts());
                row.put("response", no.response());
                rejected.add(row);
            }
            case Outcome.Unfinished ignored -> {
                // counted; it is in neither file
            }
        }
    }

    public RewriteStatistics statistics() {
        return statistics;
    }

    /// Rows to show.
    public RewriteSamples samples() {
        return samples;
    }

    /// Puts the files in their places.
    public void commit() throws IOException {
        examples.commit();
        rejected.commit();
        try (var lines = new JsonLines(folder.resolve(STATISTICS))) {
            lines.add(statistics.fields());
            lines.commit();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            examples.close();
        } finally {
            rejected.close();
        }
    }
}
