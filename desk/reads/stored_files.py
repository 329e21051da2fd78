"""Checks that the content of all attachments is complete, and that no other files exist."""

from collections.abc import Iterator
from pathlib import Path

from desk.reads.verify import Finding
from desk.rules.case.attachments import ATTACHMENTS
from desk.rules.record.fold import ENTRY_MARK
from desk.store.db import Store
from desk.store.disk import attachment_store
from desk.store.disk.staging import FOLDER
from desk.store.record import journal
from desk.store.tables import AttachmentRow, CaseRow

NAMED = 12  # digits of a hash


def file_findings(
    store: Store, beside: Path | None = None, *, is_quick: bool = False
) -> list[Finding]:
    """Return findings about missing, damaged and orphaned content.

    Args:
        store: Whose attachments.
        beside: Folder of the files of a copy; its orphans are not reported.
        is_quick: Check only existence and length of each file.
    """
    folder = beside or attachment_store.folder_of(store)
    found = [
        Finding(what, f"attachment {content.hash[:NAMED]} {_cases(store, content.hash)}".rstrip())
        for content in attachment_store.contents(store)
        if (what := attachment_store.trouble(store, content, folder, is_quick=is_quick))
    ]
    found += _never_kept(store)
    return found if beside else found + orphan_findings(store)


def orphan_findings(store: Store) -> list[Finding]:
    """Return the files without a database row."""
    return [Finding("orphan", f"{FOLDER}/{path.name}") for path in attachment_store.orphans(store)]


def _cases(store: Store, digest: str) -> str:
    query = (
        CaseRow.select(CaseRow.case_no)
        .join(AttachmentRow, on=(AttachmentRow.case_id == CaseRow.id))
        .where(AttachmentRow.hash == digest)
        .order_by(CaseRow.id)
    )
    return " ".join(case_no for (case_no,) in store.rows(query))


def _never_kept(store: Store) -> Iterator[Finding]:
    """Yield missing attachments that were attached at this PC, so that no packet can bring them."""
    own = journal.read_identity(store).device
    for digest, _ in attachment_store.waiting(store):
        query = (
            AttachmentRow.select(AttachmentRow.entry, CaseRow.uuid, CaseRow.case_no)
            .join(CaseRow, on=(CaseRow.id == AttachmentRow.case_id))
            .where(AttachmentRow.hash == digest, AttachmentRow.is_withdrawn == 0)
        )
        for entry, uuid, case_no in store.rows(query):
            field = f"{ATTACHMENTS}{ENTRY_MARK}{entry}"
            acts = journal.acts_of(store, uuid)
            if any(act.device == own and field in (said or {}) for act, said in acts):
                yield Finding("missing", f"attachment {digest[:NAMED]} {case_no}")
