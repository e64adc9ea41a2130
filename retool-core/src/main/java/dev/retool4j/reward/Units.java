package dev.retool4j.reward;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The closed list of units that an answer may carry.
final class Units {
    /// A unit as a product of powers of base units, with its factor.
    ///
    /// @param factor how many base units it is, for example 100 for a metre in centimetres
    /// @param base   the base units with their powers
    record Unit(Rational factor, Map<String, Integer> base) {
        Unit times(Unit other, int power) {
            var product = new HashMap<>(base);
            other.base.forEach((name, exponent) -> product.merge(name, exponent * power, Integer::sum));
            product.values().removeIf(exponent -> exponent == 0);
            return new Unit(factor.multiply(other.factor.pow(power)), product);
        }
    }

    /// Words that change what the number before them means: a remark with one of these is not a unit, and is never dropped.
    private static final Set<String> MEANINGFUL = Set.of("of", "or", "not", "than", "more", "less", "fewer", "least", "most", "mod",
            "modulo", "base", "plus",
            "minus", "times", "squared", "cubed", "if", "when", "where", "for", "unless", "except", "half", "halves", "third", "thirds",
            "quarter", "quarters", "dozen", "hundred", "thousand", "million",
            "billion", "trillion", "hundredths", "tenths", "above", "below", "under", "over", "between", "to", "by", "no", "wrong",
            "false");
    private static final Map<String, Long> MULTIPLES = Map.of("dozen", 12L, "hundred", 100L, "thousand", 1000L, "million", 1_000_000L,
            "billion",
            1_000_000_000L, "trillion", 1_000_000_000_000L);
    private static final Map<String, Unit> KNOWN = new HashMap<>();
    private static final Unit NONE = new Unit(Rational.ONE, Map.of());

    static {
        put("length", "1", "mm millimeter millimeters millimetre millimetres");
        put("length", "10", "cm centimeter centimeters centimetre centimetres");
        put("length", "100", "dm decimeter decimeters");
        put("length", "1000", "m meter meters metre metres");
        put("length", "1000000", "km kilometer kilometers kilometre kilometres");
        put("length", "25.4", "in inch inches");
        put("length", "304.8", "ft foot feet");
        put("length", "914.4", "yd yard yards");
        put("length", "1609344", "mi mile miles");
        put("mass", "1", "mg milligram milligrams");
        put("mass", "1000", "g gram grams");
        put("mass", "1000000", "kg kilogram kilograms");
        put("mass", "453592.37", "lb lbs pound pounds");
        put("mass", "28349.523125", "oz ounce ounces");
        put("time", "1", "s sec secs second seconds");
        put("time", "60", "min mins minute minutes");
        put("time", "3600", "h hr hrs hour hours");
        put("time", "86400", "day days");
        put("time", "604800", "week weeks");
        put("month", "1", "month months");
        put("month", "12", "yr yrs year years");
        put("money", "1", "cent cents");
        put("money", "100", "dollar dollars usd");
        put("volume", "1", "ml milliliter milliliters millilitre millilitres");
        put("volume", "1000", "l liter liters litre litres");
        put("gallon", "1", "gallon gallons gal");
        put("angle", "1", "rad radian radians");
        put("force", "1", "N newton newtons");
        put("energy", "1", "J joule joules");
        put("power", "1", "W watt watts");
        put("speed-mph", "1", "mph");
        put("hertz", "1", "Hz hertz");
        put("volt", "1", "V volt volts");
        put("ampere", "1", "A amp amps ampere amperes");
        put("kelvin", "1", "K kelvin");
        put("mole", "1", "mol mole moles");
        put("", "1", "unit units");
        for (var thing : ("euros people students ways books apples marbles coins cards games points balls "
                + "tiles squares cubes bags boxes trees chairs tickets cookies pieces numbers integers solutions edges vertices")
                .split(" ")) {
            put(thing, "1", thing);
        }
    }

    private Units() {}

    private static void put(String base, String factor, String names) {
        var scale = java.util.Objects.requireNonNull(QuickNumber.read(factor));
        for (var name : names.split(" "))
            KNOWN.put(name, new Unit(scale, base.isEmpty() ? Map.of() : Map.of(base, 1)));
    }

    /// Whether words behind a number may be dropped where the other side has none: a known unit, or words that do not change the number.
    static boolean mayDrop(String words) {
        for (var i = 0; i < words.length(); i++)
            if (Lexer.isDigit(words.charAt(i)) && (i == 0 || "^-".indexOf(words.charAt(i - 1)) < 0)) return false;
        if (read(words) != null) return true;
        for (var word : words.toLowerCase(Locale.ROOT).split("[^a-z]"))
            if (MEANINGFUL.contains(word)) return false;
        return true;
    }

    /// What a first word such as `million` multiplies the number by; 1 without one.
    static long multiple(String words) {
        var word = words.strip().toLowerCase(Locale.ROOT).split(" ", 2)[0];
        return MULTIPLES.getOrDefault(word, 1L);
    }

    /// The words behind a multiple such as `million`.
    static String afterMultiple(String words) {
        if (multiple(words) == 1) return words;
        var parts = words.strip().split(" ", 2);
        return parts.length == 2 ? parts[1] : "";
    }

    /// Whether letters written without `\text` can only be a unit: at least two, and in the list.
    static boolean isWord(String run) {
        if (run.length() < 2 || run.equals("in") || run.equals("mi")) return false;
        var lower = run.toLowerCase(Locale.ROOT);
        return KNOWN.containsKey(lower) || lower.equals("square") || lower.equals("cubic") || lower.equals("per") || lower.equals("sq");
    }

    /// The unit that the words name, or null where any of them is not in the list.
    static @Nullable Unit read(String words) {
        var unit = NONE;
        var sign = 1;
        var pending = 1;
        String name = null;
        var i = 0;
        while (i < words.length()) {
            var c = words.charAt(i);
            if (Lexer.isLetter(c)) {
                var begin = i;
                while (i < words.length() && Lexer.isLetter(words.charAt(i)))
                    i++;
                name = words.substring(begin, i);
                if (name.equals("square") || name.equals("sq")) pending = 2;
                else if (name.equals("cubic")) pending = 3;
                else if (name.equals("per")) sign = -1;
                else {
                    var known = KNOWN.containsKey(name) ? KNOWN.get(name) : KNOWN.get(name.toLowerCase(Locale.ROOT));
                    if (known == null) return null;
                    var power = exponentAt(words, i);
                    if (power != 0) {
                        i = words.indexOf('^', i) + 1;
                        while (i < words.length() && (Lexer.isDigit(words.charAt(i)) || words.charAt(i) == '-'))
                            i++;
                    }
                    unit = unit.times(known, sign * (power == 0 ? pending : power));
                    pending = 1;
                }
            } else if (c == '/') {
                sign = -1;
                i++;
            } else if (c == ' ' || c == '*' || c == '.') i++;
            else
                return null;
        }
        return name == null ? null : unit;
    }

    private static int exponentAt(String words, int from) {
        if (from >= words.length() || words.charAt(from) != '^') return 0;
        var i = from + 1;
        var negative = i < words.length() && words.charAt(i) == '-';
        if (negative) i++;
        if (i >= words.length() || !Lexer.isDigit(words.charAt(i))) return 0;
        var value = words.charAt(i) - '0';
        return negative ? -value : value;
    }

}
