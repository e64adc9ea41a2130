package dev.retool4j.cli;

import dev.retool4j.sandbox.Limits;
import dev.retool4j.sandbox.LocalOptions;
import dev.retool4j.sandbox.PythonEnvironment;

/// Configuration of `retool sandbox`.
///
/// @param local  the pool: Python, isolation, preloaded modules
/// @param limits what a program may use
record SandboxOptions(LocalOptions local, Limits limits) {
    /// One program at a time needs one worker only, and no lazy imports learnt beforehand.
    static final SandboxOptions DEFAULT = new SandboxOptions(
            LocalOptions.DEFAULT.withWorkers(1, 1).withPreload(PythonEnvironment.MODULES, false), Limits.DEFAULT);

    /// The same for many programs: as many workers as the machine has room for.
    SandboxOptions pool() {
        return new SandboxOptions(LocalOptions.DEFAULT, limits);
    }
}
