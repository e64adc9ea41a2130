/// Problems, supervised examples, dataset readers and writers, and the cold start (ReTool §2.2).
@NullMarked
package dev.retool4j.data;

import org.jspecify.annotations.NullMarked;
