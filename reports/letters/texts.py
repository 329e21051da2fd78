"""Reply texts for one case, their variables filled in, and how a decision begins."""

from typing import Final, NamedTuple

from desk.base.shapes import Facts
from desk.office import Office
from desk.reads.case_file import CaseFile
from desk.rules.forms.reply_texts import ReplyText, beginning, by_fit, shipped_texts
from desk.rules.steps.table import DECISION
from reports.letters.values import BLANK, values_of
from reports.places import making_of

# What a kept text says by a variable, longer ones first; other words stay as they were typed.
LEARNT_NAMES: Final = ("superior_address", "superior_name", "office", "complaint_phone", "case_no")
LEAST: Final = 3  # characters; shorter ones stand in other words too


class Offer(NamedTuple):
    """A text for one case: with its words filled in, and whether it is meant for such a case."""

    text: ReplyText
    words: str
    fits: bool


def texts_for(office: Office, case: CaseFile, where: str) -> list[Offer]:
    """Return the texts for a place of ``case``, those that fit best first, each filled in.

    Args:
        office: The open office.
        case: Unmasked.
        where: "decision.basis", a part of an entry as "contacts.summary", or "given.reason".
    """
    texts = [one for one in offered(office) if one.where == where]
    known = _known(office, case)
    return [
        Offer(one, filled(office, case, one), not one.fit(known)[0]) for one in by_fit(texts, known)
    ]


def offered(office: Office) -> list[ReplyText]:
    """Return the texts that ``office`` has today: head office's, its own, and ours."""
    today = office.clock.now().date()
    return [one for one in (*office.texts, *shipped_texts()) if one.is_offered(today)]


def learnt(office: Office, case: CaseFile, text: str) -> str:
    """Return ``text`` with variables where it says what ``case`` or the office is called."""
    values = values_of(case, making_of(office), {}, in_clear=True)
    for name in LEARNT_NAMES:
        said = values.text(name)
        if len(said) > LEAST:
            text = text.replace(said, f"{{{name}}}")
    return text


def decision_begun(office: Office, case: CaseFile) -> dict[str, str]:
    """Return what the empty parts of the decision begin with, by field (R20).

    Facts from the investigation, reasons from finding, remedies and compensation of the plan, the
    legal remedies by kind of case and office. Its words are internal and go into no letter.
    """
    texts, known = offered(office), _known(office, case)
    found = {name: beginning(texts, name, known) for name in DECISION if not known.get(name)}
    return {name: filled(office, case, one) for name, one in found.items() if one}


def filled(office: Office, case: CaseFile, text: ReplyText) -> str:
    """Return the words of ``text`` for ``case``."""
    return values_of(case, making_of(office), {}, in_clear=True).filled(text.text, BLANK)


def _known(office: Office, case: CaseFile) -> Facts:
    settings = {name: office.settings[name] for name in ("office_role", "office_kind")}
    return {**settings, **case.facts}
