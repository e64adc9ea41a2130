package dev.retool4j.run.report;

import dev.retool4j.run.RunException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Everything that is shown, read once.
record ReportData(ReportInput input, ArmData tool, @Nullable ArmData text, Emergence emergence) {

    static ReportData read(ReportInput input) {
        var set = input.set() != null ? input.set() : ArmData.usualSet(input.tool().run());
        var tool = ArmData.read(input.tool(), "tool", set);
        var text = input.text() == null ? null : ArmData.read(input.text(), "plain", set);
        if (input.set() != null && !tool.evaluated())
            throw new RunException(input.tool().run() + " was not evaluated on '" + set + "'",
                    tool.others().isEmpty()
                            ? "it has no evaluations"
                            : "it was evaluated on " + String.join(", ", tool.others().stream().map(other -> other.set()).toList()));
        return new ReportData(input, tool, text, Emergence.of(tool));
    }

    List<ArmData> arms() {
        return Stream.of(tool, text).flatMap(Stream::ofNullable).toList();
    }
}
