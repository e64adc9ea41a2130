package dev.retool4j.data;

import dev.retool4j.chat.InterpreterOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// The mistakes that the programmatic teacher plants in a correct program, and what it says when it sees the message.
enum Mistake {
    /// the result is computed but never printed
    NO_PRINT {
        @Override
        Optional<String> plant(String program) {
            return lastPrint(program).map(inner -> withLastLine(program, "r = " + inner));
        }
    },
    /// a closing parenthesis is missing
    PARENTHESIS {
        @Override
        Optional<String> plant(String program) {
            return program.endsWith(")") ? Optional.of(program.substring(0, program.length() - 1)) : Optional.empty();
        }
    },
    /// a name is printed that was never given
    NAME {
        @Override
        Optional<String> plant(String program) {
            return lastPrint(program).map(inner -> withLastLine(program, "r = " + inner + "\nprint(result)"));
        }
    },
    /// the import is missing
    IMPORT {
        @Override
        Optional<String> plant(String program) {
            return program.startsWith("import ") ? Optional.of(program.substring(program.indexOf('\n') + 1)) : Optional.empty();
        }
    };

    /// The program with this mistake, or empty where it offers no place for it.
    abstract Optional<String> plant(String program);

    /// A program with a random mistake; a missing import is as likely as the others together where there is one to forget.
    static String plantAny(String program, RandomGenerator random) {
        var broken = new ArrayList<String>();
        for (var mistake : List.of(NO_PRINT, PARENTHESIS, NAME)) {
            mistake.plant(program).ifPresent(broken::add);
        }
        int others = broken.size();
        IMPORT.plant(program).ifPresent(source -> {
            for (int i = 0; i < others; i++) {
                broken.add(source);
            }
        });
        if (broken.isEmpty()) throw new IllegalArgumentException("a program must end in print(…), got: " + program);
        return broken.get(random.nextInt(broken.size()));
    }

    /// What to say before writing the program again, by what the interpreter showed; empty for messages that teach nothing.
    static Optional<String> remark(Execution failed) {
        if (failed.output().startsWith("NameError")) return Optional.of("A name is not defined. Let me fix it.");
        if (failed.output().startsWith("SyntaxError")) return Optional.of("There is a syntax error. Let me fix it.");
        if (failed.output().equals(InterpreterOutput.NOTHING_PRINTED)) return Optional.of("Nothing was printed. Let me print the result.");
        return Optional.empty();
    }

    /// What the last line prints.
    private static Optional<String> lastPrint(String program) {
        var line = program.substring(program.lastIndexOf('\n') + 1);
        if (!line.startsWith("print(") || !line.endsWith(")")) return Optional.empty();
        return Optional.of(line.substring("print(".length(), line.length() - 1));
    }

    private static String withLastLine(String program, String line) {
        return program.substring(0, program.lastIndexOf('\n') + 1) + line;
    }
}
