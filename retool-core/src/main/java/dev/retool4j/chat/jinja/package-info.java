/// An interpreter of the subset of Jinja 2 that chat templates use, held to golden outputs of Jinja 2 under Hugging Face's settings
/// (`trim_blocks`, `lstrip_blocks`, an immutable sandbox, no escaping). [dev.retool4j.chat.jinja.JinjaTemplate] is its only entrance.
///
/// Values inside: [dev.retool4j.chat.jinja.None#NONE], `Boolean`, `Long`, `Double`, `String`, `List`, [dev.retool4j.chat.jinja.Tuple],
/// `Map`, [dev.retool4j.chat.jinja.Undefined], [dev.retool4j.chat.jinja.Lazy], [dev.retool4j.chat.jinja.Callable], `loop` and namespaces.
/// What Jinja 2 can do and this cannot is refused with the line, when the template is parsed if possible.
@NullMarked
package dev.retool4j.chat.jinja;

import org.jspecify.annotations.NullMarked;
