/// Tensors, the decoder and its files: configuration, safetensors, and the in-process engine.
///
/// **Native memory.** Every libtorch object that Java makes is freed when its [org.bytedeco.javacpp.PointerScope] closes. One unit of
/// work (a forward and backward pass, a decode step, an optimiser step) opens one scope and closes it; nothing waits for the garbage
/// collector. What must live longer (parameters, caches, optimiser state) is taken out of the scope explicitly, by a reference of its
/// own: [dev.retool4j.model.Kept#keep], or `retainReference()`; its owner's `close()` gives it back.
/// (`PointerScope.detach` does not keep a pointer: it gives up the scope's reference, and with the last one the memory goes.)
/// What a `TensorVector` gives is no tensor of its own but a place in the vector: it must not outlive it.
/// Gradient mode and scopes belong to a thread, so model work stays on one platform thread.
@NullMarked
package dev.retool4j.model;

import org.jspecify.annotations.NullMarked;
