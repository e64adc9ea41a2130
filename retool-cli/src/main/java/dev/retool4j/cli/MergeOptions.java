package dev.retool4j.cli;

import dev.retool4j.model.SaveOptions;

/// How a policy is written as a folder of its own.
///
/// @param save in which form
record MergeOptions(SaveOptions save) {
    static final MergeOptions DEFAULT = new MergeOptions(SaveOptions.DEFAULT);
}
