"""Major complaints 重大消费投诉: which are, by law (第29条, R29)."""

from typing import Final

from desk.base.shapes import Facts

JOINT: Final = 20  # persons face to face


def major_ground(facts: Facts) -> str:
    """Return why the case is major by law (第29条 R29): "joint", "disaster", "designated" or ""."""
    tags = facts.get("sensitive") or ()
    if facts.get("channel") == "visit" and (facts.get("people_count") or 0) >= JOINT:
        return "joint"
    return next((tag for tag in ("disaster", "designated") if tag in tags), "")
