"""What a checkout needs before its first run: compiled catalogues (build products, not in git)."""

from desk.base.resources import ROOT


def compile_catalogues() -> None:
    """Compile every ``desk.po`` that is newer than its ``desk.mo``."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - needed at set-up only
    from babel.messages.pofile import read_po  # noqa: PLC0415

    for source in sorted((ROOT / "translations").glob("*/LC_MESSAGES/desk.po")):
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
