"""Pictures that lie, explode or end early."""

import io
import struct
import zlib
from functools import partial

from PIL import Image

from tests.attachments.papers import picture
from tests.torture.outside.spoiling import MEGABYTE, content, cut, flipped


def pictures():
    """Return pictures that lie, explode or end early."""
    formats = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")
    broken = {}
    for n, kind in enumerate(formats):
        raw = partial(picture, kind, (900, 700))
        broken[f"{kind} cut in half"] = cut(raw, 0.5)
        broken[f"{kind} of its head alone"] = cut(raw, 0.02)
        broken[f"{kind} with 40 bytes changed"] = flipped(raw, n)
    return {
        **{name: content(make) for name, make in broken.items()},
        "PNG of 30,000 × 30,000 dots": content(partial(png_claiming, 30_000, 30_000)),
        "PNG of 2^31 × 2^31 dots": content(partial(png_claiming, 2**31 - 1, 2**31 - 1)),
        "PNG of no dots": content(partial(png_claiming, 0, 0)),
        "PNG that unfolds to 9,000 × 9,000": content(lambda: picture("PNG", (9000, 9000))),
        "PNG as large as is taken": content(lambda: picture("PNG", (7700, 7700))),
        "PNG with a text part that unfolds to 200 MB": content(png_text_bomb),
        "PNG with colours and transparency, 7,700 × 7,700": content(partial(png_mode, "P")),
        "GIF of 10,000 frames": content(gif_of_many_frames),
        "GIF of 65,535 × 65,535": content(gif_claiming),
        "TIFF whose second frame is 26,000 × 26,000": content(partial(tiff, [100, 26_000])),
        "TIFF of 2,000 frames": content(lambda: tiff([40] * 2000)),
        "TIFF of 80 frames as large as is taken": content(lambda: tiff([7700] * 80)),
        "TIFF whose frames go round in a ring": content(tiff_ring),
        "TIFF whose directory lies behind its end": content(b"II*\0" + struct.pack("<I", 2**31)),
        "BMP of 2^31 × 2^31": content(bmp_claiming),
        "JPEG that claims 65,535 × 65,535": content(jpeg_claiming),
        "JPEG with 500 comments of 64 KB": content(jpeg_comments),
        "JPEG with an orientation of 99": content(lambda: picture("JPEG", exif=orientation(99))),
        "a program that is called a picture": content(b"MZ\x90\0" + bytes(4000)),
        "a web page that is called a picture": content("<html><script>alert(1)</script></html>"),
        "a picture in SVG with a script": content('<svg><script href="http://x"/></svg>'),
        "an empty file": content(b""),
        "zeros": content(bytes(5000)),
    }


def png(chunks):
    """Return a PNG of these (name, content)."""
    parts = [b"\x89PNG\r\n\x1a\n"]
    for name, told in chunks:
        check = zlib.crc32(name + told)
        parts.append(struct.pack(">I", len(told)) + name + told + struct.pack(">I", check))
    return b"".join(parts)


def png_head(wide, high):
    return b"IHDR", struct.pack(">IIBBBBB", wide, high, 1, 0, 0, 0, 0)


def png_claiming(wide, high):
    return png([png_head(wide, high), (b"IDAT", zlib.compress(bytes(4000))), (b"IEND", b"")])


def png_text_bomb():
    text = b"x\0\0" + zlib.compress(bytes(200 * MEGABYTE), 9)
    body = zlib.compress(b"\0\0" * 8)
    return png([png_head(8, 8), (b"zTXt", text), (b"IDAT", body), (b"IEND", b"")])


def png_mode(mode):
    made = io.BytesIO()
    Image.new(mode, (7700, 7700)).save(made, "PNG", transparency=0)
    return made.getvalue()


def gif_of_many_frames():
    head = b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0x80, 0, 0) + bytes(6)
    frame = (
        b","
        + struct.pack("<HHHHB", 0, 0, 8, 8, 0)
        + b"\x02\x08\x84\x8f\xa9\xcb\xed\x0f\xa3\x9c\x00"
    )
    return head + frame * 10_000 + b";"


def gif_claiming():
    frame = b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + bytes(6) + frame + b";"


def tiff(sizes):
    made = io.BytesIO()
    frames = [Image.new("1", (size, size)) for size in dict.fromkeys(sizes)]
    known = dict(zip(dict.fromkeys(sizes), frames, strict=True))
    first, *rest = (known[size] for size in sizes)
    first.save(made, "TIFF", save_all=True, append_images=rest, compression="group4")
    return made.getvalue()


def tiff_ring():
    raw = bytearray(tiff([40, 40]))
    start = struct.unpack("<I", raw[4:8])[0]
    count = struct.unpack("<H", raw[start : start + 2])[0]
    following = start + 2 + count * 12
    raw[following : following + 4] = struct.pack("<I", start)
    return bytes(raw)


def bmp_claiming():
    return (
        b"BM"
        + struct.pack("<IHHI", 100, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, 2**31 - 1, 2**31 - 1, 1, 24, 0, 0, 0, 0, 0, 0)
        + bytes(50)
    )


def jpeg_claiming():
    raw = bytearray(picture("JPEG", (64, 64)))
    at = raw.index(b"\xff\xc0")
    raw[at + 5 : at + 9] = struct.pack(">HH", 65_535, 65_535)
    return bytes(raw)


def jpeg_comments():
    raw = picture("JPEG", (64, 64))
    return raw[:2] + (b"\xff\xfe\xff\xff" + bytes(65_533)) * 500 + raw[2:]


def orientation(way):
    found = Image.Exif()
    found[0x0112] = way
    return found
