package dev.retool4j.data;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The families that a short written working solves, one digit at a time: copying, comparing, selecting, adding digits.
final class EasyFamilies {

    static final Family MAX = Family.easy("max") //
            .draw(EasyFamilies::threeDistinct) //
            .answer(n -> Collections.max(n.values())) //
            .values(n -> firstDigits(n, Collections.max(n.values()))) //
            .program("print(max({a}, {b}, {c}))") //
            .program("""
                    l = [{a}, {b}, {c}]
                    print(max(l))
                    """) //
            .wrong("print(min({a}, {b}, {c}))") //
            .working("The first digits are {a1}, {b1} and {c1}. The largest is {answer1}. So it is {answer}.") //
            .train("""
                    the largest of {a}, {b} and {c}
                    the greatest number among {a}, {b} and {c}
                    the maximum of {a}, {b} and {c}
                    the largest number in the list {a}, {b}, {c}
                    the biggest of the numbers {a}, {b} and {c}
                    the greatest value in the list {a}, {b}, {c}
                    the [maximum|largest] of the numbers {a}, {b} and {c}
                    the [biggest|largest] value among {a}, {b} and {c}
                    the [biggest|greatest] of {a}, {b} and {c}
                    """) //
            .valid("""
                    the greatest number in the list {a}, {b}, {c}
                    the biggest number among {a}, {b} and {c}
                    the maximum value among {a}, {b} and {c}
                    """) //
            .test("""
                    the largest number among {a}, {b} and {c}
                    the maximum of the list {a}, {b}, {c}
                    the greatest of the numbers {a}, {b} and {c}
                    """).build();

    static final Family MIN = Family.easy("min") //
            .draw(EasyFamilies::threeDistinct) //
            .answer(n -> Collections.min(n.values())) //
            .values(n -> firstDigits(n, Collections.min(n.values()))) //
            .program("print(min({a}, {b}, {c}))") //
            .program("""
                    l = [{a}, {b}, {c}]
                    print(min(l))
                    """) //
            .wrong("print(max({a}, {b}, {c}))") //
            .working("The first digits are {a1}, {b1} and {c1}. The smallest is {answer1}. So it is {answer}.") //
            .train("""
                    the smallest of {a}, {b} and {c}
                    the least number among {a}, {b} and {c}
                    the minimum of {a}, {b} and {c}
                    the smallest number in the list {a}, {b}, {c}
                    the lowest of the numbers {a}, {b} and {c}
                    the least value in the list {a}, {b}, {c}
                    the [minimum|smallest] of the numbers {a}, {b} and {c}
                    the [lowest|smallest] value among {a}, {b} and {c}
                    the [lowest|least] of {a}, {b} and {c}
                    """) //
            .valid("""
                    the least number in the list {a}, {b}, {c}
                    the lowest number among {a}, {b} and {c}
                    the minimum value among {a}, {b} and {c}
                    """) //
            .test("""
                    the smallest number among {a}, {b} and {c}
                    the minimum of the list {a}, {b}, {c}
                    the least of the numbers {a}, {b} and {c}
                    """).build();

    static final Family REV = Family.easy("rev") //
            .draw(draw -> Numbers.of("n", endingInNoZero(draw))) //
            .answer(n -> Integer.parseInt(new StringBuilder(Integer.toString(n.get("n"))).reverse().toString())) //
            .values(EasyFamilies::digits) //
            .program("print(str({n})[::-1])") //
            .program("""
                    s = str({n})
                    print(s[::-1])
                    """) //
            .wrong("print({n})") //
            .working("The digits are {x}, {y} and {z}. Backwards they are {z}, {y} and {x}. So it is {answer}.") //
            .train("""
                    the number {n} written backwards
                    {n} with its digits reversed
                    the number whose digits are those of {n} in reverse order
                    the reverse of {n}
                    what {n} is when read backwards
                    the number formed by reversing {n}
                    {n} [read|written] backwards
                    the number {n} in reverse order
                    {n} with its digits in reverse order
                    what the number {n} is when [reversed|written in reverse order]
                    """) //
            .valid("""
                    the number formed by reversing the digits of {n}
                    the number {n} read backwards
                    what {n} is when reversed
                    """) //
            .test("""
                    the reverse of the number {n}
                    the number {n} with its digits reversed
                    what {n} is when written backwards
                    """).build();

    static final Family TENS = Family.easy("tens") //
            .draw(draw -> Numbers.of("n", draw.number(100, 999))) //
            .answer(n -> n.get("n") / 10 % 10) //
            .values(EasyFamilies::digits) //
            .program("print({n} // 10 % 10)") //
            .program("""
                    s = str({n})
                    print(s[1])
                    """) //
            .wrong("print({n} // 10)") //
            .working("The digits are {x}, {y} and {z}. So it is {answer}.") //
            .train("""
                    the tens digit of {n}
                    the middle digit of {n}
                    the digit in the tens place of {n}
                    the second digit of the number {n}
                    what the tens digit of {n} is
                    the digit in the middle of {n}
                    the digit of {n} in the [tens|middle] place
                    the middle digit in {n}
                    what the [middle|second] digit of {n} is
                    """) //
            .valid("""
                    the digit in the tens place of the number {n}
                    the second digit in {n}
                    what the tens digit of the number {n} is
                    """) //
            .test("""
                    the tens digit of the number {n}
                    the second digit of {n}
                    the middle digit of the number {n}
                    """).build();

    static final Family BIGD = Family.easy("bigd") //
            .draw(draw -> Numbers.of("n", draw.number(100, 999))) //
            .answer(n -> Integer.toString(n.get("n")).chars().max().orElseThrow() - '0') //
            .values(EasyFamilies::digits) //
            .program("print(max(str({n})))") //
            .program("""
                    s = str({n})
                    print(max(s))
                    """) //
            .wrong("print(min(str({n})))") //
            .working("The digits are {x}, {y} and {z}. The largest is {answer}. So it is {answer}.") //
            .train("""
                    the largest digit of {n}
                    the greatest digit in {n}
                    the maximum of the digits of {n}
                    the biggest digit of the number {n}
                    the largest of the three digits of {n}
                    what the largest digit of {n} is
                    the [largest|biggest|maximum] digit in {n}
                    the greatest of the digits of {n}
                    what the [greatest|biggest] digit in {n} is
                    """) //
            .valid("""
                    the biggest digit of {n}
                    the maximum of the three digits of {n}
                    the greatest digit in the number {n}
                    """) //
            .test("""
                    the largest digit of the number {n}
                    the greatest digit of {n}
                    the biggest of the three digits of {n}
                    """).build();

    static final Family EVENS = Family.easy("evens") //
            .draw(draw -> Numbers.of("n", draw.number(100, 999))) //
            .answer(n -> (int) Integer.toString(n.get("n")).chars().filter(c -> c % 2 == 0).count()) //
            .values(EasyFamilies::evenDigits) //
            .program("print(sum(1 for d in str({n}) if int(d) % 2 == 0))") //
            .program("""
                    c = 0
                    for d in str({n}):
                        if int(d) % 2 == 0:
                            c += 1
                    print(c)
                    """) //
            .wrong("print(len(str({n})))") //
            .working("The digits are {x}, {y} and {z}. {evens} So it is {answer}.") //
            .train("""
                    the number of even digits of {n}
                    how many digits of {n} are even
                    the count of even digits in {n}
                    how many even digits {n} has
                    the number of digits of {n} that are even
                    how many of the digits of {n} are even
                    the [number|count] of even digits that {n} has
                    how many even digits are in [the number|] {n}
                    """) //
            .valid("""
                    the count of even digits of {n}
                    how many digits in {n} are even
                    the number of even digits of the number {n}
                    """) //
            .test("""
                    the number of even digits in {n}
                    how many even digits the number {n} has
                    the count of digits of {n} that are even
                    """).build();

    static final Family DSUM = Family.easy("dsum") //
            .draw(draw -> Numbers.of("n", draw.number(100, 999))) //
            .answer(n -> Integer.toString(n.get("n")).chars().map(c -> c - '0').sum()) //
            .values(EasyFamilies::digits) //
            .program("print(sum(map(int, str({n}))))") //
            .program("""
                    s = 0
                    for d in str({n}):
                        s += int(d)
                    print(s)
                    """) //
            .wrong("print(len(str({n})))") //
            .working("The digits are {x}, {y} and {z}. {x} + {y} = {xy}. {xy} + {z} = {answer}. So it is {answer}.") //
            .train("""
                    the sum of the digits of {n}
                    the digit sum of {n}
                    the total of all digits of {n}
                    what the digits of {n} add up to
                    the sum of all decimal digits of the number {n}
                    the sum of the three digits of {n}
                    the [sum|total] of the digits of the number {n}
                    the [total|sum] of the [decimal|three] digits of {n}
                    what the three digits of {n} add up to
                    """) //
            .valid("""
                    the total of all decimal digits of {n}
                    what the digits of the number {n} add up to
                    the sum of the three digits of the number {n}
                    """) //
            .test("""
                    the total of the digits of {n}
                    the digit sum of the number {n}
                    the sum of all digits of {n}
                    """).build();

    static final List<Family> ALL = List.of(MAX, MIN, REV, TENS, BIGD, EVENS, DSUM);

    private EasyFamilies() {}

    private static Numbers threeDistinct(Draw draw) {
        while (true) {
            int a = draw.number(20, 99);
            int b = draw.number(20, 99);
            int c = draw.number(20, 99);
            if (a != b && b != c && a != c) return Numbers.of("a", a).and("b", b).and("c", c);
        }
    }

    /// The first digits of two-digit numbers, as `a1`, `b1`, `c1`, and the answer's.
    private static Map<String, String> firstDigits(Numbers numbers, int answer) {
        var digits = new HashMap<String, String>();
        numbers.byName().forEach((name, number) -> digits.put(name + "1", Integer.toString(number / 10)));
        digits.put("answer1", Integer.toString(answer / 10));
        return digits;
    }

    private static int endingInNoZero(Draw draw) {
        while (true) {
            int n = draw.number(101, 999);
            if (n % 10 != 0) return n;
        }
    }

    /// The three digits of `n`, and the sum of the first two.
    private static Map<String, String> digits(Numbers numbers) {
        int n = numbers.get("n");
        int x = n / 100;
        int y = n / 10 % 10;
        return Map.of("x", "" + x, "y", "" + y, "z", "" + n % 10, "xy", "" + (x + y));
    }

    private static Map<String, String> evenDigits(Numbers numbers) {
        var even = Integer.toString(numbers.get("n")).chars().filter(c -> c % 2 == 0).mapToObj(Character::toString).toList();
        var values = new HashMap<>(digits(numbers));
        values.put("evens", switch (even.size()) {
            case 0 -> "No digit is even.";
            case 1 -> "The even one is " + even.getFirst() + ".";
            default -> "The even ones are " + String.join(" and ", even) + ".";
        });
        return values;
    }
}
