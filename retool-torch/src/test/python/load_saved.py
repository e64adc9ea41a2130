"""Loads model folders with Hugging Face transformers: python load_saved.py FOLDER...   (needs torch, safetensors, transformers)

Each folder also holds ids.safetensors with `ids` [rows, length]; its logits in fp32 go to logits.safetensors beside it. A tensor that
transformers misses, does not expect or finds of another shape is an error, and so are special tokens' ids or an element type that it reads otherwise.
"""
import json
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM

for folder in map(pathlib.Path, sys.argv[1:]):
    model, info = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
    problems = {kind: names for kind, names in info.items() if names}
    if problems:
        sys.exit(f"{folder}: {problems}")
    stored = json.loads((folder / "config.json").read_text())
    for key in ("bos_token_id", "eos_token_id", "pad_token_id"):
        if getattr(model.config, key) != stored.get(key):
            sys.exit(f"{folder}: {key} is {getattr(model.config, key)}, config.json has {stored.get(key)}")
    if str(AutoConfig.from_pretrained(folder).dtype) != "torch." + stored["torch_dtype"]:
        sys.exit(f"{folder}: dtype is {AutoConfig.from_pretrained(folder).dtype}, config.json has {stored['torch_dtype']}")
    with torch.no_grad():
        logits = model(load_file(folder / "ids.safetensors")["ids"].long()).logits
    save_file({"logits": logits.contiguous()}, folder / "logits.safetensors")
