"""The mean gradient of CLIP's contrastive loss on a random ViT-B-32 in plain Python on libtorch: loss and backward pass of every batch of
16, gradients adding up in the parameters. What Slug's gradient pass is measured against, in memory and speed.

Prints one line of JSON: {"peak_kib": ..., "pairs_per_second": ...}.
Usage: gradient_baseline.py BATCHES [THREADS]
"""

import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

from pretrain_baseline import Block

BATCH, TOKENS, VOCABULARY, CONTEXT = 16, 16, 49408, 77


class Clip(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 768, 32, 32, bias=False)
        self.class_embedding = nn.Parameter(torch.randn(768) * 768 ** -0.5)
        self.visual_position = nn.Parameter(torch.randn(50, 768) * 768 ** -0.5)
        self.ln_pre, self.ln_post = nn.LayerNorm(768), nn.LayerNorm(768)
        self.vision = nn.ModuleList(Block(768, 12) for _ in range(12))
        self.proj = nn.Parameter(torch.randn(768, 512) * 768 ** -0.5)
        self.token_embedding = nn.Embedding(VOCABULARY, 512)
        self.position = nn.Parameter(torch.randn(CONTEXT, 512) * 0.01)
        self.language = nn.ModuleList(Block(512, 8) for _ in range(12))
        self.ln_final = nn.LayerNorm(512)
        self.text_projection = nn.Parameter(torch.randn(512, 512) * 512 ** -0.5)
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
        y = self.ln_final(y[torch.arange(y.shape[0]), tokens.argmax(-1)])
        text = F.normalize(y @ self.text_projection, dim=-1)
        logits = self.logit_scale.exp() * image @ text.t()
        labels = torch.arange(len(logits))
        return (F.cross_entropy(logits, labels) + F.cross_entropy(logits.t(), labels)) / 2


def main():
    batches = int(sys.argv[1])
    torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 2)
    torch.manual_seed(0)
    model = Clip()
    seconds = 0.0
    for done in range(batches):
        images = torch.randn(BATCH, 3, 224, 224)
        tokens = torch.randint(1, 40000, (BATCH, TOKENS))
        tokens[:, -1] = VOCABULARY - 1
        start = time.perf_counter()
        model(images, tokens).backward()
        if done > 0:
            seconds += time.perf_counter() - start
    for parameter in model.parameters():
        parameter.grad.div_(batches)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"peak_kib": peak, "pairs_per_second": (batches - 1) * BATCH / seconds if batches > 1 else None}))


if __name__ == "__main__":
    main()
