/// Answer extraction, mathematical equivalence and reward functions. Pure functions: no clock, no thread, no evaluation of code.
@NullMarked
package dev.retool4j.reward;

import org.jspecify.annotations.NullMarked;
