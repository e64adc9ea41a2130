package dev.retool4j.data.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.PythonRunner;
import dev.retool4j.data.rewrite.Scripts.Cell;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptsTest {
    private static List<String> scripts(Cell... cells) throws IOException {
        try (var python = PythonRunner.start()) {
            return new Scripts(python).of(List.of(cells)).orElseThrow();
        }
    }

    @Test
    void theLastExpressionIsPrintedWhereItWasShown() throws IOException {
        assertThat(scripts(new Cell("x = 2\nx + 1 # three", "3"), new Cell("x, x + 1", "(2, 3)"), new Cell("print(x)", "2"),
                new Cell("x", "")))
                .containsExactly("x = 2\nprint(x + 1) # three", "x = 2\n\nprint((x, x + 1))", "x = 2\n\nprint(x)", "x = 2\n\nx");
    }

    @Test
    void aCellBringsAlongWhatItDependsOnAndNoMore() throws IOException {
        var scripts = scripts(
                new Cell("import math\nunused = 1\ndef area(r):\n    return tau() * r\ndef tau():\n    return 6\nprint('hello')", "hello"),
                new Cell("found = []\nfor i in range(3):\n    found.append(i)\nfound", "[0, 1, 2]"), new Cell("area(len(found))", "18"));
        assertThat(scripts.getLast()).isEqualTo("def area(r):\n    return tau() * r\ndef tau():\n    return 6\nfound = []\n"
                + "for i in range(3):\n    found.append(i)\n\nprint(area(len(found)))");
    }

    @Test
    void ofACellThatFailedCountsWhatRanBefore() throws IOException {
        var scripts = scripts(new Cell("a = 5\nb = gcd(a, 10)\nc = 7", "----> 2 b = gcd(a, 10)\nNameError: name 'gcd' is not defined"),
                new Cell("from math import gcd\ngcd(a, 10)", "5"));
        assertThat(scripts.getLast()).isEqualTo("a = 5\n\nfrom math import gcd\nprint(gcd(a, 10))");
    }

    @Test
    void whatIsNoPythonStaysAsItIs() throws IOException {
        assertThat(scripts(new Cell("x = = 1", "SyntaxError: invalid syntax"), new Cell("1 + 1", "2"))).containsExactly("x = = 1",
                "print(1 + 1)");
    }
}
