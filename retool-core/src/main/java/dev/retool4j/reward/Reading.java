package dev.retool4j.reward;

/// How to read notation that mathematicians themselves read in two ways.
///
/// @param looseDivision `1/2x` is (1/2)x, not 1/(2x)
/// @param commasSplit   `100,200` is two numbers, not 100200
record Reading(boolean looseDivision, boolean commasSplit) {
    static final Reading USUAL = new Reading(false, false);
    static final Reading LOOSE_DIVISION = new Reading(true, false);
    static final Reading COMMAS_SPLIT = new Reading(false, true);
}
