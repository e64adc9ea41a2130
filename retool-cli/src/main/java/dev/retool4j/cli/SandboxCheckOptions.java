package dev.retool4j.cli;

import dev.retool4j.sandbox.LocalOptions;
import dev.retool4j.sandbox.PythonEnvironment;

/// Configuration of `retool sandbox check` and `soak`.
///
/// @param local the pool; with `isolation: auto` each tier that this machine allows is tried, else the one that it names
record SandboxCheckOptions(LocalOptions local) {
    static final SandboxCheckOptions DEFAULT = new SandboxCheckOptions(
            LocalOptions.DEFAULT.withPreload(PythonEnvironment.MODULES, false));
}
