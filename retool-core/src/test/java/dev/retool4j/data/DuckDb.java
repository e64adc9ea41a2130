package dev.retool4j.data;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/// Writes small parquet files for tests.
public final class DuckDb {
    private DuckDb() {}

    /// Writes what a query gives.
    public static Path parquet(Path file, String query) {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:"); var statement = connection.createStatement()) {
            statement.execute("COPY (" + query + ") TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)");
            return file;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot write " + file, e);
        }
    }
}
