package dev.retool4j.train;

import org.bytedeco.pytorch.Tensor;

/// A tensor of an optimiser's or critic's state under the name it is saved with. The tensor is the live one: copying into it restores.
public record NamedTensor(String name, Tensor tensor) {}
