"""Makes the images of this folder and, beside each, the pixels that Pillow decodes: NAME.rgba, bytes [height, width, 4].

Run with Pillow 9.4 (Debian 12: python3-pil, python3-numpy) in this folder. The tests only read what it wrote.
"""
import struct
import zlib

import numpy as np
from PIL import Image

rng = np.random.default_rng(7)
H, W = 13, 18
y, x = np.mgrid[0:H, 0:W]
smooth = np.stack([x * 255 // (W - 1), y * 255 // (H - 1), (x + y) * 255 // (W + H - 2)], -1).astype(np.uint8)
noise = rng.integers(0, 256, (H, W, 4), dtype=np.uint8)


def expect(name, image):
    open(name + ".rgba", "wb").write(np.asarray(image.convert("RGBA"), dtype=np.uint8).tobytes())


def save(name, image, **options):
    image.save(name, **options)
    expect(name, Image.open(name))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, width, height, depth, colour, rows, interlace=0, extra=b""):
    """Writes a PNG of raw scan lines, which Pillow itself could not: `rows` begin with their filter byte."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    body = chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    open(name, "wb").write(b"\x89PNG\r\n\x1a\n" + body)


save("rgb.png", Image.fromarray(noise[..., :3]))
save("rgba.png", Image.fromarray(noise))
save("gray.png", Image.fromarray(noise[..., 0]))
save("gray-alpha.png", Image.fromarray(noise[..., :2], "LA"))
save("bit.png", Image.fromarray(noise[..., 0] > 127))
palette = Image.fromarray(smooth).quantize(23)
save("palette.png", palette)
save("palette-transparent.png", palette, transparency=bytes(range(0, 230, 10)))
save("gray4.png", Image.fromarray((noise[..., 0] // 16 * 17)).quantize(16), bits=4)

# Sixteen bits a sample; Pillow keeps the high byte, exact readers round: expected here is the rounded value.
wide = rng.integers(0, 65536, (H, W, 3), dtype=np.uint32)
png("rgb16.png", W, H, 16, 2, b"".join(b"\0" + wide[r].astype(">u2").tobytes() for r in range(H)))
rounded = ((wide * 255 + 32895) >> 16).astype(np.uint8)
expect("rgb16.png", Image.fromarray(rounded))

# RGB with one colour declared transparent.
opaque = noise[..., :3].copy()
opaque[4:8, 5:9] = (10, 20, 30)
png("rgb-key.png", W, H, 8, 2, b"".join(b"\0" + opaque[r].tobytes() for r in range(H)),
    extra=chunk(b"tRNS", struct.pack(">HHH", 10, 20, 30)))
expect("rgb-key.png", Image.open("rgb-key.png"))

# Interlaced (Adam7).
passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
rows = b"".join(b"\0" + noise[r, x0::dx, :3].tobytes() for y0, x0, dy, dx in passes for r in range(y0, H, dy))
png("interlaced.png", W, H, 8, 2, rows, interlace=1)
expect("interlaced.png", Image.open("interlaced.png"))

large = np.kron(smooth, np.ones((3, 3, 1), dtype=np.uint8))
save("color.jpg", Image.fromarray(large), quality=85)
save("full-color.jpg", Image.fromarray(large), quality=95, subsampling=0)
save("progressive.jpg", Image.fromarray(large), quality=85, progressive=True)
save("gray.jpg", Image.fromarray(large[..., 0]), quality=85)
save("inks.jpg", Image.fromarray(large).convert("CMYK"), quality=95)

save("lossless.webp", Image.fromarray(noise), lossless=True, exact=True)
save("lossy.webp", Image.fromarray(large), quality=80)
