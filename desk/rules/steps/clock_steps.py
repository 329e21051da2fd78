"""The steps that touch clocks: pause, extension, restart, agreed date, reopening.

Sources: 第18、21、23条 (R16, R18, R19, R22); domain.md 3.2, 11.2.
"""

from collections.abc import Callable, Iterable
from typing import Final

from desk.base.shapes import Facts, Payload
from desk.rules.case import entries
from desk.rules.case.life import Action, State
from desk.rules.case.ways import OF_COMPLAINTS, ON_COMPLAINTS, WAYS, way_of
from desk.rules.people.rights import Right
from desk.rules.steps import clock_guards as guards
from desk.rules.steps.guards import kept_by
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import Step, authored
from desk.rules.time.case_clocks import CaseClock

# What a round of handling leaves; a reopened case starts without it (domain.md 11.2 重开).
ROUND: Final = (
    "investigated_at",
    "finding",
    "planned_at",
    "planned_by",
    "plan",
    "approved_at",
    "approved_by",
    "answer",
    "answered_at",
    "handed_to",
    "handed_at",
    "executed_at",
    "execution",
    "remedies",
    "compensation",
    "decision.facts_found",
    "decision.basis",
    "decision.reasons",
    "decision.remedies",
    "outcome",
    "notified_at",
    "notice_way",
    "notice_proof",
    "delivered_at",
    "unreachable_proof",
    "satisfaction",
    "followed_up_at",
    "follow_up",
    "withdrawn_at",
    "closed_at",
    "archived_at",
    "keep_until",
)


def _paused(situation: Situation) -> Payload:
    entry = {**authored(situation), "from": situation.stamp, **situation.entry}
    return {f"{entries.PAUSES}/{situation.entry_id}": entry}


def _resumed(situation: Situation) -> Payload:
    """Return the open pauses of one ground with their end; who began them and when stays."""
    return ended(situation, guards.open_pauses(situation))


def ended_with_notice(situation: Situation) -> Payload:
    """Return all open pauses with their end, which a notice states; else they end with it."""
    told = situation.after["notified_at"]
    return ended(situation, guards.going_on(situation.facts), told)


def ended(situation: Situation, pauses: Iterable[Facts], until: str = "") -> Payload:
    """Return ``pauses`` with their end: as it is stated, else ``until``, else now."""
    found: Payload = {}
    for pause in pauses:
        last = max(until, pause["from"]) if until else situation.stamp
        end = {"until": last, **situation.entry}
        found[f"{entries.PAUSES}/{pause['id']}"] = {**entries.written(pause), **end}
    return found


def _extended(right: Right) -> Callable[[Situation], Payload]:
    def enter(situation: Situation) -> Payload:
        entry = {**authored(situation), **situation.entry}
        return {
            _name(entries.EXTENSIONS, situation, clock): {
                **entry,
                "kind": extension.id,
                "rule": clock.rule.id,
                **({"late": True} if guards.is_late(situation, clock) else {}),
            }
            for clock, extension in guards.extendable(situation, right)
        }

    return enter


def _restarted(situation: Situation) -> Payload:
    """Return the new facts as they came, and when they were entered where that was later."""
    entry = {**authored(situation), **situation.entry}
    late = {} if entry["at"] == situation.stamp else {"entered_at": situation.stamp}
    return {f"{entries.RESTARTS}/{situation.entry_id}": {**entry, **late}}


def _agreed(situation: Situation) -> Payload:
    entry = {**authored(situation), **situation.entry}
    return {
        _name(entries.AGREED, situation, clock): {**entry, "rule": clock.rule.id}
        for clock in guards.agreeable(situation)
    }


def _name(collection: str, situation: Situation, clock: CaseClock) -> str:
    """Return the name of an entry about one clock, as an act may move several clocks."""
    return f"{collection}/{situation.entry_id}.{clock.rule.id}"


def _reopened(situation: Situation) -> Payload:
    """Return the archived values of the closed round, and the restart of the clocks."""
    kept = {name: situation.facts[name] for name in _stated(situation.facts)}
    entry = {**authored(situation), **situation.entry}
    return {
        f"{entries.ROUNDS}/{situation.entry_id}": {**entry, "facts": kept},
        f"{entries.RESTARTS}/{situation.entry_id}": entry,
    }


def _begun_again(situation: Situation, _changes: Facts) -> Payload:
    """Return the round's fields, empty, and who has the case if its handler is gone."""
    return {**dict.fromkeys(_stated(situation.facts)), **kept_by(situation)}


def _begins_again(situation: Situation) -> State:
    way = way_of(situation.facts)
    return State.TO_INVESTIGATE if way is OF_COMPLAINTS else way.begins()


def _stated(facts: Facts) -> Iterable[str]:
    return [name for name in ROUND if facts.get(name) is not None]


CLOCK_STEPS: Final = (
    Step(
        Action.PAUSE,
        Right.RECORD,
        ON_COMPLAINTS,
        entry=entries.PAUSES,
        entry_needs=("kind",),
        enters=_paused,
        checks=(guards.a_clock_may_pause, guards.pause_is_proven, guards.pause_is_plausible),
    ),
    Step(
        Action.RESUME,
        Right.RECORD,
        ON_COMPLAINTS,
        entry=entries.PAUSES,
        asks=("until", "evidence", "notice_on"),
        enters=_resumed,
        checks=(guards.pause_goes_on,),
    ),
    Step(
        Action.EXTEND,
        Right.EXTEND,
        ON_COMPLAINTS,
        entry=entries.EXTENSIONS,
        asks=("reason", "notice_on", "notice_no"),
        entry_needs=("reason",),
        enters=_extended(Right.EXTEND),
        checks=(guards.something_can_be_extended(Right.EXTEND), guards.notice_is_plausible),
        is_signed=True,
    ),
    Step(
        Action.EXTEND_FURTHER,
        Right.EXTEND_FURTHER,
        ON_COMPLAINTS,
        entry=entries.EXTENSIONS,
        entry_needs=("reason", "approved_by", "approval_no"),
        enters=_extended(Right.EXTEND_FURTHER),
        checks=(
            guards.something_can_be_extended(Right.EXTEND_FURTHER),
            guards.notice_is_plausible,
        ),
        is_signed=True,
    ),
    Step(
        Action.RESTART,
        Right.RECORD,
        ON_COMPLAINTS,
        entry=entries.RESTARTS,
        entry_needs=("reason", "evidence"),
        enters=_restarted,
        checks=(guards.restart_is_plausible,),
    ),
    Step(
        Action.AGREE,
        Right.RECORD,
        ON_COMPLAINTS,
        entry=entries.AGREED,
        entry_needs=("on", "evidence"),
        enters=_agreed,
        checks=(guards.a_date_can_be_agreed,),
    ),
    Step(
        Action.REOPEN,
        Right.REOPEN,
        dict.fromkeys((State.TO_FOLLOW_UP, State.CLOSED, State.ARCHIVED), State.TO_INVESTIGATE),
        entry=entries.ROUNDS,
        entry_needs=("reason",),
        enters=_reopened,
        follows=_begun_again,
        leads=_begins_again,
        leads_to=tuple(way.states[0] for way in WAYS if way is not OF_COMPLAINTS),
        writes=(*ROUND, "handler", f"{entries.RESTARTS}/"),
        checks=(guards.is_not_merged,),
        is_signed=True,
    ),
)
