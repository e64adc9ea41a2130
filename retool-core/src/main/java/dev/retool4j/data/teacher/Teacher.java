package dev.retool4j.data.teacher;

/// A language model that can be asked. Safe for use by many threads.
@FunctionalInterface
public interface Teacher {

    /// Asks and waits for the whole answer.
    ///
    /// @throws TeacherException     if there is none; its kind says whether it is worth asking again
    /// @throws InterruptedException if the thread is interrupted while it waits
    TeacherReply ask(TeacherRequest request) throws InterruptedException;
}
