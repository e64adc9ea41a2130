package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeSetupTest {

    @Test
    void loadsMklAndSaysWhatItFound() {
        var summary = NativeSetup.initialize(1);
        assertThat(summary.blas()).isEqualTo("MKL");
        assertThat(summary.threads()).isEqualTo(1);
        assertThat(summary.libtorch()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(summary.cpuCapability()).isNotBlank();
        assertThat(summary.keepsFreedBlocks()).isTrue();
        assertThat(summary).hasToString("libtorch %s, MKL, 1 thread, %s, freed memory kept".formatted(summary.libtorch(), summary
                .cpuCapability()));
    }

    @Test
    void mayBeCalledAgainAndThenSetsTheThreadsOfTheCaller() {
        NativeSetup.initialize(1);
        assertThat(NativeSetup.initialize(2).threads()).isEqualTo(2);
        assertThat(NativeSetup.initialize(0).threads()).isEqualTo(2);
        assertThat(NativeSetup.initialize(1).threads()).isEqualTo(1);
    }

    @Test
    void refusesANegativeNumberOfThreads() {
        assertThatIllegalArgumentException().isThrownBy(() -> NativeSetup.initialize(-1)).withMessageContaining("threads is -1");
    }

    @Test
    void residentMemoryGrowsByTheNativePagesTouched(@TempDir Path folder) throws IOException {
        var file = folder.resolve("sparse");
        try (var arena = Arena.ofConfined();
                var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
            var mapped = channel.map(FileChannel.MapMode.PRIVATE, 0, 64 << 20, arena);
            long before = ResidentMemory.bytes();
            mapped.fill((byte) 1);
            assertThat(ResidentMemory.bytes() - before).isGreaterThan(48L << 20);
        }
    }
}
