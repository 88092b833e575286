"""The demo's training loop in plain Python on libtorch: what Slug's own loop is measured against.

Same model (open_clip layout), batch, augmentation and optimiser as Slug.Models' ContrastivePretraining, on random images and
captions of the demo's length. Prints one line of JSON: {"pairs_per_second": ..., "torch": ...}.
Usage: pretrain_baseline.py STEPS [THREADS] [VOCABULARY]
"""

import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

BATCH, SIZE, TOKENS = 64, 32, 14


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.randn(3 * width, width) * width ** -0.5)
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)

    def forward(self, x, mask):
        batch, tokens, width = x.shape
        qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = qkv.view(batch, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = (q * (width // self.heads) ** -0.5) @ k.transpose(-2, -1)
        if mask is not None:
            scores = scores + mask
        return self.out_proj((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, width))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1, self.attn, self.ln_2 = nn.LayerNorm(width), Attention(width, heads), nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x, mask=None):
        x = x + self.attn(self.ln_1(x), mask)
        return x + self.mlp(self.ln_2(x))


class Clip(nn.Module):
    def __init__(self, width=128, embed=128, patch=8, vocabulary=49408, context=24):
        super().__init__()
        patches = (SIZE // patch) ** 2
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.class_embedding = nn.Parameter(torch.randn(width) * width ** -0.5)
        self.visual_position = nn.Parameter(torch.randn(patches + 1, width) * width ** -0.5)
        self.ln_pre, self.ln_post = nn.LayerNorm(width), nn.LayerNorm(width)
        self.vision = nn.ModuleList(Block(width, width // 32) for _ in range(4))
        self.proj = nn.Parameter(torch.randn(width, embed) * width ** -0.5)
        self.token_embedding = nn.Embedding(vocabulary, width)
        nn.init.normal_(self.token_embedding.weight, std=0.02)
        self.position = nn.Parameter(torch.randn(context, width) * 0.01)
        self.language = nn.ModuleList(Block(width, 4) for _ in range(2))
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(torch.randn(width, embed) * width ** -0.5)
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def forward(self, images, tokens):
        x = self.conv1(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.class_embedding.expand(x.shape[0], 1, -1), x], 1) + self.visual_position
        x = self.ln_pre(x)
        for block in self.vision:
            x = block(x)
        image = F.normalize(self.ln_post(x[:, 0]) @ self.proj, dim=-1)
        length = tokens.shape[1]
        mask = torch.full((length, length), float("-inf")).triu_(1)
        y = self.token_embedding(tokens) + self.position[:length]
        for block in self.language:
            y = block(y, mask)
        y = self.ln_final(y)
        text = F.normalize(y[torch.arange(y.shape[0]), tokens.argmax(-1)] @ self.text_projection, dim=-1)
        logits = self.logit_scale.exp() * image @ text.t()
        labels = torch.arange(len(logits))
        return (F.cross_entropy(logits, labels) + F.cross_entropy(logits.t(), labels)) / 2


def augment(images):
    n = len(images)
    angle = (torch.rand(n) * 2 - 1) * 0.2
    scale = 1 + (torch.rand(n) * 2 - 1) * 0.2
    flip = (torch.rand(n) < 0.5).float() * 2 - 1
    shift = (torch.rand(n, 2) * 2 - 1) * 0.12
    theta = torch.stack([
        torch.stack([flip * scale * angle.cos(), -scale * angle.sin(), shift[:, 0]], 1),
        torch.stack([flip * scale * angle.sin(), scale * angle.cos(), shift[:, 1]], 1)], 1)
    grid = F.affine_grid(theta, images.shape, align_corners=False)
    images = F.grid_sample(images, grid, padding_mode="border", align_corners=False)
    gain = 1 + (torch.rand(n, 3, 1, 1) * 2 - 1) * 0.3
    return (images * gain).clamp(0, 1)


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
    vocabulary = int(sys.argv[3]) if len(sys.argv) > 3 else 49408
    torch.manual_seed(0)
    model = Clip(vocabulary=vocabulary)
    matrices = [p for p in model.parameters() if p.dim() >= 2]
    vectors = [p for p in model.parameters() if p.dim() < 2]
    optimizer = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
                                  lr=5e-4, betas=(0.9, 0.98), eps=1e-6)
    images = torch.randint(0, 256, (795, 3, SIZE, SIZE), dtype=torch.uint8)
    tokens = torch.randint(1, min(vocabulary, 1200) - 2, (19080, TOKENS))
    tokens[:, 0], tokens[:, -1] = 0, vocabulary - 1
    mean = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(3, 1, 1)
    std = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(3, 1, 1)

    def step():
        pick = torch.randint(0, 19080, (BATCH,))
        batch = (augment(images[pick % 795].float() / 255) - mean) / std
        loss = model(batch, tokens[pick])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            model.logit_scale.clamp_(0, math.log(100))
        return loss.item()

    for _ in range(5):
        step()
    start = time.perf_counter()
    for _ in range(steps):
        step()
    seconds = time.perf_counter() - start
    print(json.dumps({"pairs_per_second": round(steps * BATCH / seconds, 1), "torch": torch.__version__, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main()
