"""Golden safetensors files: python safetensors_files.py ../resources/dev/retool4j/model/safetensors

official.safetensors and sharded/ come from the format's own library (pip: safetensors, torch); by-definition.safetensors from the
dozen lines of write() below, in the order and spelling that Java's writer must reproduce byte by byte.
python safetensors_files.py --read FILE prints what the official library reads.
"""
import json
import pathlib
import struct
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file

NAMES = {torch.float32: "F32", torch.bfloat16: "BF16", torch.int64: "I64"}


def write(path, tensors):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name, tensor in tensors.items():
        raw = bytes(tensor.contiguous().view(torch.uint8).flatten().tolist())
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main(folder):
    (folder / "sharded").mkdir(parents=True, exist_ok=True)
    row = torch.arange(6, dtype=torch.float32).reshape(2, 3) / 4 - 0.5
    write(folder / "by-definition.safetensors",
          {"matrix": row, "half.width": row[0].bfloat16(), "steps": torch.tensor([7, -1]), "transposed": row.T, "empty": row[:0]})
    save_file({"f32": row, "bf16": row.bfloat16(), "f16": row.half(), "f64": row.double(), "i64": torch.tensor([1, -2]),
               "i32": torch.tensor([3, -4], dtype=torch.int32), "u8": torch.tensor([5, 255], dtype=torch.uint8),
               "bool": torch.tensor([True, False]), "scalar": torch.tensor(2.5), "empty": row[:0]},
              folder / "official.safetensors", {"format": "pt"})
    shards = [{"a": row, "b": row * 2}, {"c": row * 3}]
    names = ["model-%05d-of-00002.safetensors" % (i + 1) for i in range(2)]
    for name, shard in zip(names, shards):
        save_file(shard, folder / "sharded" / name, {"format": "pt"})
    weight_map = {t: n for n, s in zip(names, shards) for t in s}
    (folder / "sharded" / "model.safetensors.index.json").write_text(
        json.dumps({"metadata": {"total_size": 72}, "weight_map": weight_map}, indent=2) + "\n")


if sys.argv[1] == "--read":
    with safe_open(sys.argv[2], "pt") as file:
        print(file.metadata(), {name: file.get_tensor(name) for name in file.keys()})
else:
    main(pathlib.Path(sys.argv[1]))
