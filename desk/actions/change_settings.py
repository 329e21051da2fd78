"""Change the office's settings; those that decide deadlines hold for new cases unless said so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from desk.actions.propose import waits
from desk.actions.work import SETTINGS, Command, Done, Work
from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark
from desk.rules.people.deputies import delegation, need_to_delegate
from desk.rules.people.rights import Right
from desk.rules.people.two_persons import Proposal, raised_settings
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.setting_values import clean_settings
from desk.rules.steps import kinds
from desk.rules.steps.act_kind import ActKind
from desk.rules.steps.authority import DEPUTIES
from desk.rules.time.case_clocks import Moved
from desk.rules.time.practice import LIGHTS, PRACTICES, changed, prescribed
from desk.store.record import journal


class NotHeadOffice(Refusal):
    """A branch wants to prescribe."""

    text: ClassVar[str] = mark(
        "Only head office prescribes rules to branches. Save without “for the branches”."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings(Command[list[Moved]]):
    """Set ``values``, by setting id.

    Attributes:
        values: New values, as typed.
        covers_open: Settings that decide deadlines apply to open cases too.
        is_simulation: Report which deadlines would move, write nothing.
        for_branches: Head office prescribes the settings of deadlines, lights and suggestions
            to all its branches too; it travels with the next packet to each.
    """

    right: ClassVar[Right] = Right.SETTINGS

    values: Facts
    covers_open: bool = False
    is_simulation: bool = False
    for_branches: bool = False


def change_settings(command: ChangeSettings, work: Work) -> Done[list[Moved]]:
    """Carry out ``command``; what needs a second person is proposed, the rest holds at once.

    Raises:
        Refusal: A setting does not exist or its value is invalid; all problems at once.
        RankTooLow: A deputy would get a role above the actor's.
        NotHeadOffice: Only head office prescribes.
    """
    if command.for_branches and work.settings.text("office_role") != HEAD_OFFICE:
        raise NotHeadOffice
    name, values = work.new_id(), clean_settings(command.values)
    deputies = work.settings.texts(DEPUTIES)
    need_to_delegate(work.actor, work.people, deputies, values.get(DEPUTIES, deputies))
    waiting = None
    if not command.is_simulation:
        values, waiting = _seconded(command, work, values)
    facts = changed(work.settings, values, work.now, covers_open=command.covers_open, name=name)
    moves_lights = any(name in LIGHTS for name in facts)
    moves_ends = any(name.startswith(PRACTICES) for name in facts) and command.covers_open
    after = work.reckoning_with(facts)
    open_cases = work.open_cases() if moves_ends or moves_lights else []
    moved = work.moved(open_cases, after) if moves_ends else []
    if not command.is_simulation:
        if moves_ends:
            work.keep_breaches(open_cases)
        for kind, said in _parts(command, work, facts, name):
            before = journal.folded(work.store, SETTINGS)
            work.write(kind, SETTINGS, said, before=before)
        work.reckon_anew(open_cases, after)
    return Done(settings=True, queue=True, result=moved, waits=waiting)


def settings_to_change(wish: Facts, work: Work) -> ChangeSettings:
    """Return the command that a proposal's ``wish`` tells of."""
    values = dict(wish["values"])
    if DEPUTIES in values:  # only what was added, to what holds today
        held = work.settings.texts(DEPUTIES)
        values[DEPUTIES] = [*held, *(one for one in values[DEPUTIES] if one not in held)]
    return ChangeSettings(
        values=values, covers_open=wish["covers_open"], for_branches=wish["for_branches"]
    )


def _seconded(
    command: ChangeSettings, work: Work, values: Payload
) -> tuple[Payload, Proposal | None]:
    """Return the values that hold at once, and the proposal of those that wait for a second."""
    raised = raised_settings(work.settings, values)
    if not raised:
        return values, None
    wish = {
        "values": raised,
        "covers_open": command.covers_open,
        "for_branches": command.for_branches,
    }
    deputies = [told.deputy for told in map(delegation, raised.get(DEPUTIES, ())) if told]
    waiting = waits(work, "change-settings", wish, deputies)
    if waiting is None:
        return values, None
    rest = {name: value for name, value in values.items() if name not in raised}
    if DEPUTIES in raised:
        held = work.settings.texts(DEPUTIES)
        kept = [line for line in held if line in values[DEPUTIES]]
        rest |= {DEPUTIES: kept} if kept != held else {}
    return rest, waiting


def _parts(
    command: ChangeSettings, work: Work, facts: Facts, name: str
) -> Iterator[tuple[ActKind, Payload]]:
    """Yield (kind, content) of the acts a change writes; prescriptions are acts of their own."""
    rest = dict(facts)
    if command.for_branches:
        rules = prescribed(
            facts, work.now, work.actor.login, covers_open=command.covers_open, name=name
        )
        lists = {key: value for key, value in facts.items() if key in kinds.WORD_LISTS}
        rest = {key: value for key, value in facts.items() if key not in {*rules, *lists}}
        if rules.keys() & facts.keys():
            yield kinds.RULES_SET, rules
        if lists:
            yield kinds.WORDS_SET, lists
    if rest:
        yield kinds.OFFICE_SET, rest
