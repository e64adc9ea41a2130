package dev.retool4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What stdout and stderr are connected to.
///
/// @param out     whether stdout is a terminal
/// @param err     whether stderr is a terminal
/// @param color   whether the user's environment allows colour (`NO_COLOR` unset, `TERM` not `dumb`)
/// @param columns width of the terminal
record Terminal(boolean out, boolean err, boolean color, int columns) {
    /// No terminal anywhere: plain text.
    static final Terminal NONE = new Terminal(false, false, false, 100);

    /// What this process has. Java can only tell about stdin and stdout together, so the kernel is asked.
    static Terminal detect(Map<String, String> environment) {
        boolean color = environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
        return new Terminal(isTerminal(1), isTerminal(2), color, columns(environment.get("RETOOL_COLUMNS")));
    }

    private static boolean isTerminal(int descriptor) {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            var console = System.console(); // not Linux
            return console != null && console.isTerminal();
        }
    }

    private static int columns(@org.jspecify.annotations.Nullable String text) {
        try {
            return text == null ? NONE.columns() : Math.clamp(Integer.parseInt(text), 40, 200);
        } catch (NumberFormatException e) {
            return NONE.columns();
        }
    }
}
