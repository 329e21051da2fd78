"""What lives on in a case: each case that was merged into it, under its own number."""

from collections.abc import Iterator
from typing import Final

from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.rules.case.entries import CONTACTS, EVIDENCE, MERGERS, NOTES
from reports.dossier_parts import Parts
from reports.table import Block, Section, StoryBlock

SHOWN: Final = (
    ("received_at", "channel"),
    ("complainant.name", "complainant.phone"),
    ("complained_unit", "product"),
    ("handler", "related"),
)
STORIES: Final = ("facts", "demand_text", "grounds", "investigation", "remarks")
KEPT: Final = (CONTACTS, EVIDENCE, NOTES)


def merged_sections(parts: Parts) -> list[Section]:
    """Return a section for each case that was merged into the dossier's, oldest first."""
    return [
        Section(f"merged-{place}", "", _title(facts), list(_blocks(parts, facts)))
        for place, facts in enumerate(parts.case.merged, start=1)
    ]


def _title(facts: Facts) -> str:
    return say(mark("Merged into this case: {case_no}"), case_no=facts["case_no"])


def _blocks(parts: Parts, facts: Facts) -> Iterator[Block]:
    """Yield what the merged case says, its merger, and what was recorded in it."""
    yield from _merger(parts, facts)
    yield from parts.of(facts).told(SHOWN, STORIES, KEPT)


def _merger(parts: Parts, facts: Facts) -> Iterator[Block]:
    """Yield why it was merged, and with what evidence where its new facts began a clock anew."""
    for merger in parts.facts.get(MERGERS) or ():
        if merger.get("case_no") == facts["case_no"]:
            for name, words in (("reason", mark("Reason")), ("evidence", mark("Evidence"))):
                if merger.get(name):
                    yield StoryBlock(say(words), parts.sight.text(merger[name]))
