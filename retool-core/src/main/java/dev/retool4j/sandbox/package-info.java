/// Runs Python that a policy wrote: a fresh, limited process for each snippet.
@NullMarked
package dev.retool4j.sandbox;

import org.jspecify.annotations.NullMarked;
