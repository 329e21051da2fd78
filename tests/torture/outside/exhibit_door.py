"""The way of an attachment onto paper, for one file.

``python -m tests.torture.outside.exhibit_door FILE`` says how many pages it took, or the sentence;
it ends with 1 where it was refused.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from desk.base import words
from desk.base.errors import Refusal
from desk.rules.case.attachments import HEAD, need_size, need_taken
from desk.rules.settings import settings_known
from reports.press.exhibit_reading import limit
from reports.press.exhibits import ExhibitPages


def main(path):
    """Attach and lay in the file at ``path``; return the exit code."""
    words.use("en")
    content = path.read_bytes()
    known = settings_known()
    try:
        need_size(path.name, len(content), known["attachment_megabytes"].default)
        paper = need_taken(path.name, content[:HEAD], known["attachment_suffixes"].default).paper
        with TemporaryDirectory() as folder:
            pages = ExhibitPages(Path(folder) / "pages.pdf")
            try:
                count = pages.add(content, paper, limit("most_pages")) if paper else 0
                if count:
                    pages.write()
            finally:
                pages.close()
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    sys.stdout.write(json.dumps({"pages": count}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
