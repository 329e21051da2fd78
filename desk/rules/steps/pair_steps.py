"""The steps that change another case too: link, merge, split, and their opposites.

A repeat of the same complaint is merged with the deadline unchanged; new facts and
reasons restart it from the day they came in (第18条, R16). The old number always leads to
the surviving case.
"""

from collections.abc import Callable
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.shapes import Facts, Payload
from desk.base.words import mark, say
from desk.rules.case import entries
from desk.rules.case.fields import COMPLAINANT
from desk.rules.case.identity import are_one_person
from desk.rules.case.life import ENDED, OPEN, Action, State
from desk.rules.people.recusal import need_no_recusal
from desk.rules.people.rights import Right
from desk.rules.steps.guards import Missing, kept_by
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import ANYWHERE, STAYS, Step, authored

# What an entry of a merger keeps of the merged case, to be put back by its opposite.
KEPT: Final = ("state", "outcome", "closed_at", "repeat_of", "new_facts", "merged_into")
# What a split case takes over; the rest is its own.
SHARED: Final = (
    "kind",
    "party_type",
    "channel",
    "received_at",
    "forwarded_by",
    "forward_no",
    "forwarded_on",
    "regulator_received_at",
    "reply_by",
    *COMPLAINANT,
    "standing",
    "agent",
    "people_count",
    "representatives",
    "complained_unit",
    "complained_staff",
    "recused",
    "vulnerable",
    "complexity",
)


class SameCase(Refusal):
    """A case cannot be linked with itself."""

    text: ClassVar[str] = mark("{case_no} is this case itself. Name another one.")


class OtherEnded(Refusal):
    """The other case is closed."""

    text: ClassVar[str] = mark("{case_no} is closed. Reopen it first, or only link the two cases.")


class OtherMerged(Refusal):
    """The other case was merged itself."""

    text: ClassVar[str] = mark("{case_no} was merged into {other}. Name {other} instead.")


class OlderIntoNewer(Refusal):
    """The older case would vanish in the newer one."""

    text: ClassVar[str] = mark(
        "{case_no} came in later than this case. Merge that one into this one, so that the "
        "earlier deadline holds."
    )


class OtherPerson(Refusal):
    """The other case is of another complainant."""

    text: ClassVar[str] = mark(
        "{case_no} is of another complainant. If the two are the same complaint all the same, "
        "say so; else only link the two cases."
    )


class LinkedAlready(Refusal):
    """The link is there."""

    text: ClassVar[str] = mark("This case and {case_no} are linked already.")


class NotLinked(Refusal):
    """There is no link."""

    text: ClassVar[str] = mark("This case and {case_no} are not linked.")


class NotMerged(Refusal):
    """There is no merger to undo."""

    text: ClassVar[str] = mark("This case was not merged, so there is no merger to undo.")


class RestartedSince(Refusal):
    """The surviving case was closed since."""

    text: ClassVar[str] = mark(
        "{case_no} is closed by now, together with what was merged into it. "
        "Reopen it before you undo the merger."
    )


def _stated(name: str) -> Callable[[Situation], str]:
    return lambda situation: str(situation.entry.get(name) or situation.given.get(name) or "")


def _merged_into(situation: Situation) -> str:
    return str(situation.facts.get("merged_into") or "")


def _is_another(situation: Situation) -> None:
    other = situation.other
    if other.get("case_no") == situation.facts["case_no"]:
        raise SameCase(case_no=other["case_no"])
    need_no_recusal(situation.actor, other)


def _may_merge(situation: Situation) -> None:
    """Refuse merging into a case that is closed, merged or newer."""
    other = situation.other
    _is_another(situation)
    if other.get("outcome") == "merged":
        raise OtherMerged(case_no=other["case_no"], other=other["merged_into"])
    if State(other["state"]) in ENDED:
        raise OtherEnded(case_no=other["case_no"])
    if other["received_at"] > situation.facts["received_at"]:
        raise OlderIntoNewer(case_no=other["case_no"])
    if situation.after.get("new_facts") and not situation.entry.get("evidence"):
        raise Missing(field="evidence", label=say(mark("Evidence")))
    is_told = situation.entry.get("other_person")
    if not is_told and not are_one_person(situation.facts, other):
        raise OtherPerson(field="other_person", case_no=other["case_no"])


def _merged(situation: Situation, _changes: Facts) -> Payload:
    target = situation.other["case_no"]
    return {"merged_into": target, "repeat_of": target, "closed_at": situation.stamp}


def _merger(situation: Situation) -> Payload:
    kept = {name: situation.facts.get(name) for name in KEPT}
    entry = {**authored(situation), **situation.entry, "facts": kept}
    return {f"{entries.MERGERS}/{situation.entry_id}": entry}


def _merger_echo(situation: Situation, _changes: Facts) -> Payload:
    """Return the values for the surviving case: the merged case, and a restart for new facts."""
    entry = {**authored(situation), **situation.entry, "case_no": situation.facts["case_no"]}
    echo: Payload = {f"{entries.MERGERS}/{situation.entry_id}": entry}
    if situation.after.get("new_facts"):
        restart = {**entry, "at": situation.facts["received_at"], "entered_at": entry["at"]}
        restart.pop("other_person", None)
        echo[f"{entries.RESTARTS}/{situation.entry_id}"] = restart
    return echo


def _own_merger(situation: Situation) -> Payload:
    """Return the entry of the merger in force."""
    mergers = situation.facts.get(entries.MERGERS) or ()
    return next(
        (dict(one) for one in reversed(mergers) if "facts" in one and "undone_at" not in one), {}
    )


def _was_merged(situation: Situation) -> None:
    if situation.facts.get("outcome") != "merged" or not _own_merger(situation):
        raise NotMerged
    if State(situation.other["state"]) in ENDED:
        raise RestartedSince(case_no=situation.other["case_no"])


def _before_merger(situation: Situation) -> State:
    return State(_own_merger(situation)["facts"]["state"])


def _unmerged(situation: Situation, _changes: Facts) -> Payload:
    kept = dict(_own_merger(situation)["facts"])
    kept.pop("state")
    return {**kept, **kept_by(situation)}


def _unmerger(situation: Situation) -> Payload:
    entry = _own_merger(situation)
    name = entry.pop("id")
    undone = {"undone_by": situation.actor.login, "undone_at": situation.stamp}
    return {
        f"{entries.MERGERS}/{name}": {**entry, **undone, "undone_for": situation.entry["reason"]}
    }


def _unmerger_echo(situation: Situation, _changes: Facts) -> Payload:
    """Return the values that remove a merged case and its restart from the surviving case."""
    name = _own_merger(situation)["id"]
    gone: Payload = {f"{entries.MERGERS}/{name}": None}
    restarts = situation.other.get(entries.RESTARTS) or ()
    if any(one["id"] == name for one in restarts):
        gone[f"{entries.RESTARTS}/{name}"] = None
    return gone


def _with(facts: Facts, case_no: str) -> list[str]:
    return list(dict.fromkeys((*(facts.get("related") or ()), case_no)))


def _without(facts: Facts, case_no: str) -> list[str] | None:
    return [no for no in facts.get("related") or () if no != case_no] or None


def _may_link(situation: Situation) -> None:
    _is_another(situation)
    if situation.other["case_no"] in (situation.facts.get("related") or ()):
        raise LinkedAlready(field="other_no", case_no=situation.other["case_no"])


def _may_unlink(situation: Situation) -> None:
    _is_another(situation)
    if situation.other["case_no"] not in (situation.facts.get("related") or ()):
        raise NotLinked(field="other_no", case_no=situation.other["case_no"])


def _linked(situation: Situation, _changes: Facts) -> Payload:
    return {"related": _with(situation.facts, situation.other["case_no"])}


def _link_echo(situation: Situation, _changes: Facts) -> Payload:
    return {"related": _with(situation.other, situation.facts["case_no"])}


def _unlinked(situation: Situation, _changes: Facts) -> Payload:
    return {"related": _without(situation.facts, situation.other["case_no"])}


def _unlink_echo(situation: Situation, _changes: Facts) -> Payload:
    return {"related": _without(situation.other, situation.facts["case_no"])}


def _link(situation: Situation) -> Payload:
    entry = {**authored(situation), **situation.entry, "other_no": situation.other["case_no"]}
    return {f"{entries.LINKS}/{situation.entry_id}": entry}


def _split(situation: Situation) -> Payload:
    entry = {**authored(situation), **situation.entry, "case_no": situation.new_no}
    return {f"{entries.SPLITS}/{situation.entry_id}": entry}


def _split_related(situation: Situation, _changes: Facts) -> Payload:
    return {"related": _with(situation.facts, situation.new_no)}


def _split_off(situation: Situation) -> Payload:
    """Return the new case's facts: shared fields, its own facts, its origin."""
    shared = {n: situation.facts[n] for n in SHARED if situation.facts.get(n) is not None}
    this = situation.facts["case_no"]
    origin = {**authored(situation), "reason": situation.entry["reason"], "other_no": this}
    return {
        **shared,
        "facts": situation.entry["facts"],
        "related": [this],
        "registered_at": situation.stamp,
        "received_by": situation.actor.login,
        f"{entries.LINKS}/{situation.entry_id}": origin,
    }


PAIR_STEPS: Final = (
    Step(
        Action.LINK,
        Right.RECORD,
        ANYWHERE,
        entry=entries.LINKS,
        entry_needs=("other_no", "reason"),
        enters=_link,
        checks=(_may_link,),
        follows=_linked,
        other=_stated("other_no"),
        writes=("related",),
        echoes=_link_echo,
        echo_writes=("related",),
        echo_words=mark("Another case was linked"),
    ),
    Step(
        Action.UNLINK,
        Right.RECORD,
        ANYWHERE,
        entry=entries.LINKS,
        entry_needs=("other_no", "reason"),
        entry_adds={"undone": True},
        checks=(_may_unlink,),
        follows=_unlinked,
        other=_stated("other_no"),
        writes=("related",),
        echoes=_unlink_echo,
        echo_writes=("related",),
        echo_words=mark("A link was taken back"),
    ),
    Step(
        Action.MERGE,
        Right.RECORD,
        dict.fromkeys(OPEN, State.CLOSED),
        takes=("merged_into", "new_facts"),
        needs=("merged_into", "new_facts"),
        entry=entries.MERGERS,
        entry_needs=("reason",),
        enters=_merger,
        fixed={"outcome": "merged"},
        checks=(_may_merge,),
        follows=_merged,
        other=_stated("merged_into"),
        writes=("repeat_of", "closed_at"),
        echoes=_merger_echo,
        echo_writes=(f"{entries.MERGERS}/", f"{entries.RESTARTS}/"),
        echo_words=mark("Another case was merged into this one"),
        is_signed=True,
    ),
    Step(
        Action.UNMERGE,
        Right.RECORD,
        {State.CLOSED: State.TO_INVESTIGATE},
        entry=entries.MERGERS,
        asks=("reason",),
        entry_needs=("reason",),
        enters=_unmerger,
        checks=(_was_merged,),
        leads=_before_merger,
        leads_to=OPEN,
        follows=_unmerged,
        writes=(*KEPT[1:], "handler"),
        other=_merged_into,
        echoes=_unmerger_echo,
        echo_writes=(f"{entries.MERGERS}/", f"{entries.RESTARTS}/"),
        echo_words=mark("A merged case left this one again"),
        is_signed=True,
    ),
    Step(
        Action.SPLIT,
        Right.REGISTER,
        STAYS,
        entry=entries.SPLITS,
        entry_needs=("facts", "reason"),
        enters=_split,
        follows=_split_related,
        writes=("related",),
        begets=_split_off,
    ),
)
