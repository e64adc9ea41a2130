package dev.retool4j.data;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The families that need the interpreter: their written working restates the numbers by role and then gives the answer, which no small
/// policy can work out that way.
final class HardFamilies {
    private static final BigInteger THOUSAND = BigInteger.valueOf(1000);

    static final Family MODPOW = Family.hard("modpow") //
            .draw(draw -> Numbers.of("a", draw.number(20, 99)).and("b", draw.number(20, 99))) //
            .answer(n -> power(n.get("a"), n.get("b")).mod(THOUSAND).intValue()) //
            .program("print({a}**{b} % 1000)") //
            .program("print(pow({a}, {b}, 1000))") //
            .wrong("print({a} * {b} % 1000)") //
            .working("The base is {a} and the power is {b}. Squaring again and again gives {answer}.") //
            .train("""
                    the [remainder|residue] when {a}^{b} is divided by 1000
                    {a}^{b} [modulo|mod] 1000
                    the last three digits of {a} to the power {b}
                    the [value|residue] of {a}^{b} [mod|modulo] 1000
                    what is left when {a}^{b} is divided by 1000
                    the last three digits of the power {a}^{b}
                    {a} to the power {b}, [modulo|mod|taken modulo] 1000
                    the remainder of {a} to the power {b} on division by 1000
                    the [remainder|residue] when the power {a}^{b} is divided by 1000
                    the last three digits of the [value|result] of {a}^{b}
                    """) //
            .valid("""
                    what is left when {a} to the power {b} is divided by 1000
                    the remainder of the power {a}^{b} on division by 1000
                    the residue of {a} to the power {b} modulo 1000
                    """) //
            .test("""
                    the remainder when {a} to the power {b} is divided by 1000
                    the last three digits of {a}^{b}
                    the value of {a} to the power {b}, taken modulo 1000
                    """).build();

    static final Family SUMDIV = Family.hard("sumdiv") //
            .draw(draw -> Numbers.of("H", draw.number(100, 999)).and("k", draw.any(3, 19))) //
            .answer(n -> IntStream.rangeClosed(1, n.get("H")).filter(x -> x % n.get("k") == 0).sum() % 1000) //
            .program("print(sum(x for x in range({H} + 1) if x % {k} == 0) % 1000)") //
            .program("""
                    s = 0
                    for x in range({H} + 1):
                        if x % {k} == 0:
                            s += x
                    print(s % 1000)
                    """) //
            .wrong("print(sum(range({H} + 1)) % {k})") //
            .working("The limit is {H} and the step is {k}. Adding the multiples gives {answer}.") //
            .train("""
                    the sum of all multiples of {k} up to {H}, [modulo|mod|taken modulo] 1000
                    the last three digits of the sum of all integers up to {H} that are divisible by {k}
                    the sum of the [positive|] multiples of {k} from 1 to {H}, [modulo|mod] 1000
                    the remainder modulo 1000 of the sum of [all|the] multiples of {k} up to {H}
                    the total of all [numbers|integers] from 1 to {H} divisible by {k}, [modulo|mod] 1000
                    the last three digits of the total of the multiples of {k} [from 1|up] to {H}
                    the sum, taken modulo 1000, of every [integer|number] up to {H} that {k} divides
                    the [sum|total] of all positive integers up to {H} that are multiples of {k}, [mod|modulo] 1000
                    the sum of every [number|integer] up to {H} that is a multiple of {k}, [modulo|mod] 1000
                    """) //
            .valid("""
                    the last three digits of the sum of the multiples of {k} from 1 to {H}
                    the total of all multiples of {k} up to {H}, modulo 1000
                    the sum of every number from 1 to {H} that is divisible by {k}, mod 1000
                    """) //
            .test("""
                    the last three digits of the sum of all multiples of {k} up to {H}
                    the sum of all integers from 1 to {H} that are divisible by {k}, modulo 1000
                    the total of every integer up to {H} that is a multiple of {k}, mod 1000
                    """).build();

    static final Family GCD = Family.hard("gcd") //
            .draw(HardFamilies::twoWithCommonDivisor) //
            .answer(n -> BigInteger.valueOf(n.get("a")).gcd(BigInteger.valueOf(n.get("b"))).intValue()) //
            .program("""
                    import math
                    print(math.gcd({a}, {b}))
                    """) //
            .program("""
                    a, b = {a}, {b}
                    while b:
                        a, b = b, a % b
                    print(a)
                    """) //
            .wrong("print({a} % {b})") //
            .working("The numbers are {a} and {b}. The Euclidean algorithm gives {answer}.") //
            .train("""
                    the greatest common divisor of {a} and {b}
                    the largest integer that divides both {a} and {b}
                    the gcd of {a} and {b}
                    the largest common [divisor|factor] of {a} and {b}
                    the greatest [number|integer] dividing both {a} and {b}
                    the greatest common [factor|divisor] of the numbers {a} and {b}
                    the largest number that divides {a} and {b}
                    the largest [integer|number] that is a [divisor|factor] of both {a} and {b}
                    """) //
            .valid("""
                    the greatest common factor of {a} and {b}
                    the largest number dividing both {a} and {b}
                    the greatest number that divides both of {a} and {b}
                    """) //
            .test("""
                    the greatest integer that divides both {a} and {b}
                    the largest number that is a common divisor of {a} and {b}
                    the gcd of the numbers {a} and {b}
                    """).build();

    static final Family DIGSUM = Family.hard("digsum") //
            .draw(draw -> Numbers.of("a", draw.number(20, 99)).and("b", draw.number(20, 99))) //
            .answer(n -> digits(power(n.get("a"), n.get("b")).toString()).sum()) //
            .program("print(sum(map(int, str({a}**{b}))))") //
            .program("""
                    s = 0
                    for d in str({a}**{b}):
                        s += int(d)
                    print(s)
                    """) //
            .wrong("print(len(str({a}**{b})))") //
            .working("The base is {a} and the power is {b}. Adding the digits gives {answer}.") //
            .train("""
                    the sum of the digits of {a}^{b}
                    the digit sum of {a} to the power {b}
                    the sum of all decimal digits of {a}^{b}
                    the total of the [decimal|] digits of the power {a}^{b}
                    what the digits of {a}^{b} add up to
                    the sum of the digits in the decimal form of {a}^{b}
                    the [sum|total] of all digits of {a}^{b}
                    what the digits of {a} to the power {b} add up to
                    the digit sum of the power {a}^{b}
                    """) //
            .valid("""
                    the sum of the digits of the power {a}^{b}
                    the total of the digits of {a}^{b}
                    the sum of all decimal digits of {a} to the power {b}
                    """) //
            .test("""
                    the digit sum of {a}^{b}
                    the sum of the digits of {a} to the power {b}
                    the total of all decimal digits of {a}^{b}
                    """).build();

    static final Family NDIV = Family.hard("ndiv") //
            .draw(draw -> Numbers.of("n", draw.number(100, 999))) //
            .answer(n -> (int) IntStream.rangeClosed(1, n.get("n")).filter(d -> n.get("n") % d == 0).count()) //
            .program("""
                    n = {n}
                    print(sum(1 for d in range(1, n + 1) if n % d == 0))
                    """) //
            .program("""
                    n = {n}
                    c = 0
                    for d in range(1, n + 1):
                        if n % d == 0:
                            c += 1
                    print(c)
                    """) //
            .wrong("""
                    n = {n}
                    print(sum(d for d in range(1, n + 1) if n % d == 0))
                    """) //
            .working("The number is {n}. Factoring it gives {answer} divisors.") //
            .train("""
                    the number of positive divisors of {n}
                    how many positive integers divide {n}
                    the count of divisors of {n}
                    the number of [factors|divisors] that {n} has
                    how many [divisors|positive factors] {n} has
                    the count of positive [factors|divisors] of the number {n}
                    how many [numbers|integers] divide the number {n}
                    the [number|count] of positive integers dividing {n}
                    """) //
            .valid("""
                    the number of positive factors of {n}
                    how many factors {n} has
                    the count of divisors that {n} has
                    """) //
            .test("""
                    how many positive divisors {n} has
                    the count of positive integers that divide {n}
                    the number of factors of {n}
                    """).build();

    static final Family PROD = Family.hard("prod") //
            .draw(HardFamilies::twoFactors) //
            .answer(n -> n.get("a") * n.get("b") % 1000) //
            .program("print({a} * {b} % 1000)") //
            .program("""
                    p = {a} * {b}
                    print(p % 1000)
                    """) //
            .wrong("print({a} + {b} % 1000)") //
            .working("The factors are {a} and {b}. Multiplying them leaves {answer}.") //
            .train("""
                    the last three digits of the product of {a} and {b}
                    {a} * {b} [modulo|mod] 1000
                    the product of {a} and {b}, [modulo|mod] 1000
                    the last three digits of {a} times {b}
                    the remainder when the product of {a} and {b} is divided by 1000
                    the residue modulo 1000 of {a} * {b}
                    {a} multiplied by {b}, [modulo|mod|taken modulo] 1000
                    the [residue|remainder] of {a} times {b} [modulo|mod] 1000
                    the remainder when {a} multiplied by {b} is divided by 1000
                    the last three digits of the result of {a} * {b}
                    """) //
            .valid("""
                    the remainder when {a} times {b} is divided by 1000
                    the last three digits of {a} multiplied by {b}
                    the product of {a} and {b}, taken modulo 1000
                    """) //
            .test("""
                    the remainder when {a} * {b} is divided by 1000
                    the last three digits of {a} * {b}
                    {a} times {b}, modulo 1000
                    """).build();

    static final Family COMB = Family.hard("comb") //
            .draw(draw -> Numbers.of("n", draw.number(20, 99)).and("k", draw.any(3, 9))) //
            .answer(n -> binomial(n.get("n"), n.get("k")).mod(THOUSAND).intValue()) //
            .program("""
                    import math
                    print(math.comb({n}, {k}) % 1000)
                    """) //
            .program("""
                    c = 1
                    for i in range({k}):
                        c = c * ({n} - i) // (i + 1)
                    print(c % 1000)
                    """) //
            .wrong("print({n}**{k} % 1000)") //
            .working("We choose {k} from {n}. The last three digits are {answer}.") //
            .train("""
                    the number of ways to choose {k} people from {n}, [modulo|mod] 1000
                    the last three digits of the number of subsets of size {k} of a set with {n} elements
                    the number of teams of {k} from {n} players, [modulo|mod] 1000
                    how many ways there are to [pick|choose] {k} [cards|people|elements] from {n}, [modulo|mod] 1000
                    the number of [groups|teams] of {k} [people|players] that can be formed from {n}, [mod|modulo] 1000
                    the last three digits of the count of ways to [pick|choose] {k} [elements from a set of {n}|cards from {n}]
                    the last three digits of the [number|count] of [teams|groups] of {k} [players|people|cards] from {n}
                    the [count|number] of subsets of size {k} of a set of {n} elements, [mod|modulo] 1000
                    the number of ways to [choose|pick] {k} [cards|players|elements] from {n}, taken modulo 1000
                    how many [groups|subsets] of {k} elements a set of {n} elements has, [mod|modulo] 1000
                    """) //
            .valid("""
                    the last three digits of the count of subsets of size {k} of a set with {n} elements
                    how many teams of {k} players can be formed from {n}, modulo 1000
                    the number of groups of {k} cards from {n}, mod 1000
                    """) //
            .test("""
                    the last three digits of the number of ways to choose {k} players from {n}
                    the number of subsets of size {k} of a set with {n} elements, modulo 1000
                    the count of teams of {k} people from {n}, mod 1000
                    """).build();

    static final Family ZEROS = Family.hard("zeros") //
            .draw(draw -> Numbers.of("n", draw.number(100, 999))) //
            .answer(n -> IntStream.rangeClosed(1, n.get("n")).map(HardFamilies::fives).sum()) //
            .program("print(sum({n} // 5**i for i in range(1, 6)))") //
            .program("""
                    n = {n}
                    c = 0
                    while n:
                        n //= 5
                        c += n
                    print(c)
                    """) //
            .wrong("print({n} // 5)") //
            .working("The number is {n}. Counting factors of 5 gives {answer}.") //
            .train("""
                    the number of zeros at the end of {n} factorial
                    how many trailing zeros {n}! has
                    the count of final zeros in {n}!
                    how many zeros end the number {n}!
                    the number of [zeros|trailing zeros] that {n} factorial ends with
                    the count of trailing zeros of {n} factorial
                    how many zeros {n} factorial has at the end
                    the number of [final|trailing] zeros [of|in] the number {n}!
                    how many [final|trailing] zeros are in {n} factorial
                    """) //
            .valid("""
                    the number of zeros that end {n}!
                    how many trailing zeros {n} factorial has
                    the count of trailing zeros in {n}!
                    """) //
            .test("""
                    the number of trailing zeros of {n}!
                    how many zeros are at the end of {n}!
                    the count of zeros at the end of {n} factorial
                    """).build();

    static final Family SUMSQ = Family.hard("sumsq") //
            .draw(draw -> Numbers.of("n", draw.number(100, 999))) //
            .answer(n -> (int) (LongStream.rangeClosed(1, n.get("n")).map(x -> x * x).sum() % 1000)) //
            .program("print(sum(x**2 for x in range({n} + 1)) % 1000)") //
            .program("""
                    s = 0
                    for x in range({n} + 1):
                        s += x**2
                    print(s % 1000)
                    """) //
            .wrong("print(sum(range({n} + 1))**2 % 1000)") //
            .working("The last square is {n}^2. Adding all the squares leaves {answer}.") //
            .train("""
                    the sum of the squares of the integers from 1 to {n}, [modulo|mod] 1000
                    the last three digits of the sum of the first {n} squares
                    the sum of all squares from 1^2 to {n}^2, [modulo|mod] 1000
                    the last three digits of 1^2 + 2^2 + ... + {n}^2
                    the total of the first {n} [squares|positive squares], [modulo|mod|taken modulo] 1000
                    the remainder when the sum of the first {n} squares is divided by 1000
                    the [residue|remainder] modulo 1000 of the sum of the squares of all [integers|numbers] up to {n}
                    the remainder when 1^2 + 2^2 + ... + {n}^2 is divided by 1000
                    the sum of the squares of the first {n} [positive|] integers, [modulo|mod] 1000
                    """) //
            .valid("""
                    the total of all squares from 1^2 to {n}^2, modulo 1000
                    the remainder when the sum of all squares from 1^2 to {n}^2 is divided by 1000
                    the last three digits of the total of the first {n} squares
                    """) //
            .test("""
                    the sum of the first {n} squares, modulo 1000
                    the last three digits of the sum of the squares of the integers from 1 to {n}
                    1^2 + 2^2 + ... + {n}^2 modulo 1000
                    """).build();

    static final List<Family> ALL = List.of(MODPOW, SUMDIV, GCD, DIGSUM, NDIV, PROD, COMB, ZEROS, SUMSQ);

    private HardFamilies() {}

    private static BigInteger power(int base, int exponent) {
        return BigInteger.valueOf(base).pow(exponent);
    }

    private static IntStream digits(String number) {
        return number.chars().map(c -> c - '0');
    }

    private static BigInteger binomial(int n, int k) {
        var product = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            product = product.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        return product;
    }

    /// How often 5 divides a number.
    private static int fives(int number) {
        int count = 0;
        for (int rest = number; rest % 5 == 0; rest /= 5) {
            count++;
        }
        return count;
    }

    private static Numbers twoWithCommonDivisor(Draw draw) {
        while (true) {
            int divisor = draw.any(2, 60);
            int a = divisor * draw.any(2, 60);
            int b = divisor * draw.any(2, 60);
            boolean allowed = threeDigits(a) && threeDigits(b) && draw.split().admits(a) && draw.split().admits(b);
            if (allowed && a != b) return Numbers.of("a", a).and("b", b);
        }
    }

    private static boolean threeDigits(int number) {
        return number >= 100 && number <= 999;
    }

    private static Numbers twoFactors(Draw draw) {
        int shorter = draw.number(20, 99);
        int longer = draw.number(100, 999);
        return draw.chance(0.5) ? Numbers.of("a", shorter).and("b", longer) : Numbers.of("a", longer).and("b", shorter);
    }
}
