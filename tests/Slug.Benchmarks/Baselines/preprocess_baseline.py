"""CLIP's evaluation preprocessing of all JPEGs of a folder by Pillow and numpy, on one core.

Prints one line of JSON: {"images_per_second": ...}.
Usage: preprocess_baseline.py FOLDER
"""

import json
import pathlib
import sys
import time

import numpy as np
from PIL import Image

SIZE = 224
MEAN = np.array([0.48145466, 0.4578275, 0.40821073], dtype=np.float32)
STD = np.array([0.26862954, 0.26130258, 0.27577711], dtype=np.float32)


def preprocess(path):
    image = Image.open(path)
    shorter = min(image.size)
    width, height = (SIZE if side == shorter else int(SIZE * side / shorter) for side in image.size)
    image = image.resize((width, height), Image.BICUBIC)
    left, top = round((width - SIZE) / 2), round((height - SIZE) / 2)
    image = image.crop((left, top, left + SIZE, top + SIZE)).convert("RGB")
    pixels = np.asarray(image, dtype=np.float32) / np.float32(255)
    return np.ascontiguousarray(((pixels - MEAN) / STD).transpose(2, 0, 1))


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.jpg"))
    preprocess(files[0])
    start = time.perf_counter()
    for path in files:
        preprocess(path)
    print(json.dumps({"images_per_second": len(files) / (time.perf_counter() - start)}))


if __name__ == "__main__":
    main()
