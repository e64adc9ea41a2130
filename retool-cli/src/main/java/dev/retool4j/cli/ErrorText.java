package dev.retool4j.cli;

import dev.retool4j.data.DatasetException;
import dev.retool4j.rollout.EngineException;
import dev.retool4j.run.ConfigurationException;
import dev.retool4j.run.RunException;
import dev.retool4j.sandbox.InterpreterException;
import dev.retool4j.train.TrainingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ExitCode;

/// An error as a person sees it: what, why, what to do. Exit codes: 1 failed, 2 the command line or configuration asks for what there is
/// not, 130 interrupted.
final class ErrorText {
    static final int INTERRUPTED = 130;
    private static final String NO_SPACE = "No space left on device";

    private ErrorText() {}

    static int exitCode(Throwable error) {
        return switch (error) {
            case CommandFailure failure -> failure.exitCode();
            case ConfigurationException ignored -> ExitCode.USAGE;
            case InterruptedException ignored -> INTERRUPTED;
            default -> ExitCode.SOFTWARE;
        };
    }

    /// @param debug whether the stack is shown
    static String render(Throwable error, Style style, boolean debug) {
        var lines = lines(error);
        var text = new StringBuilder(style.bad("error: ")).append(lines.getFirst());
        lines.stream().skip(1).forEach(line -> text.append("\n       ").append(line));
        if (debug) text.append('\n').append(stack(error));
        return text.toString();
    }

    private static List<String> lines(Throwable error) {
        if (error instanceof UncheckedIOException unchecked && unchecked.getCause() instanceof IOException cause) return file(cause);
        return switch (error) {
            case CommandFailure e -> said(e);
            case RunException e -> said(e);
            case InterpreterException e -> said(e);
            case EngineException e -> said(e);
            case DatasetException e -> said(e);
            case TrainingException e -> said(e);
            case IllegalArgumentException e -> said(e); // ConfigurationException is one
            case IOException e -> file(e);
            case InterruptedException ignored -> List.of("interrupted");
            case OutOfMemoryError e -> List.of("out of memory: " + e.getMessage(),
                    "give Java more with RETOOL_JAVA_OPTS=-Xmx8g, or use smaller batches");
            default -> List.of("unexpected " + error.getClass().getSimpleName() + ": " + error.getMessage(),
                    "this is a bug in retool: run again with --debug and report what it prints");
        };
    }

    private static List<String> said(Throwable error) {
        return new ArrayList<>(String.valueOf(error.getMessage()).lines().map(String::strip).toList());
    }

    /// Java names only the file; the exception's type says what is wrong with it.
    private static List<String> file(IOException error) {
        var file = error instanceof FileSystemException e && e.getFile() != null ? e.getFile() : "";
        return switch (error) {
            case NoSuchFileException ignored ->
                List.of("no such file or folder: " + file, "check the path; it is relative to the current folder");
            case AccessDeniedException ignored -> List.of("no permission for " + file, "check its owner and mode");
            case FileAlreadyExistsException ignored -> List.of(file + " is in the way", "move it, or write elsewhere");
            default -> fullDisk(error)
                    ? List.of("the disk is full" + where(file, String.valueOf(error.getMessage())),
                            "make room; what was written before is kept")
                    : List.of(error.getMessage() == null ? error.toString() : error.getMessage());
        };
    }

    private static String where(String file, String message) {
        if (!file.isEmpty()) return " (writing " + file + ")";
        return message.equals(NO_SPACE) ? "" : ": " + message;
    }

    private static boolean fullDisk(IOException error) {
        return String.valueOf(error.getMessage()).contains(NO_SPACE);
    }

    private static String stack(Throwable error) {
        var text = new StringWriter();
        error.printStackTrace(new PrintWriter(text));
        return text.toString().stripTrailing();
    }
}
