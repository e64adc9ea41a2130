package dev.retool4j.cli;

import dev.retool4j.data.rewrite.RewriteFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of a cold start on real data. An earlier one is never begun anew by accident, and its paid answers are never deleted.
final class RewriteFolder {
    private static final String JOURNAL = "journal.jsonl";

    private RewriteFolder() {}

    static Path journal(Path folder) {
        return folder.resolve(JOURNAL);
    }

    /// Makes the folder, or takes up the one that is there.
    ///
    /// @throws CommandFailure if an earlier call wrote into it and neither option says what to do
    static void prepare(Path folder, boolean resume, boolean clean) throws IOException {
        Files.createDirectories(folder);
        if (resume || !used(folder)) return;
        if (!clean)
            throw CommandFailure.failed(folder + " holds an earlier cold start",
                    "go on with --resume, begin anew with --clean, or pass out=<another folder>");
        if (!Files.exists(journal(folder))) return;
        int number = 1;
        while (Files.exists(folder.resolve("journal-" + number + ".jsonl")))
            number++;
        Files.move(journal(folder), folder.resolve("journal-" + number + ".jsonl"));
    }

    private static boolean used(Path folder) throws IOException {
        return Files.exists(folder.resolve(RewriteFiles.EXAMPLES)) || Files.exists(journal(folder)) && Files.size(journal(folder)) > 0;
    }
}
