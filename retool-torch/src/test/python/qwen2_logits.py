"""Golden logits of the Qwen2 decoder, computed by Hugging Face transformers on PyTorch.

Weights come from a formula that the Java test repeats, so that no weight file is needed:
    weight[i] = scale * sin(0.7 * (i + 1) + 1.3 * k),  i counting over the tensor row by row, k the tensor's index in sorted name order,
    scale = 0.35 (0.5 for biases); norm weights are 1 + 0.1 * the same sine.

usage: python qwen2_logits.py > ../resources/dev/retool4j/model/qwen2_logits.json     (needs torch and transformers)
"""
import json
import math

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

CASES = [dict(tied=True, kv=2, theta=10000.0), dict(tied=False, kv=1, theta=1000000.0), dict(tied=True, kv=4, theta=10000.0)]
PROMPTS = [[5, 17, 3, 90, 41, 8, 60, 2, 33, 71, 19, 4], [96, 1, 1, 50, 23, 77, 12, 0, 64, 31, 9, 88]]


def fill(model):
    state = model.state_dict()
    names = sorted(name for name in state if not (name == "lm_head.weight" and model.config.tie_word_embeddings))
    for k, name in enumerate(names):
        tensor = state[name]
        i = torch.arange(tensor.numel(), dtype=torch.float64)
        wave = torch.sin(0.7 * (i + 1) + 1.3 * k)
        if "norm" in name:
            value = 1 + 0.1 * wave
        elif name.endswith("bias"):
            value = 0.5 * wave
        else:
            value = 0.35 * wave
        tensor.copy_(value.view_as(tensor).to(torch.float32))


cases = []
for case in CASES:
    config = Qwen2Config(vocab_size=97, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=case["kv"],
                         intermediate_size=48, rope_theta=case["theta"], rms_norm_eps=1e-6, max_position_embeddings=64,
                         tie_word_embeddings=case["tied"], use_sliding_window=False)
    config.rope_parameters = {"rope_type": "default", "rope_theta": case["theta"]}
    torch.manual_seed(0)
    model = Qwen2ForCausalLM(config).eval()
    with torch.no_grad():
        fill(model)
        logits = model(torch.tensor(PROMPTS)).logits
    cases.append(dict(tied=case["tied"], keyValueHeads=case["kv"], ropeTheta=case["theta"], prompts=PROMPTS,
                      logits=[[[round(v, 7) for v in row] for row in seq] for seq in logits[:, ::3].tolist()]))
print(json.dumps(dict(hidden=32, layers=2, heads=4, intermediate=48, vocabulary=97, everyThirdPosition=True, cases=cases), separators=(",", ":")))
