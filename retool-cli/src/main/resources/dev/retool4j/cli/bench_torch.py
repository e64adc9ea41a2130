"""The demo's model in eager PyTorch: decoding on a key-value cache, and a training step with AdamW. For `retool bench`.

usage: python bench_torch.py BATCH LENGTH THREADS VOCABULARY; the last line of output is JSON with tokens per second.
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F

batch, length, threads, vocabulary = map(int, sys.argv[1:5])
torch.set_num_threads(threads)
torch.manual_seed(1)
hidden, layers, heads, kv, dim, inner, eps = 128, 4, 4, 2, 32, 384, 1e-6


def weight(*shape):
    return (torch.randn(*shape) / math.sqrt(shape[-1])).requires_grad_()


embedding = (0.08 * torch.randn(vocabulary, hidden)).requires_grad_()
blocks = [dict(n1=torch.ones(hidden, requires_grad=True), qkv=weight((heads + 2 * kv) * dim, hidden),
               bias=torch.zeros((heads + 2 * kv) * dim, requires_grad=True), out=weight(hidden, heads * dim), n2=torch.ones(hidden, requires_grad=True),
               gate_up=weight(2 * inner, hidden), down=weight(hidden, inner)) for _ in range(layers)]
final = torch.ones(hidden, requires_grad=True)
parameters = [embedding, final] + [p for b in blocks for p in b.values()]
angle = torch.outer(torch.arange(length + 2).float(), 10000.0 ** (-torch.arange(0, dim, 2).float() / dim))
cos, sin = torch.cat([angle.cos()] * 2, -1)[:, None], torch.cat([-angle.sin(), angle.sin()], -1)[:, None]


def rotate(x, c, s):
    return torch.addcmul(x * c, x.roll(dim // 2, -1), s)


def feed_forward(x, b):
    gate, up = F.linear(F.rms_norm(x, (hidden,), b["n2"], eps), b["gate_up"]).chunk(2, -1)
    return F.linear(F.silu(gate) * up, b["down"])


def forward(ids):
    rows, time_ = ids.shape
    x = F.embedding(ids, embedding)
    for b in blocks:
        qkv = F.linear(F.rms_norm(x, (hidden,), b["n1"], eps), b["qkv"], b["bias"]).view(rows, time_, heads + 2 * kv, dim)
        turned = rotate(qkv[:, :, :heads + kv], cos[:time_], sin[:time_])
        q, k, v = turned[:, :, :heads].transpose(1, 2), turned[:, :, heads:].transpose(1, 2), qkv[:, :, heads + kv:].transpose(1, 2)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        x = x + F.linear(mixed.transpose(1, 2).reshape(rows, time_, heads * dim), b["out"])
        x = x + feed_forward(x, b)
    return F.linear(F.rms_norm(x, (hidden,), final, eps), embedding)


@torch.no_grad()
def decode():
    keys = [torch.zeros(batch, kv, length + 1, dim) for _ in blocks]
    values = [torch.zeros(batch, kv, length + 1, dim) for _ in blocks]
    ids = torch.randint(vocabulary, (batch,))
    begun = time.perf_counter()
    for t in range(length):
        x = F.embedding(ids, embedding)
        for b, key, value in zip(blocks, keys, values):
            qkv = F.linear(F.rms_norm(x, (hidden,), b["n1"], eps), b["qkv"], b["bias"]).view(batch, heads + 2 * kv, dim)
            turned = rotate(qkv[:, :heads + kv], cos[t], sin[t])
            key[:, :, t], value[:, :, t] = turned[:, heads:], qkv[:, heads + kv:]
            q = turned[:, :heads].reshape(batch, kv, heads // kv, dim)
            mixed = F.scaled_dot_product_attention(q, key[:, :, :t + 1], value[:, :, :t + 1])
            x = x + F.linear(mixed.reshape(batch, heads * dim), b["out"])
            x = x + feed_forward(x, b)
        logprobs = F.log_softmax(F.linear(F.rms_norm(x, (hidden,), final, eps), embedding), -1)
        ids = torch.multinomial(logprobs.exp(), 1)[:, 0]
        logprobs.gather(1, ids[:, None]).tolist()
        ids.tolist()
    return batch * length / (time.perf_counter() - begun)


optimizer = torch.optim.AdamW(parameters, lr=1e-4, fused=True)
data = torch.randint(vocabulary, (batch, length))


def train(steps):
    begun = time.perf_counter()
    for _ in range(steps):
        loss = F.cross_entropy(forward(data).view(-1, vocabulary), data.view(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return steps * batch * length / (time.perf_counter() - begun)


decode()
train(2)
print(json.dumps(dict(decode=max(decode() for _ in range(3)), train=max(train(2) for _ in range(3)))))
