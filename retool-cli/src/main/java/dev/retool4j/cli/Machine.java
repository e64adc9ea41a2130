package dev.retool4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What Linux says about the machine. `root` is the root of the file system, another folder in tests.
record Machine(Path root) {
    private static final List<String> INSTRUCTION_SETS = List.of("avx2", "avx512f", "amx_bf16");

    /// Memory in bytes that a new program can have: what is available, or less where a control group allows less.
    OptionalLong availableMemory() {
        var available = field("proc/meminfo", "MemAvailable");
        var limit = number("sys/fs/cgroup/memory.max");
        var used = number("sys/fs/cgroup/memory.current");
        if (available.isEmpty()) return available;
        long bytes = available.getAsLong() * 1024;
        return limit.isPresent() ? OptionalLong.of(Math.min(bytes, limit.getAsLong() - used.orElse(0))) : OptionalLong.of(bytes);
    }

    /// Name of the processor.
    String processor() {
        return lines("proc/cpuinfo").filter(line -> line.startsWith("model name")).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown processor");
    }

    /// Those of AVX2, AVX-512 and AMX that it has, which libtorch's speed rests on.
    List<String> instructionSets() {
        var flags = lines("proc/cpuinfo").filter(line -> line.startsWith("flags")).findFirst()
                .map(line -> Arrays.asList(line.split("\\s+")))
                .orElse(List.of());
        return INSTRUCTION_SETS.stream().filter(flags::contains).toList();
    }

    private OptionalLong field(String file, String name) {
        return lines(file).filter(line -> line.startsWith(name + ":")).mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst();
    }

    /// The number that a file holds; empty for one that is missing, or says `max`.
    private OptionalLong number(String file) {
        return lines(file).filter(line -> line.matches("[0-9]+")).mapToLong(Long::parseLong).findFirst();
    }

    private Stream<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file)).stream();
        } catch (IOException e) {
            return Stream.empty(); // not there: unknown
        }
    }
}
