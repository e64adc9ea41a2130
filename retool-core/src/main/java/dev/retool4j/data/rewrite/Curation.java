package dev.retool4j.data.rewrite;

import dev.retool4j.data.Boxed;
import dev.retool4j.data.Reject;
import dev.retool4j.data.teacher.Teacher;
import dev.retool4j.data.teacher.TeacherReply;
import dev.retool4j.data.teacher.TeacherRequest;
import dev.retool4j.data.teacher.Usage;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/// Keeps rows out that are not worth a rewriting: first by rules that cost nothing, then by solving the question several times and comparing
/// with the gold answer.
final class Curation {
    private static final Pattern PROOF = Pattern.compile("(?i)^\\W*(?:prove|show)\\s+that\\b");
    private static final Pattern PICTURE = Pattern.compile("(?i)\\[asy\\]|\\\\includegraphics|!\\[[^\\]]*\\]\\("
            + "|\\b(?:figure|diagram|picture|graph)\\s+(?:below|above|shown)|\\b(?:in|as shown in|see)\\s+the\\s+(?:figure|diagram|picture)\\b");

    private final CurationOptions options;
    private final BiPredicate<String, String> equivalent;
    private final Prompts prompts;

    Curation(CurationOptions options, BiPredicate<String, String> equivalent, Prompts prompts) {
        this.options = options;
        this.equivalent = equivalent;
        this.prompts = prompts;
    }

    /// What is wrong with a row itself. Costs nothing.
    Optional<Defect> fault(SourceRow row) {
        var question = row.problem().question();
        var gold = row.problem().answer();
        if (question.isBlank()) return Optional.of(new Defect(Reject.INVALID_QUESTION, "there is no question"));
        if (PROOF.matcher(question).find()) return Optional.of(new Defect(Reject.INVALID_QUESTION, "it asks for a proof"));
        if (PICTURE.matcher(question).find()) return Optional.of(new Defect(Reject.INVALID_QUESTION, "it needs a picture"));
        if (gold.isBlank()) return Optional.of(new Defect(Reject.NO_GOLD_ANSWER, "there is no gold answer"));
        if (!equivalent.test(gold, gold))
            return Optional.of(new Defect(Reject.NO_GOLD_ANSWER, "the verifier cannot read the gold answer " + gold));
        if (row.text().isBlank()) return Optional.of(new Defect(Reject.NO_REASONING, "there is no reasoning"));
        return Boxed.last(row.text()).filter(own -> !equivalent.test(gold, own)).map(
                own -> new Defect(Reject.WRONG_REASONING, "the reasoning ends in " + own + ", the gold answer is " + gold));
    }

    /// What the teacher's own solutions have against the gold answer. Asks no more often than it takes to know.
    ///
    /// @param usage grows by what was asked
    Optional<Defect> dispute(SourceRow row, Teacher teacher, Spent usage) throws InterruptedException {
        int agreed = 0;
        int invalid = 0;
        var others = new StringBuilder();
        for (int sample = 0; sample < options.samples() && agreed < options.agreement(); sample++) {
            if (agreed + options.samples() - sample < options.agreement()) break;
            var reply = usage.add(teacher.ask(TeacherRequest.of(prompts.solve(row.problem().question()), sample)));
            var answer = Boxed.last(reply.text()).orElse("");
            if (answer.contains(Prompts.NO_ANSWER)) invalid++;
            if (!answer.isEmpty() && equivalent.test(row.problem().answer(), answer)) agreed++;
            else
                others.append(others.isEmpty() ? "" : ", ").append(answer.isEmpty() ? "nothing" : answer);
        }
        if (options.samples() == 0 || agreed >= options.agreement()) return Optional.empty();
        if (invalid > 0 && agreed == 0)
            return Optional.of(new Defect(Reject.INVALID_QUESTION, "the teacher finds no answer to the question: " + others));
        return Optional.of(new Defect(Reject.GOLD_DISPUTED, agreed + " of the teacher's solutions, of at least " + options.agreement()
                + ", give the gold answer " + row.problem().answer() + "; others: " + others));
    }

    /// Adds up what a row's answers cost.
    static final class Spent {
        private Usage usage = Usage.NONE;

        TeacherReply add(TeacherReply reply) {
            usage = usage.plus(reply.usage());
            return reply;
        }

        Usage usage() {
            return usage;
        }
    }
}
