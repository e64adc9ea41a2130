package dev.retool4j.chat.jinja;

/// Python's `None`.
enum None {
    NONE
}
