/// The interleaved generate–execute loop, and the [dev.retool4j.rollout.Trajectory] it records.
@NullMarked
package dev.retool4j.rollout;

import org.jspecify.annotations.NullMarked;
