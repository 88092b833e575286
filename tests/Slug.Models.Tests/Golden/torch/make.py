# Writes the checkpoints that the tests read, with PyTorch 1.13, and safetensors with the same tensors to compare them with.
import collections
import json
import os
import struct

import torch

NAMES = {torch.float64: "F64", torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64", torch.int32: "I32",
         torch.int16: "I16", torch.int8: "I8", torch.uint8: "U8", torch.bool: "BOOL"}


def safetensors(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        flat = tensor.detach().contiguous().reshape(-1)
        raw = (flat.view(torch.int16) if flat.dtype == torch.bfloat16 else flat).numpy().tobytes()
        header[name] = {"dtype": NAMES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + data)


torch.manual_seed(1)
base = torch.randn(4, 6)
kinds = collections.OrderedDict((str(t).split(".")[1], (base * 3).to(t)) for t in NAMES)
kinds["scalar"] = torch.tensor(2.5)
kinds["empty"] = torch.zeros(0, 3)
kinds["transposed"] = base.t()
kinds["slice"] = base[1:3, 2:5]
kinds["tied"] = base
kinds["expanded"] = torch.randn(3, 1).expand(3, 1)
kinds["parameter"] = torch.nn.Parameter(torch.randn(2, 2))
torch.save(kinds, "kinds.pt")
torch.save(dict(kinds), "kinds-protocol4.pt", pickle_protocol=4)
safetensors("kinds.safetensors", kinds)

# A CLIP as small as it can be, in both layouts.
def block(prefix, width):
    return {f"{prefix}ln_1.weight": (width,), f"{prefix}ln_1.bias": (width,), f"{prefix}attn.in_proj_weight": (3 * width, width),
            f"{prefix}attn.in_proj_bias": (3 * width,), f"{prefix}attn.out_proj.weight": (width, width), f"{prefix}attn.out_proj.bias": (width,),
            f"{prefix}ln_2.weight": (width,), f"{prefix}ln_2.bias": (width,), f"{prefix}mlp.c_fc.weight": (4 * width, width),
            f"{prefix}mlp.c_fc.bias": (4 * width,), f"{prefix}mlp.c_proj.weight": (width, 4 * width), f"{prefix}mlp.c_proj.bias": (width,)}


shapes = {"positional_embedding": (4, 8), "text_projection": (8, 6), "logit_scale": (), "visual.class_embedding": (12,),
          "visual.positional_embedding": (5, 12), "visual.proj": (12, 6), "visual.conv1.weight": (12, 3, 4, 4),
          "visual.ln_pre.weight": (12,), "visual.ln_pre.bias": (12,), **block("visual.transformer.resblocks.0.", 12),
          "visual.ln_post.weight": (12,), "visual.ln_post.bias": (12,), **block("transformer.resblocks.0.", 8),
          "token_embedding.weight": (16, 8), "ln_final.weight": (8,), "ln_final.bias": (8,)}
# Halves are exact in both precisions.
clip = collections.OrderedDict((name, torch.randn(shape).half().float()) for name, shape in shapes.items())
safetensors("clip.safetensors", clip)
model = torch.nn.Linear(2, 2)
optimizer = torch.optim.AdamW(model.parameters())
model(torch.ones(1, 2)).sum().backward()
optimizer.step()
torch.save({"epoch": 3, "name": "run", "state_dict": collections.OrderedDict(("module." + k, v) for k, v in clip.items()),
            "optimizer": optimizer.state_dict(), "big": 1 << 80, "flags": {1, 2}, "rate": 0.5, "none": None, "size": torch.Size([1, 2])}, "training.pt")
openai = collections.OrderedDict((k, v.half()) for k, v in clip.items())
openai["input_resolution"], openai["context_length"], openai["vocab_size"] = torch.tensor(8), torch.tensor(4), torch.tensor(16)
torch.save(openai, "openai.pt")

hub = collections.OrderedDict()
for tower, prefix in (("text_model", "transformer."), ("vision_model", "visual.transformer.")):
    old = prefix + "resblocks.0."
    new = tower + ".encoder.layers.0."
    for kind in ("weight", "bias"):
        for name, part in zip("qkv", clip[f"{old}attn.in_proj_{kind}"].chunk(3)):
            hub[f"{new}self_attn.{name}_proj.{kind}"] = part
        for a, b in (("attn.out_proj", "self_attn.out_proj"), ("ln_1", "layer_norm1"), ("ln_2", "layer_norm2"), ("mlp.c_fc", "mlp.fc1"), ("mlp.c_proj", "mlp.fc2")):
            hub[f"{new}{b}.{kind}"] = clip[f"{old}{a}.{kind}"]
for old, new in (("logit_scale", "logit_scale"), ("token_embedding.weight", "text_model.embeddings.token_embedding.weight"),
                 ("positional_embedding", "text_model.embeddings.position_embedding.weight"), ("ln_final.weight", "text_model.final_layer_norm.weight"),
                 ("ln_final.bias", "text_model.final_layer_norm.bias"), ("visual.class_embedding", "vision_model.embeddings.class_embedding"),
                 ("visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"),
                 ("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
                 ("visual.ln_pre.weight", "vision_model.pre_layrnorm.weight"), ("visual.ln_pre.bias", "vision_model.pre_layrnorm.bias"),
                 ("visual.ln_post.weight", "vision_model.post_layernorm.weight"), ("visual.ln_post.bias", "vision_model.post_layernorm.bias")):
    hub[new] = clip[old]
hub["text_projection.weight"], hub["visual_projection.weight"] = clip["text_projection"].t().contiguous(), clip["visual.proj"].t().contiguous()
hub["text_model.embeddings.position_ids"], hub["vision_model.embeddings.position_ids"] = torch.arange(4)[None], torch.arange(5)[None]
torch.save(hub, "pytorch_model.bin")

# What must be refused.
torch.save({"a": torch.ones(2)}, "legacy.pt", _use_new_zipfile_serialization=False)
torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), "script.pt")


class Evil:
    def __reduce__(self):
        return os.system, ("echo this must never be printed",)


torch.save({"weight": torch.ones(2), "hook": Evil()}, "evil.pt")
torch.save({"model": torch.nn.Linear(1, 1)}, "whole-module.pt")
