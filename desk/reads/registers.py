"""Registers as people see them: the list of one, one item whole, and what is due in all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.base.clock import moment_of, stamp
from desk.base.errors import Refusal
from desk.base.shapes import Facts, JsonObject
from desk.base.words import say
from desk.rules.people.rights import People, Person, Right
from desk.rules.registers.item_clocks import ItemClock, clocks_of, next_clock
from desk.rules.registers.register import BEGUN, Register, RegisterStep
from desk.rules.registers.table import REGISTERS, register_named
from desk.rules.settings import Settings
from desk.rules.steps.kinds import KINDS
from desk.rules.steps.register_steps import ItemSituation, hindrance
from desk.rules.time.case_clocks import Reckoning
from desk.rules.time.lights import Light
from desk.store.db import Store
from desk.store.record import journal
from desk.store.register_items import StoredItem, items_of, need_item


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterReader:
    """By what registers are read.

    Attributes:
        store: The open database.
        reckoning: How the office reckons time.
        settings: The office's.
        people: Everybody who works here, and names of others.
        reader: Who reads.
        now: When.
    """

    store: Store
    reckoning: Reckoning
    settings: Settings
    people: People
    reader: Person
    now: datetime

    def clocks(self, register: Register, facts: Facts) -> list[ItemClock]:
        """Return the clocks of an item."""
        return clocks_of(register, facts, self.reckoning, self.settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """An item as a list shows it.

    Attributes:
        register: The register's id.
        no: The item's number.
        headline: What it is about.
        state: Its state.
        state_words: What it is called.
        is_open: Something may be owed still.
        owner: Login of who is responsible, or "".
        right: Whoever has it may do what is due; None where it is the owner's turn.
        what: What is to be done by ``due_at``, or "".
        due_at: The end that comes first, or None.
        provisional: It depends on a year whose holidays are not published.
        light: Its light, or None.
    """

    register: str
    no: str
    headline: str
    state: str
    state_words: str
    is_open: bool
    owner: str
    right: Right | None
    what: str
    due_at: datetime | None
    provisional: bool
    light: Light | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOffer:
    """A step that the state of an item leads to.

    Attributes:
        step: Its description.
        why_not: Why the reader may not take it, or None.
    """

    step: RegisterStep
    why_not: Refusal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDeed:
    """One act of an item's story.

    Attributes:
        at: When.
        author: Login of who did it; "" where the reader is not told.
        words: What she did.
        said: Label and value of each field that it wrote.
        is_signed: It carries her own signature.
    """

    at: datetime
    author: str
    words: str
    said: Sequence[tuple[str, str]]
    is_signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFile:
    """One item, whole.

    Attributes:
        register: Its register's description.
        no: Its number.
        version: How many acts it has; a step is refused if it has more by then.
        line: As the list shows it.
        facts: What is known of it, without what the reader may not see.
        fields: Label and value of each field that says something, in their order.
        clocks: All that began.
        story: What was done, oldest first.
        steps: What its state leads to.
        conflicts: Labels of fields of which two workstations said different things; the later
            word holds until somebody states it anew.
    """

    register: Register
    no: str
    version: int
    line: ItemLine
    facts: Facts
    fields: Sequence[tuple[str, str]]
    clocks: Sequence[ItemClock]
    story: Sequence[ItemDeed]
    steps: Sequence[StepOffer]
    conflicts: Sequence[str]


def item_lines(by: RegisterReader, name: str, *, is_open: bool = False) -> list[ItemLine]:
    """Return the items of a register that the reader may see, what is due first at the top.

    Raises:
        UnknownRegister: There is no such register.
    """
    register = register_named(name)
    found = [
        _line(by, register, one) for one in items_of(by.store, register, by.reader, is_open=is_open)
    ]
    return sorted(found, key=_by_end)  # ended ones stay in the order of their numbers


def due_items(by: RegisterReader, *, mine: bool = False) -> list[ItemLine]:
    """Return what is due in all registers, the first end at the top.

    Args:
        by: Who reads.
        mine: Only what is the reader's own turn.
    """
    lines = (line for name in REGISTERS for line in item_lines(by, name, is_open=True))
    owed = [one for one in lines if one.due_at and (not mine or is_turn_of(by.reader, one))]
    return sorted(owed, key=_by_end)


def is_turn_of(person: Person, line: ItemLine) -> bool:
    """Say whether what is due of an item waits for ``person``."""
    return person.may(line.right) if line.right else line.owner == person.login


def read_item(by: RegisterReader, name: str, no: str) -> ItemFile:
    """Return the item ``no`` of a register, whole.

    Raises:
        UnknownRegister: There is no such register.
        NoItem: There is no such item, or it tells of a case that is closed to the reader.
    """
    register = register_named(name)
    item = need_item(by.store, register, no, by.reader)
    subject = f"{register.about}{item.uuid}"
    folded = journal.folded(by.store, subject)
    told, known = _seen(by, register, item.facts), register.by_id
    clocks = by.clocks(register, item.facts)
    return ItemFile(
        register=register,
        no=no,
        version=folded.count,
        line=_line(by, register, item),
        facts=told,
        fields=list(_spoken(by, register, told)),
        clocks=clocks,
        story=list(_story(by, register, subject)),
        steps=steps_offered(by, register, item.facts, clocks),
        conflicts=[say(known[one].words) for one in sorted(folded.conflicts) if one in known],
    )


def steps_offered(
    by: RegisterReader, register: Register, facts: Facts, clocks: list[ItemClock]
) -> list[StepOffer]:
    """Return what the state of an item leads to; without ``facts``, what begins one."""
    situation = ItemSituation(
        register=register,
        facts=facts,
        actor=by.reader,
        now=by.now,
        people=by.people,
        clocks=clocks,
    )
    state = str(facts.get("state") or BEGUN)
    return [
        StepOffer(step=step, why_not=by.reader.lack_of(step.right) or hindrance(step, situation))
        for step in register.steps_from(state)
    ]


def _line(by: RegisterReader, register: Register, item: StoredItem) -> ItemLine:
    first = next_clock(by.clocks(register, item.facts))
    return ItemLine(
        register=register.id,
        no=item.no,
        headline=str(item.facts.get(register.headline) or ""),
        state=item.state,
        state_words=say(register.states[item.state]) if item.state in register.states else "",
        is_open=item.state not in register.ended,
        owner=register.owner(item.facts),
        right=first.right if first else None,
        what=first.title if first else "",
        due_at=first.due.at if first else None,
        provisional=first.due.provisional if first else False,
        light=first.light(by.now) if first else None,
    )


def _by_end(line: ItemLine) -> tuple[bool, str]:
    return line.due_at is None, stamp(line.due_at) if line.due_at else ""


def _seen(by: RegisterReader, register: Register, facts: Facts) -> Facts:
    """Return ``facts`` without what is hidden from the reader."""
    hidden = frozenset[str]() if by.reader.may(Right.AUDIT) else register.hidden
    return {name: value for name, value in facts.items() if name not in hidden}


def _spoken(by: RegisterReader, register: Register, facts: Facts) -> Iterator[tuple[str, str]]:
    for field in register.fields:
        value = facts.get(field.id)
        if value is None:
            continue
        known = by.people.name(value) if field.id in register.people else ""
        yield say(field.words), known or by.people.spoken(field, value)


def _story(by: RegisterReader, register: Register, subject: str) -> Iterator[ItemDeed]:
    acts = sorted(journal.acts_of(by.store, subject), key=lambda one: (one[0].hlc, one[0].device))
    is_discreet = bool(register.hidden) and not by.reader.may(Right.AUDIT)
    for act, said in acts:
        is_hidden = is_discreet and register.step(act.kind.partition(".")[2]).begins
        yield ItemDeed(
            at=moment_of(act.hlc),
            author="" if is_hidden else act.author,
            words=say(KINDS[act.kind].words),
            said=list(_spoken(by, register, _seen(by, register, said or {}))),
            is_signed=act.signature is not None and KINDS[act.kind].is_signed,
        )


def line_json(line: ItemLine) -> JsonObject:
    """Return a line as the command line prints it."""
    return {
        "register": line.register,
        "no": line.no,
        "headline": line.headline,
        "state": line.state,
        "state_words": line.state_words,
        "open": line.is_open,
        "owner": line.owner,
        "what": line.what,
        "due_at": stamp(line.due_at) if line.due_at else None,
        "provisional": line.provisional,
        "light": line.light.word if line.light else None,
    }


def item_json(item: ItemFile, now: datetime) -> JsonObject:
    """Return an item as the command line prints it."""
    return {
        **line_json(item.line),
        "version": item.version,
        "facts": {one.id: item.facts.get(one.id) for one in item.register.fields},
        "clocks": [clock_json(one, now) for one in item.clocks],
        "story": [
            {"at": stamp(one.at), "by": one.author, "what": one.words, "said": dict(one.said)}
            for one in item.story
        ],
        "steps": [
            {
                "step": one.step.id,
                "words": say(one.step.words),
                "takes": list(one.step.takes),
                "needs": list(one.step.needs),
                "why_not": str(one.why_not) if one.why_not else None,
            }
            for one in item.steps
        ],
        "conflicts": list(item.conflicts),
    }


def clock_json(clock: ItemClock, now: datetime) -> JsonObject:
    """Return a clock as the command line prints it."""
    light = clock.light(now)
    return {
        "clock": clock.id,
        "title": clock.title,
        "started_at": stamp(clock.started_at),
        "due_at": stamp(clock.due.at),
        "provisional": clock.due.provisional,
        "stopped_at": stamp(clock.stopped_at) if clock.stopped_at else None,
        "late": clock.is_late(now),
        "light": light.word if light else None,
    }
