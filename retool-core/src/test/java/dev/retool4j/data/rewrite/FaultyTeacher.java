package dev.retool4j.data.rewrite;

import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.Problem;
import dev.retool4j.data.teacher.ChatServer;
import dev.retool4j.data.teacher.ChatServer.Answer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// A teacher who rewrites sums, in the tests. What it answers depends on the request's content only; how the request fares on the way, also
/// on how often it came. Its faults: all those of the network, and all those of a teacher.
final class FaultyTeacher implements ChatServer.Script {
    private static final Pattern SUM = Pattern.compile("What is (\\d+) times (\\d+) plus (\\d+)\\?");
    private static final String KEY_WORD = "First multiply:";

    /// What the teacher does with a row until it is told better.
    enum Habit {
        GOOD, BROKEN_TAGS, BELIEVED_OUTPUT, WRONG_ANSWER, CUT_SHORT, UNWRAPPED, CHATTY, REPHRASED, SILENT_PROGRAM, INCOMPLETE, INCORRIGIBLE,
        DISPUTED, INVALID
    }

    /// Rows number 0 to `count`: each a sum with its reasoning.
    static List<SourceRow> rows(int count) {
        return IntStream.range(0, count).mapToObj(FaultyTeacher::row).toList();
    }

    private static SourceRow row(int index) {
        var random = new Random(index);
        int a = 100 + random.nextInt(900);
        int b = 10 + random.nextInt(90);
        int c = random.nextInt(1000);
        var reasoning = """
                Let me think about what is asked here. There is one product and one sum, and the order matters.
                %s %d times %d. I take %d times %d tens, which is %d, and %d times %d ones, which is %d, and together that makes %d.
                Then I add %d to it, which gives %d in the end.
                I am fairly sure about this, since nothing else is asked for. The result is \\boxed{%d}.""".formatted(KEY_WORD, a, b, a,
                b / 10,
                a * (b / 10 * 10), a, b % 10, a * (b % 10), a * b, c, a * b + c, a * b + c);
        return new SourceRow(new Problem("sum-" + index, "What is " + a + " times " + b + " plus " + c + "?", "" + (a * b + c)), reasoning);
    }

    static Habit habit(String question) {
        var values = Habit.values();
        int draw = new Random(question.hashCode()).nextInt(2 * values.length);
        return draw < values.length ? values[draw] : Habit.GOOD;
    }

    @Override
    public Answer answer(ChatServer.Call call, int attempt) {
        var way = new Random(call.messages().hashCode()).nextInt(12);
        if (attempt == 1) {
            switch (way) {
                case 0 -> {
                    return new Answer.Plain(429, "{\"error\":{\"message\":\"too many requests\"}}", Map.of("Retry-After", "0"));
                }
                case 1 -> {
                    return Answer.status(500);
                }
                case 2 -> {
                    return new Answer.Cut(text(call), 150);
                }
                case 3 -> {
                    return new Answer.Plain(200, "{\"choices\": [{\"mess", Map.of("Content-Type", "application/json"));
                }
                default -> {
                    // arrives
                }
            }
        }
        if (way == 3 && attempt == 2) return new Answer.Plain(503, "<html>Service Unavailable</html>", Map.of());
        var habit = habit(call.messages().getFirst());
        var finish = habit == Habit.CUT_SHORT && call.messages().size() == 1 && rewriting(call) ? "length" : "stop";
        return new Answer.Streamed(text(call), finish, way == 4 ? 7 : 400);
    }

    private static boolean rewriting(ChatServer.Call call) {
        return call.messages().getFirst().contains("<original_reasoning>");
    }

    private static String text(ChatServer.Call call) {
        var task = call.messages().getFirst();
        var matcher = SUM.matcher(task);
        if (!matcher.find()) throw new IllegalArgumentException("no sum in the request: " + task);
        long a = Long.parseLong(matcher.group(1));
        long b = Long.parseLong(matcher.group(2));
        long c = Long.parseLong(matcher.group(3));
        var habit = habit(matcher.group());
        if (!rewriting(call)) return solution(habit, a * b + c);
        var from = task.indexOf("<original_reasoning>") + "<original_reasoning>".length();
        var reasoning = task.substring(from, task.indexOf("</original_reasoning>")).strip();
        boolean told = call.messages().size() > 1;
        return rewritten(told && habit != Habit.INCORRIGIBLE ? Habit.GOOD : habit, reasoning, a, b, c);
    }

    private static String solution(Habit habit, long result) {
        return switch (habit) {
            case DISPUTED -> "I find \\boxed{" + (result + 1) + "}";
            case INVALID -> "Something is missing: \\boxed{INVALID}";
            default -> "It is \\boxed{" + result + "}";
        };
    }

    private static String rewritten(Habit habit, String reasoning, long a, long b, long c) {
        long result = a * b + c;
        long believed = habit == Habit.BELIEVED_OUTPUT ? result + 10 : result;
        var program = switch (habit) {
            case SILENT_PROGRAM -> "result = %d * %d + %d".formatted(a, b, c);
            case INCOMPLETE -> "print(product + %d)".formatted(c);
            default -> "a, b, c = %d, %d, %d\nprint(a * b + c)".formatted(a, b, c);
        };
        int begin = reasoning.indexOf(KEY_WORD);
        int end = reasoning.indexOf("I am fairly sure");
        var trace = reasoning.substring(0, begin) + "I run a program.\n" + ToolTags.code(program) + ToolTags.interpreter("" + believed)
                + "\nThe program says " + believed + ".\n" + reasoning.substring(end) + "\n"
                + ToolTags.answer("" + (habit == Habit.WRONG_ANSWER ? result + 1 : result));
        return switch (habit) {
            case BROKEN_TAGS, INCORRIGIBLE -> wrapped(trace.replace(ToolTags.INTERPRETER_CLOSE, ""));
            case CUT_SHORT -> wrapped(trace).substring(0, 300);
            case UNWRAPPED -> trace;
            case CHATTY -> wrapped(trace + "\nI hope this helps!");
            case REPHRASED ->
                wrapped(trace.replace(reasoning.substring(0, begin), "A wholly different beginning, in words nobody had used. "
                        + "It goes on for a while, so that the reader cannot take it for what stood there. "));
            default -> "Here is the revision.\n" + wrapped(trace);
        };
    }

    private static String wrapped(String trace) {
        return Prompts.OPEN + "\n" + trace + "\n" + Prompts.CLOSE;
    }
}
