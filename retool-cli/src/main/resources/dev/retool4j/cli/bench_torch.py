"""A decoder with random weights in eager PyTorch: decoding on a key-value cache, and a training step with AdamW. For `retool bench`.

usage: python bench_torch.py JSON, an object with what the next lines read; the last line of output is JSON with tokens per second.
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F

given = json.loads(sys.argv[1])
batch, length, vocabulary, tries = (given[name] for name in ("batch", "length", "vocabulary", "tries"))
hidden, layers, heads, kv, dim, inner = (given[name] for name in ("hidden", "layers", "heads", "kv", "dim", "inner"))
eps, theta, tied, biased = (given[name] for name in ("eps", "theta", "tied", "biased"))
torch.set_num_threads(given["threads"])
torch.set_default_device(given["device"])
torch.set_default_dtype(torch.bfloat16 if given["precision"] == "bf16" else torch.float32)
torch.manual_seed(1)


def weight(*shape):
    return (torch.randn(*shape) / math.sqrt(shape[-1])).requires_grad_()


embedding = (0.08 * torch.randn(vocabulary, hidden)).requires_grad_()
head = embedding if tied else weight(vocabulary, hidden)
blocks = [dict(n1=torch.ones(hidden, requires_grad=True), qkv=weight((heads + 2 * kv) * dim, hidden),
               **(dict(bias=torch.zeros((heads + 2 * kv) * dim, requires_grad=True)) if biased else {}), out=weight(hidden, heads * dim), n2=torch.ones(hidden, requires_grad=True),
               gate_up=weight(2 * inner, hidden), down=weight(hidden, inner)) for _ in range(layers)]
final = torch.ones(hidden, requires_grad=True)
parameters = [embedding, final] + ([] if tied else [head]) + [p for b in blocks for p in b.values()]
angle = torch.outer(torch.arange(length + 2).float(), theta ** (-torch.arange(0, dim, 2).float() / dim))
cos, sin = (t[:, None].to(embedding.dtype) for t in (torch.cat([angle.cos()] * 2, -1), torch.cat([-angle.sin(), angle.sin()], -1)))


def rotate(x, c, s):
    return torch.addcmul(x * c, x.roll(dim // 2, -1), s)


def feed_forward(x, b):
    gate, up = F.linear(F.rms_norm(x, (hidden,), b["n2"], eps), b["gate_up"]).chunk(2, -1)
    return F.linear(F.silu(gate) * up, b["down"])


def forward(ids):
    rows, time_ = ids.shape
    x = F.embedding(ids, embedding)
    for b in blocks:
        qkv = F.linear(F.rms_norm(x, (hidden,), b["n1"], eps), b["qkv"], b.get("bias")).view(rows, time_, heads + 2 * kv, dim)
        turned = rotate(qkv[:, :, :heads + kv], cos[:time_], sin[:time_])
        q, k, v = turned[:, :, :heads].transpose(1, 2), turned[:, :, heads:].transpose(1, 2), qkv[:, :, heads + kv:].transpose(1, 2)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        x = x + F.linear(mixed.transpose(1, 2).reshape(rows, time_, heads * dim), b["out"])
        x = x + feed_forward(x, b)
    return F.linear(F.rms_norm(x, (hidden,), final, eps), head)


@torch.no_grad()
def decode():
    keys = [torch.zeros(batch, kv, length + 1, dim) for _ in blocks]
    values = [torch.zeros(batch, kv, length + 1, dim) for _ in blocks]
    ids = torch.randint(vocabulary, (batch,))
    begun = time.perf_counter()
    for t in range(length):
        x = F.embedding(ids, embedding)
        for b, key, value in zip(blocks, keys, values):
            qkv = F.linear(F.rms_norm(x, (hidden,), b["n1"], eps), b["qkv"], b.get("bias")).view(batch, heads + 2 * kv, dim)
            turned = rotate(qkv[:, :heads + kv], cos[t], sin[t])
            key[:, :, t], value[:, :, t] = turned[:, heads:], qkv[:, heads + kv:]
            q = turned[:, :heads].reshape(batch, kv, heads // kv, dim)
            mixed = F.scaled_dot_product_attention(q, key[:, :, :t + 1], value[:, :, :t + 1])
            x = x + F.linear(mixed.reshape(batch, heads * dim), b["out"])
            x = x + feed_forward(x, b)
        logprobs = F.log_softmax(F.linear(F.rms_norm(x, (hidden,), final, eps), head).float(), -1)
        ids = torch.multinomial(logprobs.exp(), 1)[:, 0]
        logprobs.gather(1, ids[:, None]).tolist()
        ids.tolist()
    return batch * length / (time.perf_counter() - begun)


optimizer = torch.optim.AdamW(parameters, lr=1e-4, fused=True)
data = torch.randint(vocabulary, (batch, length))


def train(steps):
    begun = time.perf_counter()
    for _ in range(steps):
        loss = F.cross_entropy(forward(data).view(-1, vocabulary).float(), data.view(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    loss.item()  # a GPU has finished then
    return steps * batch * length / (time.perf_counter() - begun)


decode()
train(2)
print(json.dumps(dict(decode=max(decode() for _ in range(tries)), train=max(train(2) for _ in range(tries)))))
