"""Golden values of AdamW and Muon: python optimisers.py > ../resources/dev/retool4j/train/optimisers.json  (torch >= 2.9)"""
import json
import math

import torch


def rounded(*shape):
    return (torch.randn(*shape) * 1000).round() / 1000


def adamw(beta1, beta2, eps, decay, n=23, steps=6):
    torch.manual_seed(1)
    p = torch.nn.Parameter(rounded(n))
    optimiser = torch.optim.AdamW([p], lr=1, betas=(beta1, beta2), eps=eps, weight_decay=decay)
    case = dict(beta1=beta1, beta2=beta2, epsilon=eps, weightDecay=decay, initial=p.tolist(), learningRates=[], gradients=[], expected=[])
    for i in range(steps):
        rate = 0.01 / (i + 1)
        p.grad = rounded(n)
        optimiser.param_groups[0]["lr"] = rate
        optimiser.step()
        case["learningRates"].append(rate)
        case["gradients"].append(p.grad.tolist())
        case["expected"].append(p.tolist())
    return case


def orthogonal(g, dtype):
    """Newton-Schulz as published, one matrix at a time."""
    x = g.to(dtype)
    if g.shape[0] > g.shape[1]:
        x = x.T
    x = x / x.norm().clamp(min=1e-7)
    for _ in range(5):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return (x.T if g.shape[0] > g.shape[1] else x).float()


def muon(momentum, nesterov, decay, dtype, steps=3):
    torch.manual_seed(2)
    shapes = [(6, 4), (4, 6), (4, 6), (5, 5), (9, 3), (6, 4)]
    ps = [torch.nn.Parameter(rounded(*s)) for s in shapes]
    flat = lambda ts: [x for t in ts for x in t.flatten().tolist()]
    case = dict(momentum=momentum, nesterov=nesterov, weightDecay=decay, precision=str(dtype).removeprefix("torch.").upper(), shapes=shapes,
                initial=flat(ps), learningRates=[], gradients=[], expected=[])
    own = [p.detach().clone() for p in ps]
    buffers = [torch.zeros_like(p) for p in own]
    optimiser = torch.optim.Muon(ps, lr=1, momentum=momentum, nesterov=nesterov, weight_decay=decay)
    for i in range(steps):
        rate = 0.05 / (i + 1)
        optimiser.param_groups[0]["lr"] = rate
        for p, q, b in zip(ps, own, buffers):
            p.grad = rounded(*p.shape)
            b.mul_(momentum).add_(p.grad, alpha=1 - momentum)
            g = (1 - momentum) * p.grad + momentum * b if nesterov else b
            q.mul_(1 - rate * decay).sub_(rate * math.sqrt(max(1, p.shape[0] / p.shape[1])) * orthogonal(g, dtype))
        optimiser.step()
        case["learningRates"].append(rate)
        case["gradients"].append(flat([p.grad for p in ps]))
        # torch's own Muon computes in bfloat16; the float32 reference above must agree with it to that precision
        assert max((p - q).abs().max() for p, q in zip(ps, own)) < 0.01 * (i + 1), "the reference is not Muon"
        case["expected"].append(flat(ps if dtype == torch.bfloat16 else own))
    return case


def short(x):
    """Nine digits hold a float32."""
    if isinstance(x, dict):
        return {k: short(v) for k, v in x.items()}
    if isinstance(x, (list, tuple)):
        return [short(v) for v in x]
    return float("%.9g" % x) if isinstance(x, float) else x


print(json.dumps(short(dict(
    adamw=[adamw(0.9, 0.999, 1e-8, 0.01), adamw(0.9, 0.95, 1e-6, 0.0)],
    muon=[muon(0.95, True, 0.02, torch.float32), muon(0.9, False, 0.0, torch.float32), muon(0.95, True, 0.1, torch.bfloat16)]))))
