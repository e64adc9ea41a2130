package dev.retool4j.run.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.Prompt;
import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.Execution;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Reject;
import dev.retool4j.data.rewrite.Outcome;
import dev.retool4j.data.rewrite.RewriteFiles;
import dev.retool4j.data.rewrite.RewriteOptions;
import dev.retool4j.data.rewrite.RewriteVerifier;
import dev.retool4j.data.rewrite.SourceRow;
import dev.retool4j.data.teacher.Usage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdStartPageTest {
    private static final String EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whatModelsAndProgramsWroteIsTextAndTheDifferenceIsMarked() throws Exception {
        var row = new SourceRow(new Problem("p" + EVIL, "What is 6 times 7? " + EVIL, "42"),
                "I think about it. 6 times 7 by hand is 42 because " + EVIL + ". Done.");
        var verifier = new RewriteVerifier(source -> new Execution(true, "42 " + EVIL), String::equals, RewriteOptions.DEFAULT);
        var verification = verifier.verify(row.problem(), row.text(), "I think about it.\n" + ToolTags.code("print(6*7) # " + EVIL)
                + ToolTags.interpreter("42") + "\nDone at last " + EVIL + "\n" + ToolTags.answer("42"));
        try (var files = new RewriteFiles(folder, Prompt.of("paper"))) {
            files.accept(new Outcome.Accepted(row, 2, Usage.NONE, verification));
            files.accept(new Outcome.Rejected(row, Reject.WRONG_ANSWER, EVIL, 3, Usage.NONE, verification, EVIL));
            files.accept(new Outcome.Rejected(row, Reject.NO_ANSWER, EVIL, 3, Usage.NONE, null, EVIL));
            var html = ColdStartPage.render("Cold start " + EVIL, files.statistics(), files.samples(), true);
            assertThat(html).doesNotContain("<script").doesNotContain("<img").doesNotContain("\u202e");
            assertThat(html).contains("&lt;script&gt;").contains("<del>").contains("<ins>").contains("wrong_answer").contains("no_answer");
            var document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(new ByteArrayInputStream(html.replace("<!DOCTYPE html>", "").getBytes(StandardCharsets.UTF_8)));
            assertThat(document.getElementsByTagName("article").getLength()).isEqualTo(3);
        }
    }
}
