package dev.retool4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads parquet files through DuckDB's JDBC driver, which need not be there: whoever reads no parquet can leave it out. Each row comes as
/// the JSON object that a line of JSON would give: structs are objects, lists arrays; dates, times and bytes are text.
///
/// DuckDB runs inside this JVM, in memory, on two threads. Before it sees the file it is confined: this one file may be read, nothing else
/// on disk or in the network; no extension is loaded. (Its driver unpacks the native library into Java's temporary folder.)
final class Parquet {
    private static final JsonMapper JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    private static final String URL = "jdbc:duckdb:";

    private Parquet() {}

    static void read(Path file, DataRows.Sink sink) throws IOException {
        read(URL, file, sink);
    }

    /// @param url what the driver is asked for
    static void read(String url, Path file, DataRows.Sink sink) throws IOException {
        Files.newByteChannel(file).close(); // Java's own exceptions for a file that is not there or may not be read
        try (var connection = open(url, file)) {
            confine(connection, file);
            rows(connection, file, sink);
        } catch (SQLException e) {
            throw new DatasetException(file, 0, "is no parquet file that can be read: " + firstLine(e)
                    + "\nit may be cut off or of another format: compare its size with the source's, or fetch it again");
        }
    }

    private static Connection open(String url, Path file) throws SQLException {
        if (DriverManager.drivers().noneMatch(driver -> accepts(driver, url)))
            throw new DatasetException(file, 0, "parquet is read by DuckDB's JDBC driver, which is not on the class path"
                    + "\nadd org.duckdb:duckdb_jdbc, or convert the file to JSON lines where it is: retool data convert");
        var options = new Properties();
        options.setProperty("threads", "2");
        options.setProperty("autoinstall_known_extensions", "false");
        options.setProperty("autoload_known_extensions", "false");
        options.setProperty("jdbc_stream_results", "true");
        return DriverManager.getConnection(url, options);
    }

    private static boolean accepts(java.sql.Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    private static void confine(Connection connection, Path file) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET temp_directory = ''");
            statement.execute("SET allowed_paths = [" + quoted(file.toString()) + ", " + quoted(pattern(file)) + "]");
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
        }
    }

    private static void rows(Connection connection, Path file, DataRows.Sink sink) throws SQLException {
        // the whole row goes by a name that no column has; 'a=b' in a folder's name is no column
        var sql = "SELECT to_json(\"row of the file\")::VARCHAR FROM read_parquet(" + quoted(pattern(file))
                + ", hive_partitioning = false) AS \"row of the file\"";
        try (var statement = connection.createStatement(); var result = statement.executeQuery(sql)) {
            for (int position = 1; result.next(); position++)
                if (!sink.row(position, JSON.readTree(result.getString(1)))) return;
        }
    }

    /// The path as a pattern that only it matches.
    private static String pattern(Path file) {
        return file.toString().replaceAll("[\\[*?]", "[$0]");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
