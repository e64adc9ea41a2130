package dev.retool4j.cli;

import dev.retool4j.sandbox.LocalOptions;
import java.util.List;

/// Configuration of `retool sandbox bench`.
///
/// @param callers numbers of callers that each wait for their answer
/// @param seconds time per way and number of callers
/// @param rounds  turns that this time is cut into, so that the ways see the same machine
/// @param local   the pools; with `isolation: auto` every tier that this machine allows is measured
record SandboxBenchOptions(List<Integer> callers, double seconds, int rounds, LocalOptions local) {
    static final SandboxBenchOptions DEFAULT = new SandboxBenchOptions(dev.retool4j.sandbox.BenchOptions.DEFAULT.callers(),
            dev.retool4j.sandbox.BenchOptions.DEFAULT.seconds(), dev.retool4j.sandbox.BenchOptions.DEFAULT.rounds(), LocalOptions.DEFAULT);

    SandboxBenchOptions {
        new dev.retool4j.sandbox.BenchOptions(callers, seconds, rounds, List.of(), null); // checks the ranges
        callers = List.copyOf(callers);
    }
}
