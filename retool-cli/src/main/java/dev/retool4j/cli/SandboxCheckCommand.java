package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import dev.retool4j.sandbox.Isolation;
import dev.retool4j.sandbox.SandboxCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs hostile programs on this machine and shows what held, tier by tier.
@Command(name = "check", description = "Run hostile programs in the sandbox and show what held on this machine, by tier.", //
        footer = {"%nEach line of a file of cases is a JSON object; see docs/sandbox.md. Without one the built-in cases run.", //
            "Exit code: 0 if all held in each tier that this machine allows, 1 if not.", //
            "%nExamples:", "  retool sandbox check", "  retool sandbox check --cases hostile.jsonl local.isolation=landlock --json"})
final class SandboxCheckCommand extends ConfiguredCommand<SandboxCheckOptions> {
    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--cases", paramLabel = "FILE", description = "Cases to run; default the built-in ones.")
    private @Nullable Path cases;

    @Override
    SandboxCheckOptions defaults() {
        return SandboxCheckOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<SandboxCheckOptions> configuration) {
        var local = configuration.value().local();
        var tiers = SandboxTiers.of(local);
        var reports = new LinkedHashMap<Isolation, SandboxCheck.Report>();
        for (var tier : tiers.possible()) {
            var done = new int[1];
            reports.put(tier, SandboxCheck.run(local.withIsolation(tier), cases, finding -> {
                console().status("%s: %d cases, now %s".formatted(SandboxTiers.name(tier), ++done[0], finding.name()));
                if (!finding.held() && !finding.skipped()) console().line(console().style().bad("✗ ") + problem(tier, finding));
            }));
            console().status("");
        }
        if (json()) printJson(fields(tiers, reports));
        else
            show(tiers, reports);
        return reports.values().stream().allMatch(report -> report.failures().isEmpty()) ? 0 : 1;
    }

    private static String problem(Isolation tier, SandboxCheck.Finding finding) {
        return "%s, %s: %s".formatted(SandboxTiers.name(tier), finding.name(), finding.problem());
    }

    private void show(SandboxTiers tiers, Map<Isolation, SandboxCheck.Report> reports) {
        var groups = new LinkedHashSet<String>();
        reports.values().forEach(report -> report.findings().forEach(finding -> groups.add(finding.group())));
        var rows = new ArrayList<List<String>>();
        for (var group : groups) {
            var row = new ArrayList<>(List.of(group));
            reports.values().forEach(report -> row.add(held(report, group)));
            rows.add(row);
        }
        var header = new ArrayList<>(List.of("held"));
        reports.values().forEach(report -> header.add(report.isolation()));
        console().result(new Table(header, rows).render(console().resultStyle()));
        reports.forEach((tier, report) -> {
            for (var failure : report.failures())
                console().result(console().resultStyle().bad("✗ ") + problem(tier, failure));
        });
        tiers.refused().forEach((tier, reason) -> console().line(SandboxTiers.name(tier) + " is not possible here: " + reason));
        var all = reports.values().stream().allMatch(report -> report.failures().isEmpty());
        console().line(all ? console().style().good("✓ ") + "all held" : console().style().bad("✗ ") + "not all held");
    }

    private static String held(SandboxCheck.Report report, String group) {
        var run = report.findings().stream().filter(finding -> finding.group().equals(group) && !finding.skipped()).toList();
        return run.isEmpty() ? "–" : run.stream().filter(SandboxCheck.Finding::held).count() + " of " + run.size();
    }

    private static Map<String, Object> fields(SandboxTiers tiers, Map<Isolation, SandboxCheck.Report> reports) {
        var byTier = new LinkedHashMap<String, Object>();
        reports.forEach((tier, report) -> {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("isolation", report.isolation());
            fields.put("held", report.failures().isEmpty());
            fields.put("findings", report.findings());
            byTier.put(SandboxTiers.name(tier), fields);
        });
        tiers.refused().forEach((tier, reason) -> byTier.put(SandboxTiers.name(tier), Map.of("refused", reason)));
        return byTier;
    }
}
