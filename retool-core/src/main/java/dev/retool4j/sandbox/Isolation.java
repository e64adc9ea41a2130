package dev.retool4j.sandbox;

/// How snippets are kept apart from the machine and from each other. See docs/sandbox.md for what each tier holds.
public enum Isolation {
    /// the strongest tier that this machine allows; refused where it allows neither
    AUTO,
    /// own user, pid, mount, network, ipc and uts namespaces, a private file system, seccomp, limits
    NAMESPACES,
    /// Landlock, seccomp and limits, for machines that allow no namespaces (a default container)
    LANDLOCK,
    /// limits only: the snippet can read what the user can read. Only where the machine itself is expendable
    NONE;

    /// The name that the worker knows it by.
    String tier() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
