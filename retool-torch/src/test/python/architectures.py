"""Tiny random checkpoints of every architecture with what Hugging Face transformers computes on them.

usage: python architectures.py ../resources/dev/retool4j/model/architectures     (made with torch 2.15.0, transformers 5.23.0)

Each folder has config.json and *.safetensors as a user would find them, and expected.safetensors:
    ids [2, 20], logits [2, 20, vocabulary] computed in fp32, halfLogits the same in the file's type if that is bf16;
    sft.loss, sft.gradient.NAME: mean cross-entropy of the tokens that sft.mask [2, 20] marks, and its gradients;
    ppo.loss, ppo.gradient.NAME: PPO's clipped loss (clip 0.2 and 0.28, dual clip 10), mean over the tokens that sft.mask marks, with
        ppo.old and ppo.advantages [2, 20] as old log-probabilities and advantages; only where the folder's case says so.
"""
import json
import pathlib
import shutil
import sys

import torch
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, LlamaConfig, MistralConfig, Qwen2Config, Qwen3Config

LENGTH = 20
SIZE = dict(vocab_size=40, hidden_size=16, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=24,
            max_position_embeddings=64, bos_token_id=1, eos_token_id=2)
LLAMA3 = dict(rope_type="llama3", rope_theta=500.0, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=32)
CASES = {
    "qwen2.5-tied": (Qwen2Config(**SIZE, tie_word_embeddings=True, rope_parameters=dict(rope_type="default", rope_theta=1e6)),
                     dict(ppo=True)),
    "qwen2.5-bf16-sharded": (Qwen2Config(**SIZE, rms_norm_eps=1e-5), dict(dtype=torch.bfloat16, shard="6KB")),
    "qwen3-untied": (Qwen3Config(**{**SIZE, "num_key_value_heads": 1}, head_dim=6), dict(ppo=True)),
    "qwen3-tied-fp16": (Qwen3Config(**SIZE, head_dim=8, tie_word_embeddings=True), dict(dtype=torch.float16)),
    "llama3-untied": (LlamaConfig(**{**SIZE, "hidden_size": 32}, rope_parameters=LLAMA3, rms_norm_eps=1e-5), dict()),
    "llama3-tied-bf16": (LlamaConfig(**{**SIZE, "num_attention_heads": 2, "num_key_value_heads": 1}, rope_parameters=LLAMA3,
                                     tie_word_embeddings=True), dict(dtype=torch.bfloat16, old=True, ppo=True)),
    "mistral": (MistralConfig(**SIZE, head_dim=6, sliding_window=None), dict(old=True)),
}


def randomise(model, seed, scale):
    """Larger than transformers' initial weights, so that every term shows; norms and biases are not at 1 and 0. Smaller ones for bf16,
    whose own rounding moves logits of 3 by 0.05."""
    generator = torch.Generator().manual_seed(seed)
    for name, p in sorted(model.named_parameters()):
        noise = torch.randn(p.shape, generator=generator)
        p.data.copy_(1 + 0.2 * noise if "norm" in name else 0.3 * noise if p.dim() == 1 else scale * noise)


def older(folder):
    """The spelling of transformers 4, which most published folders have."""
    file = folder / "config.json"
    config = json.loads(file.read_text())
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    config["rope_scaling"] = rope if rope["rope_type"] != "default" else None
    config["torch_dtype"] = config.pop("dtype")
    config.pop("layer_types", None)
    file.write_text(json.dumps(config, indent=2) + "\n")


def gradients(model, loss, prefix):
    model.zero_grad()
    loss.backward()
    return {f"{prefix}.loss": loss.detach().view(1)} | {f"{prefix}.gradient.{n}": p.grad.clone() for n, p in model.named_parameters()}


def each(logits, ids):
    """Log-probability of each token given those before it; 0 for the first."""
    logprobs = logits.log_softmax(-1)[:, :-1].gather(-1, ids[:, 1:, None]).squeeze(-1)
    return torch.cat([torch.zeros(len(ids), 1), logprobs], 1)


def ppo(logprobs, old, advantages, mask):
    ratio = (logprobs - old).exp()
    losses = torch.maximum(-ratio * advantages, -ratio.clamp(0.8, 1.28) * advantages)
    losses = torch.where(advantages < 0, torch.minimum(losses, -10 * advantages), losses)
    clipped = (ratio * advantages != ratio.clamp(0.8, 1.28) * advantages) & mask
    assert clipped.any() and not clipped[mask].all(), "the case should have both clipped and free tokens"
    return losses[mask].mean()


def expected(folder, case, seed):
    generator = torch.Generator().manual_seed(seed)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    ids = torch.randint(3, model.config.vocab_size, (2, LENGTH), generator=generator)
    mask = torch.rand(2, LENGTH, generator=generator) < 0.6
    mask[:, :3] = False
    mask[:, -1] = True
    logits = model(ids).logits
    logprobs = each(logits, ids)
    old = logprobs.detach() + 0.4 * torch.randn(2, LENGTH, generator=generator)
    advantages = torch.randn(2, LENGTH, generator=generator)
    result = {"ids": ids, "sft.mask": mask.long(), "logits": logits.detach(), "ppo.old": old, "ppo.advantages": advantages}
    if case.get("dtype") == torch.bfloat16:
        half = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16, attn_implementation="eager")
        with torch.no_grad():
            result["halfLogits"] = half(ids).logits.float()
    if case.get("ppo"):
        result |= gradients(model, ppo(logprobs, old, advantages, mask), "ppo")
        logprobs = each(model(ids).logits, ids)
    result |= gradients(model, -logprobs[mask].mean(), "sft")
    return result


def main(target):
    for seed, (name, (config, case)) in enumerate(CASES.items()):
        folder = target / name
        shutil.rmtree(folder, ignore_errors=True)
        model = AutoModelForCausalLM.from_config(config)
        randomise(model, seed, 0.1 if case.get("dtype") == torch.bfloat16 else 0.25)
        model.to(case.get("dtype", torch.float32)).save_pretrained(folder, max_shard_size=case.get("shard", "1GB"))
        (folder / "generation_config.json").unlink(missing_ok=True)
        if case.get("old"):
            older(folder)
        values = expected(folder, case, 100 + seed)
        save_file({k: v.contiguous() for k, v in values.items()}, folder / "expected.safetensors")
        print(name, {f.name: f.stat().st_size for f in sorted(folder.iterdir())}, "largest logit", float(values["logits"].abs().max()),
              "bf16 against fp32", float((values["logits"] - values["halfLogits"]).abs().max()) if "halfLogits" in values else "")


main(pathlib.Path(sys.argv[1]))
