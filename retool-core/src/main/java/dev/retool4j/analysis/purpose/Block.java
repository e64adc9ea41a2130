package dev.retool4j.analysis.purpose;

import java.util.Locale;
import java.util.regex.Pattern;

/// A code block as the rules see it.
///
/// @param syntax       of its program
/// @param before       what the policy wrote between the block before and this one, lower case
/// @param number       among the blocks of its response, from 1
/// @param afterFailure whether the block directly before failed
record Block(Syntax syntax, String before, int number, boolean afterFailure) {
    private static final int NEAR = 300; // characters
    private static final Pattern CHECKS = Pattern
            .compile(
                    "\\b(verif(y|ies|ied|ying|ication)|double[- ]check|check(s|ing)?\\b(?! (all|each|every|for (all|each|every)))|confirm|validat)");

    static Block of(Syntax syntax, String before, int number, boolean afterFailure) {
        var near = before.substring(Math.max(0, before.length() - NEAR));
        return new Block(syntax, near.toLowerCase(Locale.ROOT), number, afterFailure);
    }

    /// Whether the last sentences before the block, or its comments, say that something is checked.
    boolean speaksOfChecking() {
        return CHECKS.matcher(before).find() || CHECKS.matcher(syntax.comments().toLowerCase(Locale.ROOT)).find();
    }

    /// Whether it shows that two things are equal or not.
    boolean compares() {
        return syntax.compared() > 0 || syntax.asserts() > 0;
    }

    boolean loops() {
        return syntax.loops() + syntax.comprehensions() > 0;
    }
}
