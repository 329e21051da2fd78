"""The audit extract of a dossier: disclosures of personal data, and printed copies."""

from collections.abc import Sequence
from datetime import datetime

from desk.base.words import mark, say
from desk.office import Office
from desk.reads.audit_search import AuditQuery, read_audit
from desk.reads.print_register import prints_of
from desk.rules.forms.prints import PAPERS
from desk.rules.record.audit_kinds import AuditGroup
from desk.rules.steps import kinds
from reports.making import Making, masking
from reports.table import Block, Column, Holds, Note, Row, Table

Entry = tuple[datetime, str, str]


def audit_extract(office: Office, case_no: str) -> list[Entry]:
    """Return (when, login, what), oldest first, without the present print."""
    shown = mark("was shown personal data unmasked: {reason}")
    printed = mark("printed: {paper}, copy {copy}, {how}, check code {code}")
    reveals = AuditQuery(group=AuditGroup.REVEAL, case_no=case_no, most=None)
    found = [
        (one.line.at, one.line.by, say(shown, reason=one.line.told["reason"]))
        for one in read_audit(office.store, reveals)
        if one.case_no == case_no and one.line.kind == kinds.REVEALED.id
    ]
    found += [
        (
            one.at,
            one.by,
            say(
                printed,
                paper=say(PAPERS[one.what]),
                copy=one.copy,
                how=masking(is_full=one.is_full),
                code=one.code,
            ),
        )
        for one in prints_of(office.store, case_no)
    ]
    return sorted(found)


def extract_blocks(entries: Sequence[Entry], making: Making) -> list[Block]:
    """Return the extract as a table, or a sentence when it is empty."""
    if not entries:
        return [Note(say(mark("Nobody was shown personal data and nothing was printed before.")))]
    rows: list[Row] = [(at, making.people.name(by), what) for at, by, what in entries]
    columns = [
        Column(say(mark("Time")), Holds.MOMENT, paper=30),
        Column(say(mark("Who acted")), paper=24),
        Column(say(mark("What")), paper=110),
    ]
    return [Table("audit", "", columns, rows)]
