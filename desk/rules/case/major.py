"""Major complaints 重大消费投诉: which are, by law (第29条, R29)."""

from collections.abc import Mapping
from typing import Any, Final

JOINT: Final = 20  # persons face to face


def major_ground(facts: Mapping[str, Any]) -> str:
    """Return why the case is major by law (第29条 R29): "joint", "disaster", "designated" or ""."""
    tags = facts.get("sensitive") or ()
    if facts.get("channel") == "visit" and (facts.get("people_count") or 0) >= JOINT:
        return "joint"
    return next((tag for tag in ("disaster", "designated") if tag in tags), "")
