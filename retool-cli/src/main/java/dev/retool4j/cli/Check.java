package dev.retool4j.cli;

import org.jspecify.annotations.Nullable;

/// One line of `retool doctor`.
///
/// @param name   what was looked at
/// @param mark   how it stands
/// @param detail what was found
/// @param fix    the command or change that helps, where one is needed
record Check(String name, Mark mark, String detail, @Nullable String fix) {

    /// How it stands.
    enum Mark {
        /// as it should be
        GOOD,
        /// not needed, or works with less
        NOTE,
        /// something will not work
        BAD
    }

    static Check good(String name, String detail) {
        return new Check(name, Mark.GOOD, detail, null);
    }

    static Check note(String name, String detail, @Nullable String fix) {
        return new Check(name, Mark.NOTE, detail, fix);
    }

    static Check bad(String name, String detail, String fix) {
        return new Check(name, Mark.BAD, detail, fix);
    }
}
