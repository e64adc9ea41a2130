"""Rotary frequencies and angles as Hugging Face transformers computes them.

usage: python rope.py > ../resources/dev/retool4j/model/rope.json     (made with torch 2.15.0, transformers 5.23.0, AVX512)

A list of cases: head_dim, rope_theta, for llama3 its scaling, `frequencies` [head_dim / 2] (fp32, printed as the same fp64), and for each
of a few positions the rows of `cos` and `sin` [head_dim / 2].
"""
import json
import sys

import torch
from transformers import LlamaConfig
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

POSITIONS = [32767]
LLAMA_31 = dict(factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=8192)
LLAMA_32 = {**LLAMA_31, "factor": 32.0}
CASES = [(dim, theta, None) for dim in (16, 32, 64, 96, 128) for theta in (1e4, 1e5, 5e5, 1e6)]
CASES += [(dim, theta, scaling) for dim in (64, 128) for theta in (5e5, 1e6) for scaling in (LLAMA_31, LLAMA_32)]

cases = []
for dim, theta, scaling in CASES:
    rope = dict(rope_type="llama3", **scaling) if scaling else dict(rope_type="default")
    config = LlamaConfig(hidden_size=2 * dim, num_attention_heads=2, max_position_embeddings=131072,
                         rope_parameters=dict(rope_theta=theta, **rope))
    embedding = LlamaRotaryEmbedding(config)
    cos, sin = embedding(torch.zeros(1), torch.tensor([POSITIONS]))
    cases.append(dict(head_dim=dim, rope_theta=theta, rope_scaling=scaling, frequencies=embedding.inv_freq.tolist(), positions=POSITIONS,
                      cos=cos[0, :, :dim // 2].tolist(), sin=sin[0, :, :dim // 2].tolist()))
print("[" + ",\n".join(map(json.dumps, cases)) + "]")
print(torch.backends.cpu.get_cpu_capability(), file=sys.stderr)
