"""Golden token ids of Qwen2's published vocabulary, by transformers.

usage: python qwen2_ids.py FOLDER > ../resources/dev/retool4j/chat/qwen2-ids.json

FOLDER holds Qwen2's vocab.json, merges.txt and tokenizer_config.json, which are not part of the project. A row is [text, ids]; texts are
fixed ones and seeded mixtures of what tokenizers stumble over. Text that Unicode normalisation (NFC) changes is among them.
"""
import json
import random
import sys

from transformers import AutoTokenizer

FIXED = ["hello", "Hello, world!", " leading", "trailing ", "  two  spaces  ", "\n\n\n", "a\r\nb", "\t\tif x:\n        return 12345", "It's we'll I'D", "3.14159", "1000000",
         "f(x)=x^2-4x+4", "\\boxed{42}", "<code>\n```python\nprint(1)\n```\n</code>\n", "<interpreter>\n1\n</interpreter>\n\n", "中文字符", "日本語テスト", "Привет", "مرحبا", "e\u0301", "\u212b",
         "😀👩‍👩‍👧", "\u00a0\u2003x", "<|im_start|>user\n2024<|im_end|>\n", "<|endoftext|>x", "<|im_start |>", "naïve café", "x" * 40, "_____", "a  b   c    d", "½ ² ٣", ""]
PARTS = [" ", "  ", "\n", "\r\n", "\t", "7", "42", " 548", "it's", "'LL", "print(pow(3, 4))", " the", "remainder", "é", "e\u0301", "中文", "😀", "\u00a0", "\u2028", "\u3000", "≮", "\u212a", "<code>",
         "</code>", "<|im_end|>", "<|endoftext|>", "<", "|>", "\\boxed{", "}", "```python", "ß", "٣", "²", "_", "...", "<|im", "\u0301", "=", "**", "//", "#", "Σ"]

tokenizer = AutoTokenizer.from_pretrained(sys.argv[1])
draw = random.Random(5)
texts = FIXED + ["".join(draw.choice(PARTS) for _ in range(draw.randint(1, 20))) for _ in range(200)]
rows = [[text, tokenizer.encode(text, add_special_tokens=False)] for text in texts]
print("[" + ",\n".join(json.dumps(row) for row in rows) + "]")
