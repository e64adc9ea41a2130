package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ParquetTest {
    @TempDir
    Path folder;

    /// Remembers rows, and stops after so many.
    private record Rows(int most, List<JsonNode> rows) implements DataRows.Sink {
        Rows(int most) {
            this(most, new ArrayList<>());
        }

        @Override
        public boolean row(int line, JsonNode row) {
            assertThat(line).isEqualTo(rows.size() + 1);
            rows.add(row);
            return rows.size() < most;
        }

        @Override
        public boolean unreadable(int line, String message) {
            throw new AssertionError(message);
        }
    }

    private List<String> rows(Path file) throws IOException {
        var rows = new Rows(Integer.MAX_VALUE);
        DataRows.read(file, rows);
        return rows.rows().stream().map(JsonNode::toString).toList();
    }

    @Test
    void rowsAreTheObjectsThatLinesOfJsonWouldGive() throws IOException {
        var file = DuckDb.parquet(folder.resolve("a.parquet"), """
                SELECT 'x "y"' AS s, 7 AS i, 1.5::DOUBLE AS d, true AS b, NULL::VARCHAR AS n,
                [{'role': 'user', 'content': 'é\\frac'}] AS prompt, {'style': 'rule', 'inner': {'truth': 34}} AS reward, [1, 2] AS l,
                DATE '2024-02-01' AS day, 'nan'::DOUBLE AS none""");
        assertThat(rows(file)).containsExactly("{\"s\":\"x \\\"y\\\"\",\"i\":7,\"d\":1.5,\"b\":true,\"n\":null,"
                + "\"prompt\":[{\"role\":\"user\",\"content\":\"é\\\\frac\"}],\"reward\":{\"style\":\"rule\",\"inner\":{\"truth\":34}},"
                + "\"l\":[1,2],\"day\":\"2024-02-01\",\"none\":\"NaN\"}");
    }

    @Test
    void rowsComeInTheFilesOrderAndNoMoreThanAreWanted() throws IOException {
        var file = DuckDb.parquet(folder.resolve("a.parquet"), "SELECT i FROM range(300000) t(i)");
        var rows = new Rows(250_000);
        DataRows.read(file, rows);
        assertThat(rows.rows()).hasSize(250_000);
        for (int i = 0; i < 250_000; i += 997)
            assertThat(rows.rows().get(i).path("i").asInt()).isEqualTo(i);
    }

    @Test
    void aNameIsNoPatternAndNoSql() throws IOException {
        var lists = Files.createDirectory(folder.resolve("split=train"));
        for (var name : List.of("a*.parquet", "b[1].parquet", "c?.parquet", "it's.PARQUET", "ab.parquet"))
            DuckDb.parquet(lists.resolve(name), "SELECT '" + name.replace("'", "''") + "' AS name");
        for (var name : List.of("a*.parquet", "b[1].parquet", "c?.parquet", "it's.PARQUET"))
            assertThat(rows(lists.resolve(name))).containsExactly("{\"name\":\"" + name + "\"}");
    }

    @Test
    void aColumnMayHaveAnyName() throws IOException {
        var file = DuckDb.parquet(folder.resolve("a.parquet"), "SELECT 1 AS file_row, 2 AS \"a b\", 3 AS t");
        assertThat(rows(file)).containsExactly("{\"file_row\":1,\"a b\":2,\"t\":3}");
    }

    @Test
    void aFileWithoutRowsHasNone() throws IOException {
        assertThat(rows(DuckDb.parquet(folder.resolve("a.parquet"), "SELECT 1 AS i WHERE false"))).isEmpty();
        assertThatThrownBy(() -> ProblemReader.DEFAULT.read(folder.resolve("a.parquet"))).hasMessageContaining("holds no problem");
    }

    @Test
    void aBrokenFileGivesOneClearMessage() throws IOException {
        var whole = Files.readAllBytes(DuckDb.parquet(folder.resolve("a.parquet"), "SELECT i, 'text ' || i AS s FROM range(9999) t(i)"));
        for (int length : List.of(0, 3, 100, whole.length / 2, whole.length - 1)) {
            var cut = Files.write(folder.resolve("cut.parquet"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> rows(cut)).as("%s bytes", length).isInstanceOf(DatasetException.class)
                    .hasMessageMatching("(?s).*cut\\.parquet: is no parquet file that can be read: [^\n]+\nit may be cut off [^\n]*");
        }
        var garbled = whole.clone();
        for (int i = 4; i < whole.length / 2; i++)
            garbled[i] = (byte) (31 * i);
        var file = Files.write(folder.resolve("garbled.parquet"), garbled);
        assertThatThrownBy(() -> rows(file)).isInstanceOf(DatasetException.class).hasMessageContaining("garbled.parquet: is no parquet");
        var text = Files.writeString(folder.resolve("text.parquet"), "{\"question\":\"this is a line of JSON\"}\n");
        assertThatThrownBy(() -> rows(text)).isInstanceOf(DatasetException.class).hasMessageContaining("text.parquet: is no parquet");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> rows(folder.resolve("none.parquet"))).isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none.parquet");
    }

    @Test
    void withoutTheDriverTheDependencyIsNamed() {
        var file = DuckDb.parquet(folder.resolve("a.parquet"), "SELECT 1 AS i");
        assertThatThrownBy(() -> Parquet.read("jdbc:nodriver:", file, new Rows(1))).isInstanceOf(DatasetException.class)
                .hasMessageContaining("a.parquet").hasMessageContaining("org.duckdb:duckdb_jdbc");
    }

    @Test
    void nothingIsWrittenBesideTheFile() throws IOException {
        var file = DuckDb.parquet(folder.resolve("a.parquet"), "SELECT i FROM range(100000) t(i)");
        rows(file);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(Path.of(".tmp")).doesNotExist();
    }
}
