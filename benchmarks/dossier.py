"""A dossier of 500 pages with attachments: processor time and memory, printed as one line of JSON.

python -m benchmarks.dossier [pages]
"""

import io
import json
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from random import Random

from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from desk.actions.register_case import RegisterCase
from desk.attachments import attaching
from desk.base.clock import SetClock
from desk.home.opening import Home
from desk.store.keys import vault
from desk.training.home import PASSWORD, make_training_home
from reports.printing import print_dossier
from tests.builders import INTAKE

NOW = datetime(2026, 11, 20, 10, 0)
PER_FILE = 40  # pages of a scanned paper


def scan(random, size=(1240, 1754)):
    """Return a page as a scanner gives it: grey with noise, 150 dpi."""
    noise = Image.frombytes(
        "L", (size[0] // 4, size[1] // 4), random.randbytes(size[0] // 4 * (size[1] // 4))
    )
    made = io.BytesIO()
    noise.resize(size).save(made, "JPEG", quality=60)
    return made.getvalue()


def photo(random):
    """Return a picture as a telephone takes it: 12 megapixels."""
    noise = Image.frombytes("RGB", (400, 300), random.randbytes(400 * 300 * 3))
    made = io.BytesIO()
    noise.resize((4000, 3000)).save(made, "JPEG", quality=80)
    return made.getvalue()


def paper(random, pages):
    """Return a scanned PDF."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    folder = Path(tempfile.mkdtemp())
    for page in range(pages):
        path = folder / f"{page}.jpg"
        path.write_bytes(scan(random))
        canvas.drawImage(str(path), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def _memory(name):
    """Return a figure of /proc/self/status in KiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(name)))


def _peak_from_here():
    """Let the highest memory be counted anew; return what is in use now."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def main(pages):
    random, folder = Random(5), Path(tempfile.mkdtemp())
    vault.FLOOR = vault.LEAST
    clock = SetClock(NOW)
    users = make_training_home(folder / "home", clock, 0).users
    signed = Home(folder / "home").sign_in(users["director"]["name"], PASSWORD, clock)
    case_no = signed.office.do(RegisterCase(given=INTAKE)).case_no
    photos, attached, size = pages // 5, 0.0, 0
    for number in range(photos + (pages - photos) // PER_FILE):
        is_photo = number < photos
        path = folder / f"{number}.{'jpg' if is_photo else 'pdf'}"
        path.write_bytes(photo(random) if is_photo else paper(random, PER_FILE))
        size += path.stat().st_size
        begun = time.process_time()
        attaching.attach(signed.office, case_no, path)
        attached += time.process_time() - begun
    before = _peak_from_here()
    begun = time.process_time()
    done = print_dossier(signed.office, case_no, folder / "out", reason="benchmark")
    took = time.process_time() - begun
    after = _memory("VmHWM")
    signed.close()
    print(
        json.dumps(
            {
                "pages": pages,
                "attachments_mb": round(size / 1e6, 1),
                "attach_cpu_s": round(attached, 2),
                "dossier_cpu_s": round(took, 2),
                "dossier_mb": round(done.files["pdf"].stat().st_size / 1e6, 1),
                "memory_before_mb": round(before / 1024),
                "memory_peak_mb": round(after / 1024),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
