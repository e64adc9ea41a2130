package dev.retool4j.model;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Calls into the C library of this process. They do nothing where the library lacks the function.
final class CLibrary {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final int MADV_DONTNEED = 4;
    private static final Optional<MethodHandle> MADVISE = function("madvise",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    private CLibrary() {}

    /// Sets a variable of this process's environment for native code that is loaded later; [System#getenv] does not see it.
    static boolean setEnvironment(String name, String value) {
        var handle = function("setenv", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
        if (handle.isEmpty()) return false;
        try (var arena = Arena.ofConfined()) {
            return (int) handle.get().invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("setenv(" + name + ") failed", e);
        }
    }

    /// Sets one parameter of glibc's allocator.
    static boolean mallocOption(int parameter, int value) {
        var handle = function("mallopt", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        if (handle.isEmpty()) return false;
        try {
            return (int) handle.get().invokeExact(parameter, value) == 1;
        } catch (Throwable e) {
            throw new IllegalStateException("mallopt(" + parameter + ") failed", e);
        }
    }

    /// Takes the pages of a read-only mapped file out of memory; they are read again when they are touched again.
    ///
    /// @param pages begins at the start of a page
    static void dropMapped(MemorySegment pages) {
        if (MADVISE.isEmpty()) return;
        try {
            int ignored = (int) MADVISE.get().invokeExact(pages, pages.byteSize(), MADV_DONTNEED); // advice: failing does no harm
        } catch (Throwable e) {
            throw new IllegalStateException("madvise failed", e);
        }
    }

    private static Optional<MethodHandle> function(String name, FunctionDescriptor descriptor) {
        return LINKER.defaultLookup().find(name).map(symbol -> LINKER.downcallHandle(symbol, descriptor));
    }
}
