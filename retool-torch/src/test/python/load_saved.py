"""Loads model folders with Hugging Face transformers: python load_saved.py FOLDER...   (needs torch, safetensors, transformers)

Each folder also holds ids.safetensors with `ids` [rows, length]; its logits in fp32 go to logits.safetensors beside it. A tensor that
transformers misses, does not expect or finds of another shape is an error.
"""
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

for folder in map(pathlib.Path, sys.argv[1:]):
    model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    problems = {kind: names for kind, names in info.items() if names}
    if problems:
        sys.exit(f"{folder}: {problems}")
    with torch.no_grad():
        logits = model(load_file(folder / "ids.safetensors")["ids"].long()).logits
    save_file({"logits": logits.contiguous()}, folder / "logits.safetensors")
