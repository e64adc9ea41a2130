/// Manners of an HTTP client that asks a model's server many times: how fast it asks, how long it waits after a failure, and what the
/// server wishes about that. For teachers and for engines behind servers.
@NullMarked
package dev.retool4j.data.http;

import org.jspecify.annotations.NullMarked;
