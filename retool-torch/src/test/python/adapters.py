"""A PEFT adapter on a checkpoint that architectures.py made, with what PEFT computes.

usage: python adapters.py ../resources/dev/retool4j/model     (made with torch 2.15.0, transformers 5.23.0, peft 0.21.2)

Writes adapters/NAME for two cases: adapter_config.json and adapter_model.safetensors as PEFT saves them (base_model_name_or_path leads from
there to the checkpoint), and expected.safetensors with
    ids [2, 20], logits [2, 20, vocabulary] with the adapter, plain [2, 20, vocabulary] without;
    sft.loss, sft.gradient.TENSOR: mean cross-entropy of the tokens that sft.mask [2, 20] marks, and its gradients, named as in the file.
"""
import json
import pathlib
import shutil
import sys

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

CASES = {
    "qwen2.5-attention": ("qwen2.5-tied", dict(r=3, lora_alpha=8, target_modules=["q_proj", "v_proj", "o_proj"])),
    "llama3-all": ("llama3-untied", dict(r=4, lora_alpha=6, target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj",
                                                                             "down_proj"], use_rslora=True)),
}


def main(root):
    shutil.rmtree(root / "adapters", ignore_errors=True)
    for name, (base, options) in CASES.items():
        folder = root / "adapters" / name
        model = AutoModelForCausalLM.from_pretrained(root / "architectures" / base, dtype=torch.float32)
        given = load_file(root / "architectures" / base / "expected.safetensors")
        ids, mask = given["ids"].long(), given["sft.mask"].bool()
        plain = model(ids).logits.detach()
        model = get_peft_model(model, LoraConfig(task_type="CAUSAL_LM", lora_dropout=0.0, **options))
        generator = torch.Generator().manual_seed(5)
        for _, p in sorted(model.named_parameters()):
            if p.requires_grad:
                p.data.copy_(0.2 * torch.randn(p.shape, generator=generator))
        logits = model(ids).logits
        logprobs = logits.log_softmax(-1)[:, :-1].gather(-1, ids[:, 1:, None]).squeeze(-1)
        loss = -logprobs[mask[:, 1:]].mean()
        loss.backward()
        model.save_pretrained(folder)
        for extra in folder.glob("README.md"):
            extra.unlink()
        file = folder / "adapter_config.json"
        config = json.loads(file.read_text())
        config["base_model_name_or_path"] = f"../../architectures/{base}"
        file.write_text(json.dumps(config, indent=2) + "\n")
        gradients = {"sft.gradient." + n.replace(".default", ""): p.grad.contiguous() for n, p in model.named_parameters() if p.requires_grad}
        assert set(load_file(folder / "adapter_model.safetensors")) == {n.removeprefix("sft.gradient.") for n in gradients}
        save_file({"ids": ids.float(), "logits": logits.detach().contiguous(), "plain": plain.contiguous(), "sft.mask": mask.float(),
                   "sft.loss": loss.detach().view(1)} | gradients, folder / "expected.safetensors")
        print(name, float(loss), float((logits - plain).abs().max()))


main(pathlib.Path(sys.argv[1]))
