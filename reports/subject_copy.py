"""Exporting all data about one person on her request: JSON and dossiers."""

import json
from collections.abc import Mapping
from pathlib import Path

from desk.actions.look_up import LookUp
from desk.actions.register_export import RegisterExport
from desk.base.clock import stamp
from desk.base.files import whole_file
from desk.base.shapes import JsonObject
from desk.base.text import filename
from desk.base.words import mark, say
from desk.office import Office
from desk.reads.case_file import CaseFile
from desk.reads.subject_data import cases_of_person
from desk.rules.people.rights import Right
from desk.rules.people.sight import Purpose
from reports.case_shown import case_shown
from reports.printing import print_dossier


def print_subject(
    office: Office, wanted: Mapping[str, str], purpose: str, folder: Path
) -> JsonObject:
    """Write all data about a person into ``folder``; return the files and the number of cases.

    The search is on record before anything is told of it, also where it is refused; the export
    before the first file is written.

    Raises:
        NotPermitted: The signed-in person may not.
        NobodyWanted: Neither a phone nor an ID number is given.
        NobodyFound: No case matches.
        TooManyLookUps: She has searched for whole values too often today.
        Refusal: The signed-in person may not see one of them in clear (`need_sight`).
        NoReason: No purpose is given.
        CannotWrite: The file could not be written (no such folder, disk full, read-only, in use).
    """
    for right in (Right.READ, Right.EXPORT, Right.REVEAL):
        office.need(right)
    found = cases_of_person(office.store, wanted)
    asked = [f"complainant.{one}" for one, text in wanted.items() if text.strip()]
    office.do(LookUp(found=dict.fromkeys(asked, len(found.case_nos))))  # also where it is refused
    name = filename(f"{office.clock.now():%Y%m%d-%H%M%S}", say(mark("Personal-data")))
    count = len(found.case_nos)
    # All or nothing: half of what is kept about somebody would pass for the whole.
    wish = RegisterExport(
        what="person",
        count=count,
        is_full=True,
        purpose=purpose,
        file=name,
        cases=found.case_nos,
    )
    office.do(wish)
    cases = [case_shown(office, no, Purpose.EXPORT, purpose) for no in found.case_nos]
    with whole_file(folder / f"{name}.json") as draft:
        told = [_told(case) for case in cases]
        draft.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    papers = [print_dossier(office, no, folder, reason=purpose) for no in found.case_nos]
    files = [str(folder / f"{name}.json"), *(str(paper.files["pdf"]) for paper in papers)]
    return {"cases": count, "files": files}


def _told(case: CaseFile) -> JsonObject:
    """Return a case with its history: every value ever written, when and by whom."""
    history = [
        {"at": stamp(told.at), "by": told.author, "what": told.kind, "values": dict(told.values)}
        for told in case.story
    ]
    return {"case_no": case.case_no, "facts": case.facts, "history": history}
