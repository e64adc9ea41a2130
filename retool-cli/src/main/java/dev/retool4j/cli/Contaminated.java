package dev.retool4j.cli;

/// What a training run does about training problems that hold an evaluation problem.
enum Contaminated {
    /// say how many, and train on them
    WARN,
    /// leave them out
    REMOVE,
    /// do not look
    IGNORE
}
