package dev.retool4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Folders named after a step, `step-000120`, so that they sort as they follow each other.
final class Steps {
    private static final Pattern NAME = Pattern.compile("step-(\\d{6,9})");

    private Steps() {}

    static String name(int step) {
        if (step < 0) throw new IllegalArgumentException("a step must be 0 or more, got " + step);
        return "step-%06d".formatted(step);
    }

    static Optional<Integer> parse(Path folder) {
        var matcher = NAME.matcher(folder.getFileName().toString());
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    /// The steps that have a folder here, ascending; none where the parent does not exist.
    static List<Integer> in(Path parent) {
        if (!Files.isDirectory(parent)) return List.of();
        try (var children = Files.list(parent)) {
            return children.filter(Files::isDirectory).flatMap(child -> parse(child).stream()).sorted().toList();
        } catch (IOException e) {
            throw new RunException("cannot list " + parent + ": " + AtomicFiles.reason(e), "check that it is a readable folder", e);
        }
    }
}
