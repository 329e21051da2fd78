"""Proposed by one, confirmed by another: what gives somebody more power needs two people.

A proposal is a subject of its own in the journal (``proposal:…``): made, then confirmed, refused
or withdrawn, and carried out. Until it is carried out nothing of it holds.

**To add a kind of deed** that needs two: say in a pure function when it does (as
`raised_settings` does), let its handler ask ``desk.actions.propose:waits`` before it writes, and
give it its line in ``DEEDS`` of ``desk.actions.handlers``. What is no act of an open home (a
restore) asks `confirmers` and `need_second` itself.
"""

from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.rules.people.deputies import Delegation, as_deputy, delegation
from desk.rules.people.rights import People, Person, Role, rights_of, role_label
from desk.rules.settings import Setting, Settings, settings_known

DEPUTIES: Final = "deputies"


class ProposalStage(StrEnum):
    """How far a proposal has come."""

    WAITING = "waiting"
    AGREED = "agreed"  # by somebody who may not carry it out: whoever proposed it does
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What one person proposed.

    Attributes:
        id: Its number at this workstation, e.g. "3".
        deed: The code of the command that it is about.
        wish: The command's parts, as JSON.
        by: Who proposed it.
        at: When, as stored.
        until: When it expires, unless it is carried out.
        concerns: Whose power it is about.
        second: Who confirmed it; "" where nobody did (there was nobody else).
        decided_at: When it was confirmed, refused or withdrawn, or "".
        reason: Why it was refused, or "".
        done_at: When it was carried out, or "".
        seen_by: The directors who said that they have seen it.
        stage: How far it has come.
    """

    id: str
    deed: str
    wish: Facts
    by: str
    at: str
    until: str
    concerns: tuple[str, ...]
    second: str = ""
    decided_at: str = ""
    reason: str = ""
    done_at: str = ""
    seen_by: tuple[str, ...] = ()
    stage: ProposalStage = ProposalStage.WAITING

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something about it."""
        return self.stage in (ProposalStage.WAITING, ProposalStage.AGREED)

    @property
    def is_alone(self) -> bool:
        """Say whether it holds though nobody confirmed it, because nobody else could."""
        return self.stage is ProposalStage.DONE and not self.second


class NoProposal(Refusal):
    """There is none of this number, or it is over."""

    text: ClassVar[str] = mark(
        "There is no open proposal {id}. See the list of what waits for a second person."
    )


class NotTheSecond(Refusal):
    """Somebody may not confirm or refuse this proposal."""

    text: ClassVar[str] = mark(
        "Nobody confirms what she proposed herself or what is about herself. "
        "This waits for one of: {names}."
    )


class NotTheFirst(Refusal):
    """Somebody else proposed it."""

    text: ClassVar[str] = mark("{name} proposed this; only she can withdraw it or carry it out.")


class NotAgreedYet(Refusal):
    """Nobody confirmed it yet."""

    text: ClassVar[str] = mark("Nobody has confirmed this yet. It waits for one of: {names}.")


class ProposerLeft(Refusal):
    """Whoever proposed it may not do it any more."""

    text: ClassVar[str] = mark(
        "{name}, who proposed this, may not do it any more. Refuse it; propose it anew if it is "
        "still wanted."
    )


def days_open() -> int:
    """Return the days after which a proposal expires."""
    return int(read_toml("rights.toml")["seconds"]["days"])


def stage_of(facts: Facts, now: str) -> ProposalStage:
    """Return how far the proposal with these ``facts`` has come at ``now``, as stored."""
    for name, stage in (
        ("done_at", ProposalStage.DONE),
        ("refused_at", ProposalStage.REFUSED),
        ("withdrawn_at", ProposalStage.WITHDRAWN),
    ):
        if facts.get(name):
            return stage
    if now > str(facts.get("until") or ""):
        return ProposalStage.EXPIRED
    return ProposalStage.AGREED if facts.get("confirmed_at") else ProposalStage.WAITING


def proposal_of(name: str, facts: Facts, now: str) -> Proposal:
    """Return the proposal ``name`` that the acts about it fold to."""
    decided = ("confirmed_at", "refused_at", "withdrawn_at")
    return Proposal(
        id=name,
        deed=str(facts.get("deed") or ""),
        wish=facts.get("wish") or {},
        by=str(facts.get("by") or ""),
        at=str(facts.get("at") or ""),
        until=str(facts.get("until") or ""),
        concerns=tuple(facts.get("concerns") or ()),
        second=str(facts.get("confirmed_by") or facts.get("refused_by") or ""),
        decided_at=next((str(facts[one]) for one in decided if facts.get(one)), ""),
        reason=str(facts.get("reason") or ""),
        done_at=str(facts.get("done_at") or ""),
        seen_by=tuple(str(one.get("by")) for one in facts.get("seen") or ()),
        stage=stage_of(facts, now),
    )


def is_news_to(one: Proposal, person: Person) -> bool:
    """Say whether ``person`` is a director who has not seen yet what ``one`` gave somebody.

    What she confirmed, or did alone, she knows.
    """
    is_director = Role.DIRECTOR in {person.role, *person.stands_for}
    knows = person.login in (one.second or one.by, *one.seen_by)
    return is_director and one.stage is ProposalStage.DONE and not knows


def confirmers(
    people: Iterable[Person], proposer: str, concerns: Collection[str] = ()
) -> list[Person]:
    """Return who may confirm what ``proposer`` proposes; nobody confirms what is about herself.

    The first line of ``seconds.order`` in ``rights.toml`` in which there is anybody: directors
    first; where the only director proposes, whoever else works here. A deputy counts as whom she
    stands for, and leaves the line before hers to those who hold the role themselves.

    Args:
        people: Those who can sign in here, with the roles of those they deputise for.
        proposer: Her login.
        concerns: Logins of those whose power it is about.
    """
    others = [one for one in people if one.active and one.login not in {proposer, *concerns}]
    for line in read_toml("rights.toml")["seconds"]["order"]:
        found = [one for one in others if not {one.role, *one.stands_for}.isdisjoint(line)]
        if found:
            return found
    return []


def staff_of(
    people: People, here: Container[str], deputies: Collection[str], today: date
) -> list[Person]:
    """Return those who can sign in here, with the roles of those they deputise for ``today``.

    Args:
        people: Everybody.
        here: Logins with a password at this workstation.
        deputies: The lines that say who stands for whom.
        today: Which day.
    """
    return [
        as_deputy(one, people, deputies, today)
        for one in people.values()
        if one.active and one.login in here
    ]


def need_second(
    actor: Person, people: Iterable[Person], proposer: str, concerns: Collection[str] = ()
) -> None:
    """Refuse unless ``actor`` may confirm (or refuse) what ``proposer`` proposes.

    Raises:
        NotTheSecond: She proposed it, it is about her, or others come first.
    """
    found = confirmers(people, proposer, concerns)
    if actor.login not in {one.login for one in found}:
        raise NotTheSecond(names=[_named(one) for one in found])


def _named(person: Person) -> str:
    return f"{person.name} ({role_label(person.role)})"


def names_of(people: Iterable[Person]) -> list[str]:
    """Return the names of ``people`` with their roles, as sentences list them."""
    return [_named(one) for one in people]


def carries_out(actor: Person) -> bool:
    """Say whether ``actor``, who confirms, may also do it: a director, or her deputy."""
    return Role.DIRECTOR in {actor.role, *actor.stands_for}


def told_of(proposal: Proposal, settings: Settings, people: People) -> list[str]:
    """Return in sentences what ``proposal`` would change, beside what holds by ``settings`` now."""
    wish = proposal.wish
    if "values" in wish:
        values = {name: value for name, value in wish["values"].items() if name != DEPUTIES}
        found = filter(None, map(delegation, wish["values"].get(DEPUTIES, ())))
        return [
            *(_told_setting(name, value, settings) for name, value in values.items()),
            *(_told_deputy(one, people) for one in found),
        ]
    if "facts" not in wish:
        words = mark("Add {name} ({login}) as {role}")
        named = {name: wish[name] for name in ("name", "login")}
        return [say(words, **named, role=role_label(Role(wish["role"])))]
    values = {**wish["facts"]}
    if "role" in values:
        values["role"] = role_label(Role(values["role"]))
    told = {name: _PERSON_WORDS[name] for name in values}
    login = wish["login"]
    whose = f"{people.name(login)} ({login})"
    return [say(text, login=whose, value=values[name]) for name, text in told.items()]


def _told_setting(name: str, value: Any, settings: Settings) -> str:
    setting = settings_known()[name]
    before = settings.values.get(name, setting.default)
    offered = dict(setting.offered) if setting.choices else {}
    words = mark("{title}: {value} instead of {before}")
    return say(
        words,
        title=setting.title,
        value=offered.get(value, value),
        before=offered.get(before, before) if before is not None else "–",
    )


def _told_deputy(one: Delegation, people: People) -> str:
    words = mark("{deputy} stands for {person} from {first} to {last}")
    names = {"deputy": people.name(one.deputy), "person": people.name(one.person)}
    return say(words, **names, first=one.first, last=one.last)


_PERSON_WORDS: Final[Mapping[str, str]] = {
    "verify_key": mark("New password for {login}"),
    "role": mark("{login} becomes {value}"),
    "name": mark("{login} is called {value}"),
    "department": mark("{login} belongs to the department “{value}”"),
    "active": mark("{login} works here again"),
}


def raised_facts(before: Person, facts: Facts, deputies: Iterable[str] = ()) -> set[str]:
    """Return the names among ``facts`` that would give somebody more power over or in an account.

    Another name or department opens cases that were closed to her, another key lets whoever set
    its password act as her. A lower role and closing an account need no second person.

    Args:
        before: The person as she is.
        facts: New values.
        deputies: The lines that say who stands for whom.
    """
    new_role = Role(str(facts.get("role", before.role)))
    leads = Role.SUPERVISOR in (before.role, new_role) or any(
        before.login in line.split()[1:2] for line in deputies
    )
    raises = {
        "role": bool(rights_of(new_role) - rights_of(before.role)),
        "active": bool(facts.get("active")) and not before.active,
        "verify_key": True,
        "name": facts.get("name") != before.name,
        "department": facts.get("department") != before.department and leads,
    }
    return {name for name in facts if raises.get(name)}


def raised_settings(settings: Settings, values: Facts) -> dict[str, Any]:
    """Return those of the new ``values`` that need a second person (``second`` in settings.toml).

    Of deputies only the lines that are added.
    """
    known, found = settings_known(), {}
    for name, value in values.items():
        setting = known.get(name)
        if setting is None or not setting.second:
            continue
        before = settings.values.get(name, setting.default)
        if setting.second == "added":
            added = [line for line in value if line not in (before or ())]
            if added:
                found[name] = added
        elif value != before and _is_more(setting, before, value):
            found[name] = value
    return found


def _is_more(setting: Setting, before: Any, value: Any) -> bool:
    if setting.second == "any" or before is None:
        return True
    was, will = (_place(setting, one) for one in (before, value))
    return will > was if setting.second == "more" else will < was


def _place(setting: Setting, value: Any) -> Decimal:
    """Return where ``value`` stands among the values of a number, an amount or a choice."""
    return Decimal(setting.choices.index(value) if setting.choices else value)
