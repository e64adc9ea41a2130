package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    private Path root = Path.of("");
    private Doctor doctor = new Doctor(new Machine(root), root);

    @BeforeEach
    void setUp() throws IOException {
        write("proc/meminfo", "MemTotal:       24000000 kB\nMemAvailable:   20971520 kB\n");
        write("proc/cpuinfo", "model name\t: Some CPU @ 3 GHz\nflags\t\t: fpu avx2 avx512f amx_bf16 sse\n");
        doctor = new Doctor(new Machine(root), root.resolve("cache"));
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }

    @Test
    void memoryIsWhatIsAvailable() {
        assertThat(doctor.memory()).isEqualTo(Check.good("Memory", "20.0 GiB available"));
    }

    @Test
    void aControlGroupsLimitCountsWhereItIsLower() throws IOException {
        write("sys/fs/cgroup/memory.max", "3221225472\n");
        write("sys/fs/cgroup/memory.current", "1073741824\n");
        assertThat(doctor.memory()).isEqualTo(Check.bad("Memory", "2.0 GiB available", "the demo needs 4 GiB: end other programs"));
        write("sys/fs/cgroup/memory.max", "max\n");
        assertThat(doctor.memory().mark()).isEqualTo(Check.Mark.GOOD);
    }

    @Test
    void theProcessorsInstructionSetsAreNamed() throws IOException {
        assertThat(doctor.processor(2)).isEqualTo(Check.good("Processor", "Some CPU @ 3 GHz, 2 cores, avx2, avx512f, amx_bf16"));
        write("proc/cpuinfo", "model name\t: Old\nflags\t\t: fpu\n");
        assertThat(doctor.processor(1).mark()).isEqualTo(Check.Mark.NOTE);
    }

    @Test
    void anOldJavaIsBad() {
        assertThat(doctor.java(Runtime.Version.parse("17.0.15"), 4L << 30).mark()).isEqualTo(Check.Mark.BAD);
        assertThat(doctor.java(Runtime.Version.parse("25.0.3"), 4L << 30).mark()).isEqualTo(Check.Mark.GOOD);
        assertThat(doctor.java(Runtime.Version.parse("25.0.3"), 1L << 28).fix()).contains("RETOOL_JAVA_OPTS");
    }

    @Test
    void diskIsJudgedByTheFolderThatExists() {
        assertThat(doctor.disk("Cache", root.resolve("not/yet/there"), 1).mark()).isEqualTo(Check.Mark.GOOD);
        assertThat(doctor.disk("Cache", root, Long.MAX_VALUE).fix()).startsWith("make room");
    }

    @Test
    void missingSharedMemoryIsBad() throws IOException {
        assertThat(doctor.sharedMemory().mark()).isEqualTo(Check.Mark.BAD);
        Files.createDirectories(root.resolve("dev/shm"));
        assertThat(doctor.sharedMemory().mark()).isEqualTo(Check.Mark.GOOD);
    }

    @Test
    void aGpuIsNotNeeded() throws IOException {
        assertThat(doctor.gpu(false, 0)).isEqualTo(Check.note("GPU", "none, the CPU is used", null));
        assertThat(doctor.gpu(true, 0).mark()).isEqualTo(Check.Mark.BAD);
        write("proc/driver/nvidia/version", "NVRM version");
        assertThat(doctor.gpu(false, 0).mark()).isEqualTo(Check.Mark.NOTE);
        assertThat(doctor.gpu(true, 2)).isEqualTo(Check.good("GPU", "2 GPUs, used with device=cuda"));
    }

    @Test
    void libtorchLoads() {
        assertThat(doctor.libtorch()).satisfies(check -> {
            assertThat(check.mark()).isEqualTo(Check.Mark.GOOD);
            assertThat(check.detail()).contains("libtorch 2.");
        });
    }
}
