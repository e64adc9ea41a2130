package dev.retool4j.data;

import java.nio.file.Path;

/// A data file that cannot be used. The message names file and line, what was found, what was expected and what to do.
public final class DatasetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param line from 1; 0: the file as a whole
    public DatasetException(Path file, int line, String message) {
        super(file + (line > 0 ? ":" + line : "") + ": " + message);
    }
}
