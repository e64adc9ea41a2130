"""Loads folders of adapters with PEFT and writes the logits it computes: for PeftLoadsSavedAdaptersTest.

usage: python load_adapters.py FOLDER...      each holds adapter_config.json, adapter_model.safetensors and ids.safetensors (ids [rows, length])
"""
import json
import pathlib
import sys

import torch
from peft import PeftModel
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

for folder in map(pathlib.Path, sys.argv[1:]):
    base = json.loads((folder / "adapter_config.json").read_text())["base_model_name_or_path"]
    model = PeftModel.from_pretrained(AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32), folder)
    with torch.no_grad():
        logits = model(load_file(folder / "ids.safetensors")["ids"]).logits
    save_file({"logits": logits.float().contiguous()}, folder / "logits.safetensors")
