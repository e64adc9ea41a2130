package dev.retool4j.data.rewrite;

/// Takes a row through all stages. Safe for use by many threads.
@FunctionalInterface
public interface Worker {

    /// @throws dev.retool4j.data.teacher.TeacherException where the teacher gave no answer
    Outcome work(SourceRow row) throws InterruptedException;
}
