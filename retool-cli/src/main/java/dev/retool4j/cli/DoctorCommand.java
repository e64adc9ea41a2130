package dev.retool4j.cli;

import dev.retool4j.model.Placement;
import dev.retool4j.sandbox.PythonEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/// A checklist of what retool needs, with a fix for what is missing.
@Command(name = "doctor", description = "Check Java, Python, libtorch, GPU, disk, and say what to fix.", //
        footer = {"%nMakes the sandbox's Python environment if there is none (once, a minute).", //
            "Exit code: 0 if everything needed is there, 1 if not.", "%nExample:", "  retool doctor"})
final class DoctorCommand extends RetoolCommand {
    private static final long GIB = 1L << 30;

    @Override
    public Integer call() {
        var cache = PythonEnvironment.cacheFolder();
        var doctor = new Doctor(new Machine(Path.of("/")), cache);
        var looks = new LinkedHashMap<String, Supplier<Check>>();
        looks.put("Java", () -> doctor.java(Runtime.version(), Runtime.getRuntime().maxMemory()));
        looks.put("Processor", () -> doctor.processor(Runtime.getRuntime().availableProcessors()));
        looks.put("Memory", doctor::memory);
        looks.put("Disk", () -> doctor.disk("Disk", Path.of("").toAbsolutePath(), 2 * GIB));
        looks.put("Cache", () -> doctor.disk("Cache", cache, GIB));
        looks.put("/dev/shm", doctor::sharedMemory);
        looks.put("Python", () -> doctor.python(console()::line));
        looks.put("Sandbox", () -> doctor.sandbox(console()::line));
        looks.put("libtorch", doctor::libtorch);
        looks.put("GPU", () -> doctor.gpu(Placement.gpuBuild(), Placement.gpus()));
        var checks = new ArrayList<Check>();
        looks.forEach((name, look) -> {
            console().status("checking " + name + " …");
            var check = look.get();
            console().status("");
            checks.add(check);
            if (!json()) console().result(show(check));
        });
        if (json()) printJson(checks.stream().map(DoctorCommand::fields).toList());
        boolean bad = checks.stream().anyMatch(check -> check.mark() == Check.Mark.BAD);
        if (!json()) console().line(bad ? "something is missing: see the lines marked ✗" : "ready: try 'retool demo'");
        return bad ? 1 : 0;
    }

    private String show(Check check) {
        var style = console().resultStyle();
        var mark = switch (check.mark()) {
            case GOOD -> style.good("✓");
            case NOTE -> style.warn("–");
            case BAD -> style.bad("✗");
        };
        var line = mark + " " + Columns.pad(check.name(), 10) + check.detail();
        return check.fix() == null ? line : line + "\n            → " + check.fix();
    }

    private static java.util.Map<String, String> fields(Check check) {
        var fields = new LinkedHashMap<>(java.util.Map.of("name", check.name(), "mark", check.mark().name().toLowerCase(Locale.ROOT), //
                "detail", check.detail()));
        if (check.fix() != null) fields.put("fix", check.fix());
        return fields;
    }
}
