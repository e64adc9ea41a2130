package dev.retool4j.data.rewrite;

import dev.retool4j.data.Reject;
import dev.retool4j.data.teacher.Teacher;
import dev.retool4j.data.teacher.TeacherException;
import dev.retool4j.data.teacher.TeacherReply;
import dev.retool4j.data.teacher.TeacherRequest;
import dev.retool4j.data.teacher.TeacherRequest.Message;
import java.util.List;
import java.util.function.BiPredicate;

/// Curates a row, has it rewritten, verifies the result, and sends it back with its defects until it passes or the retries are used up.
public final class TeacherRewriting implements Worker {
    private final Teacher teacher;
    private final RewriteVerifier verifier;
    private final Curation curation;
    private final Prompts prompts;
    private final RewriteOptions options;

    /// @param equivalent whether an answer (second) is the gold one (first)
    public TeacherRewriting(Teacher teacher, RewriteVerifier verifier, BiPredicate<String, String> equivalent, RewriteOptions options,
            CurationOptions curation) {
        this.teacher = teacher;
        this.verifier = verifier;
        this.prompts = Prompts.of(options.prompt());
        this.curation = new Curation(curation, equivalent, prompts);
        this.options = options;
    }

    @Override
    public Outcome work(SourceRow row) throws InterruptedException {
        var spent = new Curation.Spent();
        var fault = curation.fault(row);
        if (fault.isPresent()) return rejected(row, 0, spent, Verification.unread("", fault.get()));
        try {
            var dispute = curation.dispute(row, teacher, spent);
            if (dispute.isPresent()) return rejected(row, 0, spent, Verification.unread("", dispute.get()));
            return rewrite(row, spent);
        } catch (TeacherException e) {
            if (e.kind() != TeacherException.Kind.REFUSED) throw e;
            return rejected(row, 0, spent, Verification.unread("", new Defect(Reject.TEACHER_REFUSED, String.valueOf(e.getMessage()))));
        }
    }

    private Outcome rewrite(SourceRow row, Curation.Spent spent) throws InterruptedException {
        var task = Message.user(prompts.convert(row));
        var conversation = List.of(task);
        for (int attempt = 1;; attempt++) {
            var reply = spent.add(teacher.ask(new TeacherRequest(conversation, attempt - 1)));
            var verification = verify(row, reply);
            if (verification.accepted()) return new Outcome.Accepted(row, attempt, spent.usage(), verification);
            if (attempt > options.retries()) return rejected(row, attempt, spent, verification);
            conversation = List.of(task, Message.assistant(reply.text()), Message.user(prompts.mend(verification.defects())));
        }
    }

    private Verification verify(SourceRow row, TeacherReply reply) {
        if (reply.truncated())
            return Verification.unread(reply.text(),
                    new Defect(Reject.TRUNCATED, "the answer was cut at the limit of tokens: it must be shorter"));
        int open = reply.text().lastIndexOf(Prompts.OPEN);
        int close = reply.text().indexOf(Prompts.CLOSE, Math.max(0, open));
        if (open < 0 || close < 0)
            return Verification.unread(reply.text(), new Defect(Reject.NO_REVISION,
                    "the revised reasoning does not stand between " + Prompts.OPEN + " and " + Prompts.CLOSE));
        return verifier.verify(row.problem(), row.text(), reply.text().substring(open + Prompts.OPEN.length(), close).strip());
    }

    private static Outcome rejected(SourceRow row, int attempts, Curation.Spent spent, Verification verification) {
        var first = verification.defects().getFirst();
        return new Outcome.Rejected(row, first.reason(), first.detail(), attempts, spent.usage(),
                verification.executed() == null ? null : verification, verification.response());
    }
}
