package dev.retool4j.cli;

import dev.retool4j.sandbox.Isolation;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which tiers of isolation a command goes through.
///
/// @param possible tiers to try, the strongest first
/// @param refused  those that this machine does not allow, each with the reason
record SandboxTiers(List<Isolation> possible, Map<Isolation, String> refused) {

    /// The tier that the options name, or all that isolate.
    static SandboxTiers of(LocalOptions options) {
        var wanted = options.isolation() == Isolation.AUTO
                ? List.of(Isolation.NAMESPACES, Isolation.LANDLOCK)
                : List.of(options.isolation());
        var possible = new java.util.ArrayList<Isolation>();
        var refused = new LinkedHashMap<Isolation, String>();
        for (var tier : wanted) {
            var refusal = LocalInterpreter.refusal(options, tier);
            if (refusal == null) possible.add(tier);
            else
                refused.put(tier, refusal);
        }
        if (possible.isEmpty())
            throw CommandFailure.failed("this machine allows no isolation: " + String.join("; ", refused.values()),
                    "allow user namespaces, or use Linux 6.2 or newer with Landlock; local.isolation=none tries what is left without");
        return new SandboxTiers(List.copyOf(possible), refused);
    }

    static String name(Isolation tier) {
        return tier.name().toLowerCase(java.util.Locale.ROOT);
    }
}
