package dev.retool4j.reward;

import static java.util.Map.entry;

import dev.retool4j.reward.Expr.Function;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The closed lists of names that the lexer knows.
final class Vocabulary {
    static final int MAX_NAME = 24;

    /// Function names, written with or without a backslash.
    static final Map<String, Function> FUNCTIONS = Map.ofEntries(entry("sin", Function.SIN), entry("cos", Function.COS),
            entry("tan", Function.TAN), entry("tg", Function.TAN), entry("cot", Function.COT), entry("ctg", Function.COT),
            entry("sec", Function.SEC), entry("csc", Function.CSC),
            entry("arcsin", Function.ASIN), entry("arccos", Function.ACOS), entry("arctan", Function.ATAN), entry("arccot", Function.ACOT),
            entry("arcsec", Function.ASEC), entry("arccsc", Function.ACSC), entry("asin", Function.ASIN), entry("acos", Function.ACOS),
            entry("atan", Function.ATAN), entry("sinh", Function.SINH), entry("cosh", Function.COSH), entry("tanh", Function.TANH),
            entry("arcsinh", Function.ASINH), entry("arccosh", Function.ACOSH), entry("arctanh", Function.ATANH),
            entry("asinh", Function.ASINH),
            entry("acosh", Function.ACOSH), entry("atanh", Function.ATANH), entry("arsinh", Function.ASINH),
            entry("arcosh", Function.ACOSH),
            entry("artanh", Function.ATANH), entry("exp", Function.EXP), entry("ln", Function.LN), entry("log", Function.LOG),
            entry("lg", Function.LOG),
            entry("abs", Function.ABS), entry("floor", Function.FLOOR), entry("ceil", Function.CEIL), entry("gcd", Function.GCD),
            entry("lcm", Function.LCM), entry("max", Function.MAX), entry("min", Function.MIN), entry("binomial", Function.BINOMIAL),
            entry("factorial", Function.FACTORIAL));

    static final Set<String> GREEK = Set.of("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta",
            "iota",
            "kappa", "lambda", "mu", "nu", "xi", "rho", "varrho", "sigma", "varsigma", "tau", "upsilon", "phi", "varphi", "chi", "psi",
            "omega",
            "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega", "ell", "hbar");

    /// Commands that only change the looks.
    static final Set<String> INVISIBLE = Set.of("left", "right", "mleft", "mright", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl",
            "Bigr",
            "biggl", "biggr", "Biggl", "Biggr", "middle", "quad", "qquad", "thinspace", "medspace", "thickspace", "negthinspace",
            "negmedspace",
            "negthickspace", "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "boldsymbol", "bm", "noindent", "hfill",
            "enspace",
            "rm", "bf", "it", "mathstrut", "strut");

    /// Commands that stand for an operator or bracket of the plain alphabet.
    static final Map<String, String> OPERATORS = Map.ofEntries(entry("cdot", "*"), entry("times", "*"), entry("ast", "*"),
            entry("div", "/"),
            entry("le", "<="), entry("leq", "<="), entry("leqslant", "<="), entry("leqq", "<="), entry("ge", ">="), entry("geq", ">="),
            entry("geqslant", ">="), entry("geqq", ">="), entry("lt", "<"), entry("gt", ">"), entry("ne", "!="), entry("neq", "!="),
            entry("approx", "="), entry("equiv", "="), entry("in", "in"), entry("notin", "notin"), entry("cup", "cup"),
            entry("bigcup", "cup"),
            entry("cap", "cap"), entry("bigcap", "cap"), entry("setminus", "setminus"), entry("backslash", "setminus"), entry("pm", "pm"),
            entry("mp", "mp"),
            entry("mod", "mod"), entry("bmod", "mod"), entry("colon", ":"), entry("land", "and"), entry("lor", "and"),
            entry("wedge", "and"),
            entry("vee", "and"), entry("degree", "deg"), entry("prime", "'"), entry("slash", "/"));

    static final Map<String, String> OPENING = Map.of("lfloor", "floor", "lceil", "ceil", "llcorner", "floor", "ulcorner", "ceil", "langle",
            "<",
            "lbrace", "\\{", "lbrack", "[", "lgroup", "(", "lparen", "(");
    static final Map<String, String> CLOSING = Map.of("rfloor", "floor", "rceil", "ceil", "lrcorner", "floor", "urcorner", "ceil", "rangle",
            ">",
            "rbrace", "\\}", "rbrack", "]", "rgroup", ")", "rparen", ")");
    static final Set<String> BARS = Set.of("vert", "lvert", "rvert", "mid");

    /// Commands whose braces hold words.
    static final Set<String> WORDS_IN_BRACES = Set.of("text", "mbox", "hbox", "textbf", "textit", "textrm", "textnormal", "textsf",
            "texttt",
            "mathrm", "mathbf", "mathit", "mathsf", "operatorname", "rm", "emph");

    /// Short words that are no product of variables. (Words of four letters and more never are.)
    static final Set<String> SHORT_WORDS = Set.of("the", "are", "get", "has", "was", "not", "its", "our", "we", "yes", "no", "if", "for",
            "of", "to", "it",
            "is", "you", "all", "any", "one", "two", "six", "ten", "can", "may", "let", "but");

    static final Map<Character, String> UNICODE = new HashMap<>();

    static {
        for (var dash : "−–—‐‑‒".toCharArray())
            UNICODE.put(dash, "-");
        for (var dot : "×⋅·∙∗".toCharArray())
            UNICODE.put(dot, "*");
        UNICODE.putAll(Map.of('÷', "/", '∕', "/", '⁄', "/", '≤', "\\le ", '≥', "\\ge ", '≠', "\\ne ", '≈', "\\approx ", '±', "\\pm ", '∓',
                "\\mp "));
        UNICODE.putAll(Map.of('√', "\\sqrt ", '∛', "\\sqrt[3] ", 'π', "\\pi ", '∞', "\\infty ", '°', "\\degree ", '∪', "\\cup ", '∩',
                "\\cap ", '∖',
                "\\setminus ", '∈', "\\in ", '∅', "\\emptyset "));
        UNICODE.putAll(Map.of('θ', "\\theta ", 'α', "\\alpha ", 'β', "\\beta ", 'γ', "\\gamma ", 'λ', "\\lambda ", 'φ', "\\phi ", 'ω',
                "\\omega ", 'μ',
                "\\mu ", 'σ', "\\sigma ", 'δ', "\\delta "));
        UNICODE.putAll(Map.of('⌊', "\\lfloor ", '⌋', "\\rfloor ", '⌈', "\\lceil ", '⌉', "\\rceil ", '′', "'", '’', "'", '，', ",", '：', ":",
                '（', "(", '）',
                ")"));
        UNICODE.putAll(Map.of('½', "\\frac{1}{2}", '⅓', "\\frac{1}{3}", '⅔', "\\frac{2}{3}", '¼', "\\frac{1}{4}", '¾', "\\frac{3}{4}", '⟨',
                "\\langle ", '⟩', "\\rangle ", 'ℝ', "\\mathbb{R}", 'ℤ', "\\mathbb{Z}", 'ℕ', "\\mathbb{N}"));
        UNICODE.putAll(Map.of('\u00a0', " ", '\u2009', " ", '\u202f', " ", '€', "", '£', "", 'ℚ', "\\mathbb{Q}", 'ℂ', "\\mathbb{C}"));
        var superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
        for (var digit = 0; digit < 10; digit++)
            UNICODE.put(superscripts.charAt(digit), "^" + digit);
    }

    private Vocabulary() {}

    /// Replaces what has a plain spelling; unchanged text is returned as it is.
    static String plain(String text) {
        var from = 0;
        while (from < text.length() && text.charAt(from) < 128)
            from++;
        if (from == text.length()) return text;
        var plain = new StringBuilder(text.length() + 16).append(text, 0, from);
        for (var i = from; i < text.length(); i++) {
            var replacement = UNICODE.get(text.charAt(i));
            if (replacement == null) plain.append(text.charAt(i));
            else
                plain.append(replacement);
        }
        return plain.toString();
    }
}
