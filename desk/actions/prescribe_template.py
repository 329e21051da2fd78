"""Prescribe the template of a form for head office and, by packet, its branches."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from desk.actions.work import Command, Done, Work
from desk.base.errors import Refusal
from desk.base.words import mark
from desk.rules.forms.form_templates import form_id
from desk.rules.forms.prescribed import (
    TEMPLATE,
    VERSIONS,
    NothingPrescribed,
    Version,
    in_force,
    need_usable,
    packed,
    versions_in,
)
from desk.rules.people.rights import Right
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.steps import kinds
from desk.store.record import journal


class OnlyHeadOffice(Refusal):
    """A branch wants to prescribe a form."""

    text: ClassVar[str] = mark(
        "Only head office prescribes forms. For this office alone, put the file into the "
        "folder “templates” of its home."
    )


class TooLate(Refusal):
    """The day from which a template shall hold is over."""

    text: ClassVar[str] = mark("A template holds from today ({today}) on or later, not from {day}.")


class NeverPrescribed(Refusal):
    """There is nothing to take back."""

    text: ClassVar[str] = mark("Nothing is prescribed for {form} on {day}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrescribeTemplate(Command[Version]):
    """Prescribe a form's template, or withdraw the prescription.

    Attributes:
        form: "F01" to "F26".
        text: The .toml, for paper and Word; "" keeps the shipped form.
        word: The .docx for the Word file; None generates it from the form.
        valid_from: First day on which it is used; None is today.
        is_withdrawal: The prescription ends on that day.
    """

    right: ClassVar[Right] = Right.PRESCRIBE

    form: str
    text: str = field(default="", repr=False)
    word: bytes | None = field(default=None, repr=False)
    valid_from: date | None = None
    is_withdrawal: bool = False


def prescribe_template(command: PrescribeTemplate, work: Work) -> Done[Version]:
    """Carry out ``command``.

    Raises:
        OnlyHeadOffice: This is a branch.
        NoForm: There is no such form.
        TooLate: The day is in the past.
        NothingPrescribed: Neither part is given.
        NeverPrescribed: There is no prescription to withdraw.
        BadTemplate, UnknownVariable: No paper can be made from it.
    """
    if work.settings.text("office_role") != HEAD_OFFICE:
        raise OnlyHeadOffice
    form, today = form_id(command.form), work.now.date()
    day = command.valid_from or today
    if day < today:
        raise TooLate(field="valid_from", today=today, day=day)
    before = journal.folded(work.store, TEMPLATE + form)
    version = _version(command, work, form, day)
    if not command.is_withdrawal and version.is_withdrawal:
        raise NothingPrescribed
    if command.is_withdrawal and in_force(versions_in(form, before.facts), day) is None:
        raise NeverPrescribed(form=form, day=day)
    need_usable(version)
    facts = {f"{VERSIONS}/{version.id}": version.facts}
    work.write(kinds.TEMPLATE_SET, TEMPLATE + form, facts, before=before)
    return Done(settings=True, result=version)


def _version(command: PrescribeTemplate, work: Work, form: str, day: date) -> Version:
    return Version(
        id=work.new_id(),
        form=form,
        valid_from=day.isoformat(),
        at=work.stamp,
        by=work.actor.name,
        office=work.settings.text("office_name"),
        text="" if command.is_withdrawal else command.text,
        packed="" if command.is_withdrawal else packed(command.word),
    )
