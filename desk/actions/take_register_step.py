"""Take a step of a register: begin an item, or do something with one."""

from dataclasses import dataclass, field

from desk.actions.work import ChangedMeanwhile, Command, Done, Work
from desk.base.shapes import Facts, Payload
from desk.rules.people.rights import Right
from desk.rules.record.fold import Folded
from desk.rules.registers.item_clocks import clocks_of
from desk.rules.registers.register import Register
from desk.rules.registers.table import register_named
from desk.rules.steps.kinds import KINDS
from desk.rules.steps.register_acts import kind_id
from desk.rules.steps.register_steps import ItemSituation, cleaned_item, taken
from desk.store.counters import reserve_in
from desk.store.record import journal
from desk.store.register_items import need_item


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRegisterStep(Command[str]):
    """Take a step of a register.

    Attributes:
        register: Its id.
        step: Which; "" is the one that begins an item.
        no: The item's number; "" where the step begins one.
        given: Fields, as typed.
        seen_version: Acts of the item that the person saw; None skips the check.
    """

    register: str
    step: str = ""
    no: str = ""
    given: Facts = field(default_factory=dict)
    seen_version: int | None = None

    @property
    def right(self) -> Right:
        """Return the right that the step needs."""
        return register_named(self.register).step(self.step).right


def take_register_step(command: TakeRegisterStep, work: Work) -> Done[str]:
    """Carry out ``command``; the result is the item's number.

    Raises:
        UnknownRegister, UnknownRegisterStep: There is no such register, or step.
        NoItem: There is no such item, or none that the actor may see.
        NoCase, KeptAway, ClosedGroup: It names a case that is not there, or closed to her.
        ChangedMeanwhile: Somebody else saved it since.
        Refusal: A guard of the step refuses.
    """
    register = register_named(command.register)
    step = register.step(command.step)
    given = cleaned_item(register, command.given)
    subject, before = f"{register.about}{work.new_id()}", Folded()
    if command.no:
        item = need_item(work.store, register, command.no, work.actor)
        subject = f"{register.about}{item.uuid}"
        before = journal.folded(work.store, subject)
        if command.seen_version not in (None, before.count):
            raise ChangedMeanwhile(case_no=command.no)
    facts = before.facts
    situation = ItemSituation(
        register=register,
        facts=facts,
        actor=work.actor,
        now=work.now,
        people=work.people,
        clocks=clocks_of(register, facts, work.reckoning, work.settings),
    )
    changes = taken(step, situation, given)
    _need_links(register, changes, work)
    if step.begins:
        changes["no"] = _next_no(register, work)
    work.write(KINDS[kind_id(register, step)], subject, changes, before=before)
    return Done(result=str(changes.get("no") or command.no), registers=True)


def _need_links(register: Register, changes: Payload, work: Work) -> None:
    """Refuse the number of a case or an item that is not there or that the actor may not see."""
    for name in register.cases:
        if changes.get(name):
            work.look_at(changes[name])
    for name, other in register.links.items():
        if changes.get(name):
            need_item(work.store, register_named(other), changes[name], work.actor)


def _next_no(register: Register, work: Work) -> str:
    """Return the next number, e.g. ``RW-0101-2026-A001``; the letter is this workstation's."""
    year, identity = work.now.year, work.pen.head.identity
    number = reserve_in(work.store, f"{register.id}/{year}", 1)
    return f"{register.prefix}-{work.office}-{year}-{identity.letter}{number:03d}"
