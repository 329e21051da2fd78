"""Compile the catalogues, which are not in git: ``python -m tools.catalogues``."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parents[1] / "resources" / "translations"


def compile_catalogues() -> None:
    """Compile every ``desk.po`` that is newer than its ``desk.mo``."""
    for source in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/desk.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        draft = target.with_suffix(".mo.part")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)


if __name__ == "__main__":
    compile_catalogues()
