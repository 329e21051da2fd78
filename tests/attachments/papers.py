"""Files as people hand them in."""

import io
from random import Random

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from desk.base.resources import read_toml

PROGRAM = b"MZ\x90\x00" + bytes(200)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind="JPEG", size=(320, 200), colour=(180, 60, 40), **more):
    """Return a picture."""
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, kind, **more)
    return made.getvalue()


def pdf(pages=2, words="附件 page", size=(595, 842)):
    """Return a PDF whose pages say something that can be found again."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=size)
    for page in range(1, pages + 1):
        canvas.drawString(72, size[1] / 2, f"{words.encode('ascii', 'ignore').decode()} {page}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def recording(size=None, seed=3):
    """Return a recording that is larger than what the database holds, unless stated."""
    length = size or read_toml("attachments.toml")["in_database"] + 300_001
    return b"ID3\x04" + Random(seed).randbytes(length - 4)


def put(folder, name, content):
    """Write a file and return where."""
    path = folder / name
    path.write_bytes(content)
    return path
