/// HTTP: the sandbox API, the OpenAI-compatible API and the dashboard.
@NullMarked
package dev.retool4j.web;

import org.jspecify.annotations.NullMarked;
