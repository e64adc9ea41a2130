package dev.retool4j.model;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.javacpp.Pointer;

/// Native objects that outlive the scopes they were made in, and are freed together. Used by one thread at a time.
public final class Kept implements AutoCloseable {
    private final List<Pointer> pointers = new ArrayList<>();

    /// Keeps the object until [#close], whichever scope it was made in.
    public <P extends Pointer> P keep(P pointer) {
        pointer.retainReference();
        pointers.add(pointer);
        return pointer;
    }

    /// Gives up every object; its memory goes with the last reference. Further calls do nothing.
    @Override
    public void close() {
        pointers.forEach(Pointer::releaseReference);
        pointers.clear();
    }
}
