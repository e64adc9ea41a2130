package dev.retool4j.cli;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.sandbox.ExecutionResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Pattern;

/// The words of a run that is made to be looked at: sentences, programs, what they print and how they fail. Its vocabulary is their words.
final class LargeRunTexts implements Tokenizer {
    private static final Pattern WORD = Pattern.compile("\\s?[A-Za-z_]+|\\s?[0-9]|\\s?[^A-Za-z_0-9\\s]|\\s");
    private static final String OPEN = "<code>\n```python\n";
    private static final String CLOSE = "```\n</code>";
    private static final String OUTPUT_OPEN = "\n<interpreter>\n";
    private static final String OUTPUT_CLOSE = "\n</interpreter>\n";
    private static final String ANSWER_OPEN = "\n<answer>\\boxed{";
    private static final String ANSWER_CLOSE = "}</answer>";

    private static final List<String> SENTENCES = List.of("Let me think about what the question asks for.",
            " The remainder depends only on the last digits of the number.", " We can write the sum as a product of two factors.",
            " It is not clear that this holds for every case, so a program should check it.", " Each term grows by the same difference.",
            " I will count the pairs with a short loop.", " If the first number is even, the second one must be odd.",
            " The result should be smaller than one thousand.", " Another way is to solve the equation for the unknown.",
            " Let us verify this result with a second method.");
    private static final List<String> PROGRAMS = List.of(
            "total = 0\nfor n in range(1, 500):\n    if n % 7 == 3 and n % 11 == 5:\n        total += n\nprint(total)\n",
            "from math import comb, gcd\nways = comb(12, 5) * gcd(84, 36)\nprint(ways)\n",
            "from sympy import symbols, solve\nx = symbols('x')\nprint(solve(x**2 - 5*x + 6, x))\n",
            "best = 0\nfor a in range(60):\n    b = 60 - a\n    if a * b > best:\n        best = a * b\nprint(best)\n",
            "def sequence(n):\n    a, b = 1, 1\n    for _ in range(n):\n        a, b = b, (a + b) % 1000\n    return a\n\nprint(sequence(40))\n",
            "print(3 ** 4 + 5 ** 2 == 106)\n");
    private static final List<String> FAILURES = List.of("NameError: name 'comb' is not defined", "TypeError: 'int' object is not callable",
            "IndexError: list index out of range", "SyntaxError: invalid syntax");

    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<byte[]> words = new ArrayList<>();
    private final Map<String, int[]> encoded = new LinkedHashMap<>();

    LargeRunTexts() {
        // every word there is, so that the vocabulary is whole from the beginning
        SENTENCES.forEach(sentence -> encode(sentence + "\n"));
        PROGRAMS.forEach(program -> encode(OPEN + program + CLOSE));
        FAILURES.forEach(failure -> encode(OUTPUT_OPEN + failure + OUTPUT_CLOSE));
        for (int digit = 0; digit < 10; digit++)
            encode(OUTPUT_OPEN + digit + digit + OUTPUT_CLOSE + ANSWER_OPEN + digit + ANSWER_CLOSE);
    }

    /// A response of text, code blocks of which some fail, interpreter output and an answer, of about so many tokens.
    Trajectory trajectory(String id, int number, int sample, int tokens, boolean right, Random random) {
        var problem = new Problem("problem-" + number, "How many of the numbers below " + (500 + number) + " fit?", "" + (number % 1000),
                Map.of("level", "hard"));
        var writer = new Writer(random);
        while (writer.length < tokens - 60) {
            writer.text(random.nextInt(2, 6));
            if (writer.length < tokens - 100) writer.block();
        }
        writer.add(Span.Kind.ANSWER, ANSWER_OPEN + (right ? problem.answer() : "0") + ANSWER_CLOSE);
        return writer.trajectory(id, problem, sample, encode("Question: " + problem.question()));
    }

    private final class Writer {
        private final Random random;
        private final List<Segment> segments = new ArrayList<>();
        private final List<InterpreterCall> calls = new ArrayList<>();
        private int[] tokens = new int[1024];
        private int length;
        private double seconds;

        Writer(Random random) {
            this.random = random;
        }

        void add(Span.Kind kind, String text) {
            var own = encode(text);
            if (length + own.length > tokens.length) tokens = Arrays.copyOf(tokens, 2 * (length + own.length));
            System.arraycopy(own, 0, tokens, length, own.length);
            segments.add(new Segment(kind, length, length + own.length, text));
            length += own.length;
            if (kind != Span.Kind.INTERPRETER) seconds += own.length / 50.0;
        }

        void text(int sentences) {
            var text = new StringBuilder();
            for (int i = 0; i < sentences; i++)
                text.append(SENTENCES.get(random.nextInt(SENTENCES.size())));
            add(Span.Kind.TEXT, text.append("\n").toString());
        }

        void block() {
            var code = PROGRAMS.get(random.nextInt(PROGRAMS.size()));
            boolean fails = random.nextInt(4) == 0;
            var output = fails ? FAILURES.get(random.nextInt(FAILURES.size())) : "" + random.nextInt(1000);
            var result = new ExecutionResult(fails ? ExecutionResult.Status.ERROR : ExecutionResult.Status.FINISHED, fails ? "" : output,
                    fails ? output : "", fails ? 1 : 0, 0.02, 0.02);
            int begin = length;
            add(Span.Kind.CODE, OPEN + code + CLOSE);
            calls.add(new InterpreterCall(begin, code, result, output, 0.03, seconds));
            seconds += 0.03;
            add(Span.Kind.INTERPRETER, OUTPUT_OPEN + output + OUTPUT_CLOSE);
        }

        Trajectory trajectory(String id, Problem problem, int sample, int[] prompt) {
            var logprobs = new float[length];
            var values = new float[length];
            for (var segment : segments)
                for (int t = segment.begin(); segment.kind() != Span.Kind.INTERPRETER && t < segment.end(); t++) {
                    logprobs[t] = -Math.abs((float) random.nextGaussian());
                    values[t] = (float) random.nextGaussian() / 4;
                }
            return new Trajectory(id, problem, sample, prompt, Arrays.copyOf(tokens, length), segments, logprobs, values, calls,
                    StopReason.ANSWERED, seconds);
        }
    }

    /// {@inheritDoc} Words that were not met before become tokens.
    @Override
    public int[] encode(String text) {
        return encoded.size() > 100_000 ? cut(text) : encoded.computeIfAbsent(text, this::cut);
    }

    private int[] cut(String text) {
        return WORD.matcher(text).results().mapToInt(word -> ids.computeIfAbsent(word.group(), spelling -> {
            words.add(spelling.getBytes(StandardCharsets.UTF_8));
            return words.size() - 1;
        })).toArray();
    }

    @Override
    public int[] encodePlain(String text) {
        return encode(text);
    }

    @Override
    public String decode(int[] tokens) {
        var text = new StringBuilder();
        for (int id : tokens)
            text.append(new String(bytes(id), StandardCharsets.UTF_8));
        return text.toString();
    }

    @Override
    public byte[] bytes(int id) {
        return words.get(id);
    }

    @Override
    public int vocabularySize() {
        return words.size();
    }

    @Override
    public int endOfText() {
        return 0;
    }

    @Override
    public OptionalInt specialToken(String spelling) {
        return OptionalInt.empty();
    }
}
