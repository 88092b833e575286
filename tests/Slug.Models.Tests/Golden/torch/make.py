# Writes the checkpoints that the tests read, with PyTorch 1.13, and safetensors with the same tensors to compare them with.
import collections
import enum
import json
import os
import struct
from typing import Dict, Optional

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


class Evil:
    def __reduce__(self):
        return os.system, ("echo this must never be printed",)


torch.save({"weight": torch.ones(2), "hook": Evil()}, "evil.pt")
torch.save({"model": torch.nn.Linear(1, 1)}, "whole-module.pt")


# The same CLIP as OpenAI published theirs: a traced program (TorchScript) of their modules, its matrices in half precision.
class Attention(torch.nn.Module):
    def __init__(self, width, heads, mask=None):
        super().__init__()
        self.attn, self.ln_1, self.ln_2 = torch.nn.MultiheadAttention(width, heads), torch.nn.LayerNorm(width), torch.nn.LayerNorm(width)
        self.mlp = torch.nn.Sequential(collections.OrderedDict(
            c_fc=torch.nn.Linear(width, 4 * width), gelu=QuickGelu(), c_proj=torch.nn.Linear(4 * width, width)))
        self.attn_mask = mask

    def forward(self, x):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=self.attn_mask)[0]
        return x + self.mlp(self.ln_2(x))


class QuickGelu(torch.nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(1.702 * x)


class Blocks(torch.nn.Module):
    def __init__(self, width, heads, mask=None):
        super().__init__()
        self.width, self.layers, self.resblocks = width, 1, torch.nn.Sequential(Attention(width, heads, mask))

    def forward(self, x):
        return self.resblocks(x.permute(1, 0, 2)).permute(1, 0, 2)


class Vision(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.input_resolution, self.output_dim = 8, 6
        self.conv1 = torch.nn.Conv2d(3, 12, 4, 4, bias=False)
        self.class_embedding, self.positional_embedding = torch.nn.Parameter(torch.empty(12)), torch.nn.Parameter(torch.empty(5, 12))
        self.ln_pre, self.transformer, self.ln_post = torch.nn.LayerNorm(12), Blocks(12, 2), torch.nn.LayerNorm(12)
        self.proj = torch.nn.Parameter(torch.empty(12, 6))

    def forward(self, x):
        x = self.conv1(x).flatten(2).permute(0, 2, 1)
        x = torch.cat([self.class_embedding + torch.zeros(x.shape[0], 1, x.shape[2]), x], 1) + self.positional_embedding
        return self.ln_post(self.transformer(self.ln_pre(x))[:, 0]) @ self.proj


class Multimodal(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.visual, self.transformer = Vision(), Blocks(8, 2, torch.full((4, 4), float("-inf")).triu(1))
        self.token_embedding, self.positional_embedding = torch.nn.Embedding(16, 8), torch.nn.Parameter(torch.empty(4, 8))
        self.ln_final, self.text_projection = torch.nn.LayerNorm(8), torch.nn.Parameter(torch.empty(8, 6))
        self.logit_scale = torch.nn.Parameter(torch.empty(()))
        for name, size in (("input_resolution", 8), ("context_length", 4), ("vocab_size", 16)):
            self.register_buffer(name, torch.tensor(size))

    def encode_image(self, image):
        return self.visual(image)

    def encode_text(self, text):
        x = self.ln_final(self.transformer(self.token_embedding(text) + self.positional_embedding))
        return x[torch.arange(x.shape[0]), text.argmax(-1)] @ self.text_projection

    def forward(self, image, text):
        image, text = self.encode_image(image), self.encode_text(text)
        image, text = image / image.norm(dim=-1, keepdim=True), text / text.norm(dim=-1, keepdim=True)
        return self.logit_scale.exp() * image @ text.t(), self.logit_scale.exp() * text @ image.t()


multimodal = Multimodal().eval()
multimodal.load_state_dict(clip, strict=False)
images, texts = torch.randn(3, 3, 8, 8), torch.tensor([[14, 3, 15, 0], [14, 15, 0, 0], [14, 7, 2, 15]])
with torch.no_grad():
    traced = torch.jit.trace_module(multimodal, {"forward": (images, texts), "encode_image": images, "encode_text": texts})
    safetensors("openai-script-features.safetensors", {"images": images, "texts": texts, "image_features": traced.encode_image(images),
                                                       "text_features": traced.encode_text(texts)})
    for name, parameter in traced.named_parameters():
        if ".ln_" not in name and not name.startswith("ln_") and "embedding" not in name and name != "logit_scale":
            parameter.data = parameter.data.half()
torch.jit.save(traced, "openai-script.pt")


# A scripted program, whose attributes are of every kind; two of its names share a module, two a tensor, two a storage.
class Colour(enum.Enum):
    RED = 1


class Everything(torch.nn.Module):
    packed: Dict[str, torch.Tensor]
    nothing: Optional[torch.Tensor]

    def __init__(self):
        super().__init__()
        self.whole, self.real, self.text, self.flag, self.large, self.complex = 3, 0.5, "text", True, 1 << 40, 1j
        self.wholes, self.reals, self.flags, self.texts, self.pair = [1, 2], [0.5], [True], ["a", "b"], (1, "x")
        self.tensors, self.packed, self.nothing, self.device = [torch.ones(2)], {"a": torch.ones(2)}, None, torch.device("cpu")
        self.colour = Colour.RED
        self.first = torch.nn.Linear(2, 3)
        self.second = self.first
        self.layers = torch.nn.ModuleList([torch.nn.Linear(3, 2), torch.nn.Linear(2, 3, bias=False)])
        self.tied = self.layers[1].weight
        self.plain, self.part = base, base[1:3, 2:5]
        self.register_buffer("counter", torch.tensor(7))

    def forward(self, x):
        return x


torch.manual_seed(2)
everything = Everything()
torch.jit.save(torch.jit.script(everything), "script.pt")
names = dict(everything.state_dict(), plain=everything.plain, part=everything.part)
safetensors("script.safetensors", names)
