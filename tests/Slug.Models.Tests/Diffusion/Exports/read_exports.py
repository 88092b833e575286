"""Reads a pipeline's exports as the programs that they are for do, and prints the text encoder's outputs for given ids.

Usage: read_exports.py BASE CONFIG IDS KIND=PATH...   (BASE: model.safetensors in Hugging Face's names; IDS: JSON; one line of JSON out)
"""
import json, os, struct, sys
import torch

TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}
HEADS = ["q_proj", "k_proj", "v_proj"]


def read(path):
    with open(path, "rb") as f:
        data = f.read()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    return {n: torch.frombuffer(bytearray(data[start + e["data_offsets"][0]:start + e["data_offsets"][1]]), dtype=TYPES[e["dtype"]]).reshape(e["shape"]).float()
            for n, e in header.items()}


def from_open_clip(w):
    """open_clip's text tower under Hugging Face's names."""
    out = {"text_model.embeddings.token_embedding.weight": w["token_embedding.weight"], "text_model.embeddings.position_embedding.weight": w["positional_embedding"]}
    for kind in ("weight", "bias"):
        out[f"text_model.final_layer_norm.{kind}"] = w[f"ln_final.{kind}"]
        n = 0
        while f"transformer.resblocks.{n}.ln_1.{kind}" in w:
            old, new = f"transformer.resblocks.{n}.", f"text_model.encoder.layers.{n}."
            for a, b in (("ln_1", "layer_norm1"), ("ln_2", "layer_norm2"), ("mlp.c_fc", "mlp.fc1"), ("mlp.c_proj", "mlp.fc2"), ("attn.out_proj", "self_attn.out_proj")):
                out[f"{new}{b}.{kind}"] = w[f"{old}{a}.{kind}"]
            for head, part in zip(HEADS, w[f"{old}attn.in_proj_{kind}"].chunk(3)):
                out[f"{new}self_attn.{head}.{kind}"] = part
            n += 1
    return out


def kohya(base, patch, fused):
    """kohya's and ComfyUI's names: the module's path with underscores."""
    out, modules = dict(base), {n.rsplit(".", 1)[0] for n in base}
    there = {m: "lora_te_" + m.replace(".", "_") for m in modules}
    used = set()
    for module, key in there.items():
        own = [k for k in patch if k.startswith(key + ".")]
        used.update(own)
        if fused and ".self_attn." in module:
            attention = module.rsplit(".", 1)[0]
            # Stable Diffusion 2's attention is one module there: nothing happens unless all four projections are in the patch.
            if not all(any(k.startswith(there[f"{attention}.{p}"] + ".") for k in patch) for p in HEADS + ["out_proj"]):
                continue
        if key + ".diff" in patch: out[module + ".weight"] = base[module + ".weight"] + patch[key + ".diff"]
        if key + ".diff_b" in patch: out[module + ".bias"] = base[module + ".bias"] + patch[key + ".diff_b"]
        if key + ".lora_up.weight" in patch:
            up, down = patch[key + ".lora_up.weight"], patch[key + ".lora_down.weight"]
            out[module + ".weight"] = base[module + ".weight"] + patch[key + ".alpha"].item() / down.shape[0] * (up @ down)
    assert used == set(patch), sorted(set(patch) - used)
    return out


def peft(base, patch, prefix, config):
    out = dict(base)
    for key in patch:
        if not key.endswith(".lora_A.weight"): continue
        module = key[len(prefix):-len(".lora_A.weight")]
        a, b = patch[key], patch[f"{prefix}{module}.lora_B.weight"]
        rank = config.get("rank_pattern", {}).get(module, config.get("r", a.shape[0]))
        alpha = config.get("alpha_pattern", {}).get(module, config.get("lora_alpha", rank))
        assert a.shape[0] == rank and (not config or module in config["target_modules"])
        out[module + ".weight"] = base[module + ".weight"] + alpha / rank * (b @ a)
    assert len(out) == len(base)
    return out


def encode(w, config, ids):
    linear = torch.nn.functional.linear
    norm = lambda x, name: torch.nn.functional.layer_norm(x, x.shape[-1:], w[name + ".weight"], w[name + ".bias"], 1e-5)
    act = (lambda x: x * torch.sigmoid(1.702 * x)) if config["hidden_act"] == "quick_gelu" else torch.nn.functional.gelu
    x = w["text_model.embeddings.token_embedding.weight"][ids] + w["text_model.embeddings.position_embedding.weight"][:ids.shape[1]]
    (batch, tokens, width), heads = x.shape, config["num_attention_heads"]
    mask = torch.full((tokens, tokens), float("-inf")).triu(1)
    for n in range(config["num_hidden_layers"]):
        at = f"text_model.encoder.layers.{n}."
        part = lambda y, name: linear(y, w[at + name + ".weight"], w[at + name + ".bias"])
        y = norm(x, at + "layer_norm1")
        q, k, v = (part(y, "self_attn." + p).reshape(batch, tokens, heads, -1).transpose(1, 2) for p in HEADS)
        y = ((q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5 + mask).softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, width)
        x = x + part(y, "self_attn.out_proj")
        x = x + part(act(part(norm(x, at + "layer_norm2"), "mlp.fc1")), "mlp.fc2")
    return norm(x, "text_model.final_layer_norm")


def load(base, kind, path):
    if kind == "folder": return read(os.path.join(path, "text_encoder", "model.safetensors"))
    w = {} if kind == "peft" else read(path)
    if kind == "single":
        one, two = "cond_stage_model.transformer.", "cond_stage_model.model."
        first = {n[len(one):]: t for n, t in w.items() if n.startswith(one)}
        return first or from_open_clip({n[len(two):]: t for n, t in w.items() if n.startswith(two)})
    if kind in ("kohya", "kohya-fused"): return kohya(base, w, kind == "kohya-fused")
    if kind == "diffusers": return peft(base, w, "text_encoder.", {})
    with open(os.path.join(path, "adapter_config.json")) as f: config = json.load(f)
    assert config["peft_type"] == "LORA" and config["bias"] == "none"
    return peft(base, read(os.path.join(path, "adapter_model.safetensors")), "base_model.model.", config)


base = read(sys.argv[1])
with open(sys.argv[2]) as f: config = json.load(f)
ids = torch.tensor(json.loads(sys.argv[3]))
result = {}
for argument in sys.argv[4:]:
    kind, path = argument.split("=", 1)
    result[argument] = encode(load(base, kind, path), config, ids).flatten().tolist()
print(json.dumps(result))
