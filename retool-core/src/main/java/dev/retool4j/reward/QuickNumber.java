package dev.retool4j.reward;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// The fast path: reads integers, decimals, thousands groups, `a/b` and `\frac{a}{b}` straight from the characters.
///
/// It answers null for everything else, and never reads a part of a string: what it returns is the value of all of it.
final class QuickNumber {
    private static final int MAX_DIGITS = 256;

    private final String text;
    private int at;
    private final int end;

    private QuickNumber(String text, int begin, int end) {
        this.text = text;
        this.at = begin;
        this.end = end;
    }

    /// The value of the whole text, or null where it is anything but a plain number.
    static @Nullable Rational read(String text) {
        var begin = 0;
        var end = text.length();
        while (begin < end && text.charAt(begin) <= ' ')
            begin++;
        while (begin < end && text.charAt(end - 1) <= ' ')
            end--;
        if (begin == end || end - begin > 2 * MAX_DIGITS) return null;
        var first = text.charAt(begin);
        if (first > '9' && first != '\\') return null;
        return new QuickNumber(text, begin, end).number();
    }

    private @Nullable Rational number() {
        var negative = sign();
        if (at == end) return null;
        var value = text.charAt(at) == '\\' ? fraction() : quotient();
        if (value == null || at != end) return null;
        return negative ? value.negate() : value;
    }

    private boolean sign() {
        if (at == end) return false;
        var c = text.charAt(at);
        if (c == '-' || c == '+') {
            at++;
            while (at < end && text.charAt(at) == ' ')
                at++;
        }
        return c == '-';
    }

    private @Nullable Rational quotient() {
        var top = decimal();
        if (top == null || at == end) return top;
        if (text.charAt(at) != '/' || !top.isInteger()) return null;
        at++;
        var bottom = decimal();
        return bottom == null || bottom.isZero() || !bottom.isInteger() ? null : top.divide(bottom);
    }

    private @Nullable Rational fraction() {
        if (text.startsWith("\\frac{", at)) at += 6;
        else if (text.startsWith("\\dfrac{", at) || text.startsWith("\\tfrac{", at)) at += 7;
        else
            return null;
        var top = group();
        if (top == null || at == end || text.charAt(at) != '{') return null;
        at++;
        var bottom = group();
        return bottom == null || bottom.isZero() ? null : top.divide(bottom);
    }

    private @Nullable Rational group() {
        var negative = sign();
        var value = decimal();
        if (value == null || at == end || text.charAt(at) != '}') return null;
        at++;
        return negative ? value.negate() : value;
    }

    private @Nullable Rational decimal() {
        var begin = at;
        var digits = 0;
        var comma = -1;
        var commas = 0;
        var small = 0L;
        for (; at < end; at++) {
            var c = text.charAt(at);
            if (c >= '0' && c <= '9') {
                small = small * 10 + (c - '0');
                digits++;
            } else if (c == ',') {
                if (comma < 0 ? at - begin > 3 || at == begin : at - comma != 4) return null;
                comma = at;
                commas++;
            } else
                break;
        }
        if (commas > 0 && (at - comma != 4 || text.charAt(begin) == '0')) return null;
        if (digits > MAX_DIGITS) return null;
        var whole = digits <= 18 ? BigInteger.valueOf(small) : new BigInteger(plain(begin, at, commas));
        if (at == end || text.charAt(at) != '.') return digits == 0 ? null : Rational.of(whole);
        var point = ++at;
        small = 0;
        while (at < end && text.charAt(at) >= '0' && text.charAt(at) <= '9')
            small = small * 10 + (text.charAt(at++) - '0');
        var places = at - point;
        if (places == 0) return digits == 0 || at != end ? null : Rational.of(whole);
        if (places > MAX_DIGITS) return null;
        var scale = BigInteger.TEN.pow(places);
        var part = places <= 18 ? BigInteger.valueOf(small) : new BigInteger(text.substring(point, at));
        return Rational.of(whole.multiply(scale).add(part), scale);
    }

    private String plain(int from, int to, int commas) {
        var digits = text.substring(from, to);
        return commas == 0 ? digits : digits.replace(",", "");
    }
}
