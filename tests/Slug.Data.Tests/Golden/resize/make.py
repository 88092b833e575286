"""Makes noise.png and Pillow's resizes of it: FILTER-WIDTHxHEIGHT.png. Run with Pillow 9.4 in this folder; the tests only read."""
import numpy as np
from PIL import Image

noise = Image.fromarray(np.random.default_rng(3).integers(0, 256, (37, 53, 3), dtype=np.uint8))
noise.save("noise.png")
for name, filter in (("bicubic", Image.Resampling.BICUBIC), ("box", Image.Resampling.BOX)):
    for size in ((24, 24), (53, 20), (11, 37), (100, 90), (53, 37), (1, 1)):
        noise.resize(size, filter).save(f"{name}-{size[0]}x{size[1]}.png")
