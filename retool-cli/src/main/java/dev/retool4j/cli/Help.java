package dev.retool4j.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/// How help looks: commands of the root in groups, by the order in which one uses them.
final class Help {
    static final Map<String, List<String>> GROUPS = groups();

    private Help() {}

    private static Map<String, List<String>> groups() {
        var groups = new LinkedHashMap<String, List<String>>();
        groups.put("Start here", List.of("demo", "doctor"));
        groups.put("Data", List.of("data", "cold-start", "verify"));
        groups.put("Train", List.of("sft", "train", "merge"));
        groups.put("Use", List.of("eval", "compare", "solve", "serve", "report", "trace"));
        groups.put("Tools", List.of("dashboard", "sandbox", "bench", "completion"));
        return groups;
    }

    static void apply(CommandLine root, int columns, boolean color) {
        root.setColorScheme(CommandLine.Help.defaultColorScheme(color ? Ansi.ON : Ansi.OFF));
        root.setUsageHelpWidth(Math.clamp(columns, 80, 120));
        root.setUsageHelpLongOptionsMaxWidth(30);
        root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Help::commands);
    }

    private static String commands(CommandLine.Help help) {
        var commands = help.subcommands();
        var text = new StringBuilder();
        GROUPS.forEach((group, names) -> {
            text.append('\n').append(group).append('\n');
            for (var name : names) {
                if (commands.get(name) instanceof CommandLine.Help command)
                    text.append("  ").append(Columns.pad(name, 13)).append(command.description().lines().findFirst().orElse(""))
                            .append('\n');
            }
        });
        return text.toString();
    }
}
