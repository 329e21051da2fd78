"""The dossier of a case: cover with index, intake sheet, and its whole story (卷宗, F26)."""

from collections.abc import Callable, Sequence
from typing import Final

from desk.base.text import filename
from desk.base.words import mark, say
from desk.reads.case_file import CaseFile
from desk.rules.case.codes import code_label
from desk.rules.time.case_clocks import Reckoning
from reports.annex import Annex, annex_sections
from reports.discreet import sight_of
from reports.dossier_accounts import letter_sections
from reports.dossier_audit import Entry, extract_blocks
from reports.dossier_parts import Parts
from reports.intake_form import intake_form
from reports.making import Making, masking
from reports.merged_parts import merged_sections
from reports.table import Block, Box, Document, Index, RuledForm, Section, Signatures

PARTS: Final[tuple[tuple[str, str, Callable[[Parts], Sequence[Block]]], ...]] = (
    ("clocks", mark("2. Clocks"), Parts.clocks),
    ("timeline", mark("3. What happened, in order"), Parts.timeline),
    ("contacts", mark("4. Contacts with the complainant"), Parts.contacts),
    ("investigation", mark("5. Investigation"), Parts.investigation),
    ("plan", mark("6. Plan, approval, execution"), Parts.plan),
    ("decision", mark("7. Decision and notice"), Parts.decision),
    ("closing", mark("8. Follow-up and closing"), Parts.closing),
)
SIGNERS: Final = (mark("Handled by:"), mark("Checked by:"), mark("Archived by:"))


def dossier(  # noqa: PLR0913 - everything that one paper is made of
    case: CaseFile,
    making: Making,
    *,
    is_full: bool = False,
    reckoning: Reckoning | None = None,
    annex: Annex | None = None,
    seen: Sequence[Entry] = (),
) -> Document:
    """Return the dossier of ``case``.

    Args:
        case: In clear when ``is_full``.
        making: Who prints it, where and when.
        is_full: Unmasked, with a watermark naming who printed it and when.
        reckoning: The office's reckoning, for the accounts of its clocks.
        annex: Its attachments, or None to leave them out.
        seen: Audit lines of disclosures and prints so far.
    """
    sight = sight_of(case.facts, *case.merged, is_full=is_full, names=case.names)
    parts = Parts(
        case=case, facts=sight.facts(case.facts), sight=sight, making=making, reckoning=reckoning
    )
    sections = [Section(name, "", say(title), blocks(parts)) for name, title, blocks in PARTS]
    sections += merged_sections(parts)
    letters = letter_sections(case) if is_full else []
    files = (annex or Annex()).seen_by(sight)
    listed, in_place = annex_sections(files, making, is_full=is_full)
    entries = [(at, by, sight.text(what)) for at, by, what in seen]
    stamp = f"{making.by.name} {making.at:%Y-%m-%d %H:%M} {case.case_no}"
    return Document(
        title=say(mark("Complaint dossier")),
        head=[("", making.office)],
        sections=[
            _cover(parts, is_full=is_full),
            _intake(parts),
            *_signed([*sections, *listed, _audited(entries, making, has_files=bool(listed))]),
            *letters,
            *in_place,
        ],
        foot=(f"{case.case_no} · {making.office} · {masking(is_full=is_full)}", making.printed()),
        author=making.by.name,
        made_at=making.at,
        language=making.language,
        watermark=stamp if is_full else "",
        has_cover=True,
    )


def dossier_name(case: CaseFile, making: Making, *, is_full: bool = False) -> str:
    """Return the file name of a dossier."""
    what = say(mark("Dossier"))
    return f"{paper_name(case, making, what, is_marked=is_full)}.pdf"


def paper_name(case: CaseFile, making: Making, what: str, *, is_marked: bool) -> str:
    """Return the file name of a case's paper: case number, date, case type (domain.md 9.8).

    A paper that shows personal data where its like is masked says so before the type, where no
    cut of a long name reaches: the one never takes the other's place in a folder.
    """
    day = f"{making.at:%Y%m%d}"
    marked = [masking(is_full=True)] if is_marked else []
    return filename(case.case_no, day, *marked, case_type(case), what)


def case_type(case: CaseFile) -> str:
    """Return the type that archives are sorted by: service, product or compliance."""
    topic = case.facts.get("topic")
    return code_label("topic", topic) if topic else say(mark("untyped"))


def _cover(parts: Parts, *, is_full: bool) -> Section:
    case, making = parts.case, parts.making
    classified = mark("Confidential: personal data") if is_full else mark("Internal")
    forwarded = [parts.box("forwarded_by"), parts.box("forward_no")]
    rows = [
        [Box(say(mark("Case number")), case.case_no), Box(say(mark("Case type")), case_type(case))],
        [parts.box("complainant.name"), parts.box("complained_unit")],
        [parts.box("received_at"), parts.box("closed_at")],
        [parts.box("handler"), parts.box("outcome")],
        *([forwarded] if parts.facts.get("forwarded_by") else []),
        [Box(say(mark("Classification")), say(classified)), parts.box("keep_until")],
        [Box(say(mark("Printed on")), making.at.date().isoformat()), parts.box("archived_at")],
    ]
    headings = (say(mark("No.")), say(mark("Part")), say(mark("Page")))
    index = Index(headings, say(mark("Pages in all")))
    return Section("cover", "", "", [RuledForm(rows), index])


def _intake(parts: Parts) -> Section:
    title = say(mark("1. Intake sheet"))
    return Section("intake", "", title, [intake_form(parts.facts, parts.making)], starts_page=True)


def _audited(entries: Sequence[Entry], making: Making, *, has_files: bool) -> Section:
    """Return the audit extract; it follows the list of attachments, if there is one."""
    title = say(mark("10. Audit extract") if has_files else mark("9. Audit extract"))
    return Section("audit", "", title, extract_blocks(entries, making))


def _signed(sections: Sequence[Section]) -> list[Section]:
    """Return ``sections``, the first on a new page, the last with the signatures."""
    first, *others, last = sections
    signatures = Signatures(
        [say(role) for role in SIGNERS],
        say(mark("Date: ____ / __ / __")),
        say(mark("(seal of the office)")),
    )
    return [
        Section(first.id, "", first.title, first.blocks, starts_page=True),
        *others,
        Section(last.id, "", last.title, [*last.blocks, signatures]),
    ]
