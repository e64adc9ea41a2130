package dev.retool4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/// Real data sets, which are not part of the project: the folder that `$RETOOL_DATA` names, else `shared/data` beside the checkout. A test
/// that asks for a file that is not there is skipped.
public final class RealData {
    private RealData() {}

    public static Path file(String name) {
        var named = System.getenv("RETOOL_DATA");
        var file = (named == null ? Path.of("..", "..", "shared", "data") : Path.of(named)).resolve(name);
        Assumptions.assumeTrue(Files.isReadable(file), () -> "no " + file + "; set RETOOL_DATA to the folder with the real data sets");
        return file;
    }
}
