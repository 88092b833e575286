"""Makes pictures.zip, small files of every kind that JPEG, PNG and WebP have, and expected.tsv, what Pillow reads in them.

Run in this folder with Pillow 9.4 (Debian 12: python3-pil, python3-numpy, and libjpeg-turbo-progs for cjpeg). The tests only read what
it wrote. A line of expected.tsv holds name, Pillow's mode, width, height and the SHA-256 of three arrays of bytes: the pixels converted
to RGB, those converted to RGBA, and CLIP's preprocessing at 24x24 before it is normalised (resize in the file's mode, cut, to RGB);
last the number of bytes from which on Pillow reads the file as if it were whole.
inexact.zip holds the preprocessed bytes of the files in which they are not reached to the last bit (see PicturesTests).
"""
import hashlib
import io
import struct
import subprocess
import zipfile
import zlib

import numpy as np
from PIL import Image

SIZE = 24
INEXACT = ("cmyk", "gray-16")
rng = np.random.default_rng(11)
files = {}


def picture(width, height):
    """Smooth colours, hard edges and some noise, in four channels: what tells decoders apart."""
    y, x = np.mgrid[0:height, 0:width]
    a, b, c = rng.uniform(0.05, 0.4, 3)
    edge = np.where((x // 7 % 2) == (y // 5 % 2), 70, 0)
    planes = [120 + 80 * np.sin(a * x + b * y) + edge, 130 - 90 * np.cos(b * x) * np.sin(c * y), 90 + edge - 60 * np.sin(c * x),
              160 + 200 * np.sin(a * (x - y))]
    return np.clip(np.stack(planes, -1) + rng.integers(-9, 10, (height, width, 4)), 0, 255).astype(np.uint8)


def pil(name, image, kind, **options):
    memory = io.BytesIO()
    image.save(memory, kind, **options)
    files[name] = memory.getvalue()


def rgb(width=45, height=31):
    return Image.fromarray(picture(width, height)[..., :3].copy())


def icc():
    """A colour profile with the primaries the wrong way round: whoever obeys it shows other colours."""
    def xyz(*values):
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", int(v * 65536)) for v in values)
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, int(1.0 * 256)) + b"\0\0"
    tags = [(b"rXYZ", xyz(0.143, 0.061, 0.714)), (b"gXYZ", xyz(0.436, 0.222, 0.014)), (b"bXYZ", xyz(0.385, 0.717, 0.097)),
            (b"wtpt", xyz(0.9642, 1.0, 0.8249)), (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)]
    offset, table, data = 128 + 4 + 12 * len(tags), struct.pack(">I", len(tags)), b""
    for kind, body in tags:
        table += kind + struct.pack(">II", offset + len(data), len(body))
        data += body
    header = struct.pack(">I4sI4s4s4s12s4s", 128 + len(table) + len(data), b"none", 0x02400000, b"mntr", b"RGB ", b"XYZ ", b"\0" * 12, b"acsp")
    header += b"\0" * (68 - len(header)) + struct.pack(">iii", 63190, 65536, 54061)
    return header + b"\0" * (128 - len(header)) + table + data


def turbo(name, *arguments, gray=False):
    image = rgb().convert("L") if gray else rgb()
    memory = io.BytesIO()
    image.save(memory, "PPM")
    files[name] = subprocess.run(["cjpeg", *arguments], input=memory.getvalue(), capture_output=True, check=True).stdout


def jpegs():
    for subsampling, name in ((0, "444"), (1, "422"), (2, "420")):
        for progressive in (False, True):
            for quality in (40, 75, 95):
                pil(f"{name}-q{quality}{'-progressive' if progressive else ''}.jpg", rgb(), "JPEG", quality=quality, subsampling=subsampling,
                    progressive=progressive)
    for width, height in ((1, 1), (1, 19), (19, 1), (8, 8), (16, 16), (17, 33), (64, 48)):
        pil(f"420-{width}x{height}.jpg", rgb(width, height), "JPEG", quality=80)
        pil(f"422-{width}x{height}.jpg", rgb(width, height), "JPEG", quality=80, subsampling=1)
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        pil(f"exif-{orientation}.jpg", rgb(), "JPEG", quality=85, exif=exif)
    pil("optimized.jpg", rgb(), "JPEG", quality=85, optimize=True)
    pil("icc.jpg", rgb(), "JPEG", quality=90, icc_profile=icc())
    pil("comment.jpg", rgb(), "JPEG", quality=90, comment=b"a comment \xff\xd9 with an end of image inside")
    pil("gray.jpg", rgb().convert("L"), "JPEG", quality=85)
    pil("gray-progressive.jpg", rgb().convert("L"), "JPEG", quality=85, progressive=True)
    pil("cmyk.jpg", Image.fromarray(picture(45, 31), "CMYK"), "JPEG", quality=90)
    pil("cmyk-420.jpg", Image.fromarray(picture(45, 31), "CMYK"), "JPEG", quality=90, subsampling=2)
    pil("cmyk-progressive.jpg", Image.fromarray(picture(45, 31), "CMYK"), "JPEG", quality=90, progressive=True)
    # Three components that Adobe's marker says are red, green and blue.
    pil("rgb.jpg", Image.fromarray(np.asarray(rgb()), "YCbCr"), "JPEG", quality=90, subsampling=0)
    data = files["rgb.jpg"]
    files["rgb.jpg"] = data[:2] + b"\xff\xee\0\x0eAdobe\0d\0\0\0\0\0" + data[4 + struct.unpack(">H", data[4:6])[0]:]
    turbo("440.jpg", "-quality", "80", "-sample", "1x2,1x1,1x1")
    turbo("411.jpg", "-quality", "80", "-sample", "4x1,1x1,1x1")
    turbo("410.jpg", "-quality", "80", "-sample", "4x2,1x1,1x1")
    turbo("restart.jpg", "-quality", "80", "-restart", "1B")
    turbo("restart-rows-progressive.jpg", "-quality", "80", "-restart", "1", "-progressive")
    # What some cameras and editors add: a second picture after the end, and bytes between segments.
    files["appended.jpg"] = files["420-q75.jpg"] + files["420-8x8.jpg"]
    data = files["420-q75.jpg"]
    files["stray-bytes.jpg"] = data[:20] + b"\0\0" + data[20:]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(name, samples, depth, colour, interlaced, extra=b""):
    """Writes a PNG of samples [height, width, channels] of any depth, which Pillow could not."""
    height, width, _ = samples.shape
    passes = [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)] if interlaced else [(0, 0, 1, 1)]
    rows = b""
    for top, left, down, across in passes:
        part = samples[top::down, left::across]
        if part.size == 0:
            continue
        for row in part.reshape(len(part), -1):
            if depth == 16:
                packed = row.astype(">u2").tobytes()
            elif depth == 8:
                packed = row.astype(np.uint8).tobytes()
            else:
                packed = np.packbits((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).tobytes()
            rows += b"\0" + packed
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    files[name] = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pngs():
    for interlaced in (False, True):
        end = "-interlaced.png" if interlaced else ".png"
        eight, wide = picture(37, 29), rng.integers(0, 65536, (29, 37, 4))
        for name, colour, channels in (("gray", 0, 1), ("rgb", 2, 3), ("gray-alpha", 4, 2), ("rgba", 6, 4)):
            png(f"{name}{end}", eight[..., :channels], 8, colour, interlaced)
            png(f"{name}-16{end}", wide[..., :channels], 16, colour, interlaced)
        # Of sixteen bits of gray Pillow keeps what is below 256 and makes white of the rest.
        png(f"dark-gray-16{end}", wide[..., :1] // 150, 16, 0, interlaced)
        for depth in (1, 2, 4):
            png(f"gray-{depth}{end}", eight[..., :1] >> (8 - depth), depth, 0, interlaced)
        for depth in (1, 2, 4, 8):
            colours = rng.integers(0, 256, (2 ** depth, 3), dtype=np.uint8)
            indices, palette = eight[..., :1] >> (8 - depth), chunk(b"PLTE", colours.tobytes())
            png(f"palette-{depth}{end}", indices, depth, 3, interlaced, palette)
            opacity = rng.integers(0, 256, max(1, 2 ** depth - 1), dtype=np.uint8)
            png(f"palette-{depth}-transparent{end}", indices, depth, 3, interlaced, palette + chunk(b"tRNS", opacity.tobytes()))
        gray, colour = eight[..., :1].copy(), eight[..., :3].copy()
        gray[4:9, 3:20], colour[4:9, 3:20] = 77, (10, 20, 30)
        png(f"gray-key{end}", gray, 8, 0, interlaced, chunk(b"tRNS", struct.pack(">H", 77)))
        png(f"rgb-key{end}", colour, 8, 2, interlaced, chunk(b"tRNS", struct.pack(">HHH", 10, 20, 30)))
    eight = picture(37, 29)
    png("gamma.png", eight[..., :3], 8, 2, False, chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"cHRM", struct.pack(">8I", 31270, 32900, 20000, 60000, 64000, 33000, 15000, 6000)))
    png("icc.png", eight[..., :3], 8, 2, False, chunk(b"iCCP", b"odd\0\0" + zlib.compress(icc())))
    png("background.png", eight, 8, 6, False, chunk(b"bKGD", struct.pack(">HHH", 200, 0, 0)))
    png("significant-bits.png", eight[..., :3], 8, 2, False, chunk(b"sBIT", b"\5\6\5"))
    png("1x1.png", eight[:1, :1, :3], 8, 2, False)
    png("long.png", np.tile(eight[:1, :, :3], (1, 9, 1)), 8, 2, False)
    pil("filtered.png", rgb(64, 48), "PNG", optimize=True)
    frames = [rgb(), rgb()]
    pil("animated.png", frames[0], "PNG", save_all=True, append_images=frames[1:])


def webps():
    four = Image.fromarray(picture(45, 31))
    for quality in (20, 75, 95):
        pil(f"lossy-q{quality}.webp", rgb(), "WEBP", quality=quality)
        pil(f"lossy-q{quality}-transparent.webp", four, "WEBP", quality=quality)
    pil("lossy-slow.webp", rgb(64, 48), "WEBP", quality=60, method=6)
    pil("lossy-1x1.webp", rgb(1, 1), "WEBP", quality=80)
    pil("lossy-17x33.webp", rgb(17, 33), "WEBP", quality=80)
    pil("lossless.webp", rgb(), "WEBP", lossless=True)
    pil("lossless-transparent.webp", four, "WEBP", lossless=True)
    pil("lossless-exact.webp", four, "WEBP", lossless=True, exact=True)
    pil("lossless-few-colours.webp", rgb().quantize(9).convert("RGB"), "WEBP", lossless=True)
    pil("icc.webp", rgb(), "WEBP", quality=80, icc_profile=icc())
    exif = Image.Exif()
    exif[0x0112] = 6
    pil("exif-6.webp", rgb(), "WEBP", quality=80, exif=exif)
    pil("animated.webp", rgb(), "WEBP", quality=80, save_all=True, append_images=[rgb()])


def preprocessed(data):
    image = Image.open(io.BytesIO(data))
    shorter = min(image.size)
    width, height = (SIZE if side == shorter else int(SIZE * side / shorter) for side in image.size)
    image = image.resize((width, height), Image.BICUBIC)
    left, top = round((width - SIZE) / 2), round((height - SIZE) / 2)
    return image.crop((left, top, left + SIZE, top + SIZE)).convert("RGB")


def readable(data):
    try:
        Image.open(io.BytesIO(data)).load()
        return True
    except Exception:
        return False


def shortest(data):
    low, high = 0, len(data)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if readable(data[:middle]) else (middle, high)
    return high


def main():
    jpegs(), pngs(), webps()
    with zipfile.ZipFile("pictures.zip", "w") as pictures, zipfile.ZipFile("inexact.zip", "w", zipfile.ZIP_DEFLATED) as inexact, open("expected.tsv", "w") as table:
        for name, data in sorted(files.items()):
            pictures.writestr(zipfile.ZipInfo(name), data)
            image = Image.open(io.BytesIO(data))
            arrays = [image.convert("RGB").tobytes(), image.convert("RGBA").tobytes(), preprocessed(data).tobytes()]
            print(name, image.mode, *image.size, *(hashlib.sha256(array).hexdigest() for array in arrays), shortest(data), sep="\t", file=table)
            if any(part in name for part in INEXACT):
                inexact.writestr(zipfile.ZipInfo(name), arrays[2], zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
