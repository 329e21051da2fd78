"""Keep a reply text for all cases, prescribe one to the branches, retire one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.shapes import Payload
from desk.rules.case.masks import hidden_names
from desk.rules.forms.reply_texts import (
    LEARNT,
    NoText,
    NotTheBranches,
    ReplyText,
    TextOrigin,
    TextTooLate,
    need_keepable,
)
from desk.rules.people.rights import Right
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.record.subjects import TEXT
from desk.rules.steps import kinds
from desk.store.record import journal
from desk.store.reply_texts import read_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepText(Command[ReplyText]):
    """Keep a text.

    Attributes:
        where: The place where it is offered.
        title: What it is called.
        text: With variables.
        when: For which cases; None is: for such as ``case_no`` by cause, product and outcome.
        begins: A part of a decision begins with it.
        case_no: The case from which it comes, or "".
        for_branches: Head office prescribes it to all its branches.
        valid_from: First day on which it is offered; None is today.
    """

    right: ClassVar[Right] = Right.RECORD

    where: str
    title: str
    text: str = field(repr=False)
    when: Mapping[str, Sequence[str]] | None = None
    begins: bool = False
    case_no: str = ""
    for_branches: bool = False
    valid_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireText(Command[ReplyText]):
    """Offer a text no more.

    Attributes:
        id: Of a text that this office keeps or, as head office, prescribed.
    """

    right: ClassVar[Right] = Right.RECORD

    id: str


def keep_text(command: KeepText, work: Work) -> Done[ReplyText]:
    """Carry out ``command``.

    Raises:
        NotTheBranches: A branch prescribes nothing.
        NotPermitted: She may not prescribe.
        TextTooLate: The day is in the past.
        NoCase: The case that it comes from does not exist.
        Refusal: The text cannot be kept for all cases.
    """
    if command.for_branches:
        _need_head_office(work)
    today = work.now.date()
    day = command.valid_from or today
    if day < today:
        raise TextTooLate(field="valid_from", today=today, day=day)
    facts = work.case(command.case_no).facts if command.case_no else {}
    learnt = {name: [facts[name]] for name in LEARNT if facts.get(name)}
    text = ReplyText(
        id=work.new_id(),
        where=command.where,
        title=command.title.strip(),
        text=command.text.strip(),
        when=learnt if command.when is None else command.when,
        begins=command.begins,
        origin=TextOrigin.HEAD_OFFICE if command.for_branches else TextOrigin.OWN,
        source=work.actor.name,
        valid_from=day.isoformat(),
    )
    need_keepable(text, hidden_names(facts))
    _write(work, text, _said(text) | {"at": work.stamp})
    return Done(settings=True, result=text)


def retire_text(command: RetireText, work: Work) -> Done[ReplyText]:
    """Carry out ``command``.

    Raises:
        NoText: There is none that may be retired here.
        NotTheBranches: Head office prescribed it.
    """
    texts = read_texts(work.store, journal.own_office(work.store))
    text = next((one for one in texts if one.id == command.id and not one.retired_on), None)
    if text is None:
        raise NoText(name=command.id)
    if text.origin is TextOrigin.HEAD_OFFICE:
        _need_head_office(work)
    _write(work, text, {"name": text.title, "retired_on": work.stamp[:10]})
    return Done(settings=True, result=text)


def _need_head_office(work: Work) -> None:
    if work.settings.text("office_role") != HEAD_OFFICE:
        raise NotTheBranches
    work.actor.need(Right.PRESCRIBE)


def _said(text: ReplyText) -> Payload:
    when = {name: list(values) for name, values in text.when.items()}
    kept = ("where", "text", "begins", "valid_from")
    return {"name": text.title, "when": when, "by": text.source} | {
        name: getattr(text, name) for name in kept
    }


def _write(work: Work, text: ReplyText, said: Payload) -> None:
    subject = TEXT + text.id
    before = journal.folded(work.store, subject)
    if text.origin is TextOrigin.HEAD_OFFICE:
        work.write(kinds.TEXT_SET, subject, {**said, "prescribed": True}, before=before)
    else:
        own = {**said, "office": journal.own_office(work.store)}
        work.write(kinds.TEXT_KEPT, subject, own, before=before)
