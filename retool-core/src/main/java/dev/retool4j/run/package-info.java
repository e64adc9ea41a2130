/// The run directory: configuration, metrics, traces, checkpoints' places, and the report made of them.
@NullMarked
package dev.retool4j.run;

import org.jspecify.annotations.NullMarked;
