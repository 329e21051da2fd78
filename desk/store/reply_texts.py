"""Reading the reply texts that were kept here or prescribed by head office."""

from typing import Final

from desk.rules.forms.reply_texts import ReplyText, TextOrigin
from desk.rules.record.subjects import TEXT
from desk.store.db import PreparedQuery, Store
from desk.store.record import journal
from desk.store.tables import ActRow

_SUBJECTS: Final = PreparedQuery(
    lambda: (
        ActRow.select(ActRow.subject)
        .where(ActRow.subject >= TEXT, ActRow.subject < TEXT[:-1] + ";")
        .distinct()
    )
)


def read_texts(store: Store, office: str) -> list[ReplyText]:
    """Return the texts that hold in ``office``, by their title; retired ones too.

    Read from the journal itself, as prescribed forms are. What another office keeps for itself is
    none of ours.
    """
    found = (_text(store, subject) for (subject,) in store.ask_all(_SUBJECTS))
    return sorted((t for t, whose in found if whose in (None, office)), key=lambda t: t.title)


def _text(store: Store, subject: str) -> tuple[ReplyText, str | None]:
    """Return a text, and the office that keeps it; None where it is prescribed."""
    facts = journal.folded(store, subject).facts
    is_prescribed = facts.get("prescribed", False)
    text = ReplyText(
        id=subject.removeprefix(TEXT),
        where=facts.get("where", ""),
        title=facts.get("name", ""),
        text=facts.get("text", ""),
        when=facts.get("when") or {},
        begins=facts.get("begins", False),
        origin=TextOrigin.HEAD_OFFICE if is_prescribed else TextOrigin.OWN,
        source=facts.get("by", ""),
        valid_from=facts.get("valid_from", ""),
        retired_on=facts.get("retired_on") or "",
    )
    return text, None if is_prescribed else facts.get("office", "")
