"""Guards: conditions of steps; each refusal says what to do."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import ClassVar, Final

from desk.base.errors import Refusal, refuse_all
from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.rules.case.codes import code_label
from desk.rules.case.fields import BY_ID, Field, Kind
from desk.rules.case.life import NEXT_STEP, Action, State
from desk.rules.case.values import is_empty, out_of_use
from desk.rules.case.ways import COMPLAINT, counted_in, way_of
from desk.rules.people.person_id import person_id
from desk.rules.people.recusal import is_recused, keeps_away
from desk.rules.people.rights import People, Person, Right, Role
from desk.rules.steps.situation import Situation


class WrongState(Refusal):
    """The case's state does not allow the action."""

    text: ClassVar[str] = mark(
        "“{action}” cannot be done while the case is “{state}”; next comes: {next_step}."
    )


class CaseEnded(Refusal):
    """The case is archived; nothing more is done with it."""

    text: ClassVar[str] = mark(
        "The case is archived, so nothing can be changed in it. If something must be put right, "
        "have it reopened by a supervisor or the director."
    )


class LivesOn(Refusal):
    """The case was merged; it is worked on under another number."""

    text: ClassVar[str] = mark(
        "This case was merged into {other} and lives on there. "
        "Do it in that case, or undo the merger first."
    )


class NotTaken(Refusal):
    """A field was stated that the step does not take."""

    text: ClassVar[str] = mark("“{label}” cannot be stated with this step. Use: {takes}.")


class TakenElsewhere(Refusal):
    """A field was stated that other steps take."""

    text: ClassVar[str] = mark(
        "“{label}” is not stated with this step. It is stated with: {steps}."
    )


class Missing(Refusal):
    """A field must be stated first."""

    text: ClassVar[str] = mark("{label} is missing.")


class InFuture(Refusal):
    """Something is said to have happened later than now."""

    text: ClassVar[str] = mark(
        "{label}: {moment} lies in the future. State when it really happened."
    )


class BeforeReceipt(Refusal):
    """Something is said to have happened before the complaint came in."""

    text: ClassVar[str] = mark(
        "{label}: {moment} lies before the complaint was received ({received}). "
        "Correct one of the two."
    )


class UnknownHandler(Refusal):
    """The handler is nobody who works here."""

    text: ClassVar[str] = mark(
        "“{handler}” is not a person of this office who may handle cases. "
        "Choose a specialist, a supervisor or the director."
    )


class GoesToNobody(Refusal):
    """The case would go back to somebody who can handle none."""

    text: ClassVar[str] = mark(
        "This would give the case to {person}, who can no longer handle cases here. "
        "Assign it to somebody else instead."
    )


class Gone(Refusal):
    """A task for somebody whose account is closed."""

    text: ClassVar[str] = mark("The account of {person} is closed. Name somebody who works here.")


class Recused(Refusal):
    """The person has an interest in the matter (第17条)."""

    text: ClassVar[str] = mark(
        "{person} is complained of or recused in this case and may not handle it. "
        "Choose somebody else."
    )


class HandlerConcerned(Refusal):
    """A correction names the handler among those complained of."""

    text: ClassVar[str] = mark(
        "{person} handles this case. Assign it to somebody else first, or record the recusal, "
        "which takes the case from her."
    )


class OwnPlan(Refusal):
    """Somebody wants to approve what she planned."""

    text: ClassVar[str] = mark("You fixed this plan yourself, so somebody else must approve it.")


class SameVisitor(Refusal):
    """The handler wants to follow up her own case."""

    text: ClassVar[str] = mark(
        "The follow-up is done by somebody else than the handler, {handler}."
    )


class SideExit(Refusal):
    """An outcome that is reached by its own action."""

    text: ClassVar[str] = mark(
        "“{outcome}” is recorded by its own step, not here. Choose that step under “More”."
    )


class NoNotice(Refusal):
    """The complainant was not told."""

    text: ClassVar[str] = mark(
        "The complainant has not been notified. "
        "Record the notice, or the proof that nobody could be reached."
    )


class NoAttempt(Refusal):
    """Unreachable, but nobody tried."""

    text: ClassVar[str] = mark(
        "Nobody could be reached, but no attempt is recorded. Record at least one contact first."
    )


class NoFollowUp(Refusal):
    """The follow-up is missing."""

    text: ClassVar[str] = mark(
        "The follow-up is missing. Record it first; if nobody answers, record that."
    )


class NoGroup(Refusal):
    """A complex complaint that one department would answer alone."""

    text: ClassVar[str] = mark(
        "This is a complex complaint: a group of several departments answers it. Name at least one "
        "department and its liaison under “{label}”; if it is simple, correct its complexity first."
    )


class FileIncomplete(Refusal):
    """The archive's mandatory set is incomplete."""

    text: ClassVar[str] = mark("The file is not complete. Record first: {missing}.")


class LeavesTheLaw(Refusal):
    """A plain correction that would take a complaint from its legal deadlines."""

    text: ClassVar[str] = mark(
        "This would take the complaint from its legal deadlines. Use “{action}” instead, with a "
        "reason and somebody who approves it."
    )


class NothingChanges(Refusal):
    """A correction that corrects nothing."""

    text: ClassVar[str] = mark("Nothing was changed: state at least one field with a new value.")


Check = Callable[[Situation], None]
COMPLEX: Final = "complex"
GROUP: Final = "co_departments"


def state_allows(situation: Situation, action: Action, states: Collection[State]) -> None:
    """Refuse ``action`` unless the case is in one of ``states``."""
    if situation.state in states:
        return
    if situation.state is State.CLOSED and situation.facts.get("outcome") == "merged":
        raise LivesOn(other=situation.facts.get("merged_into") or "")
    next_step = NEXT_STEP.get(situation.state)
    if next_step is None:
        raise CaseEnded
    raise WrongState(action=action, state=situation.state, next_step=next_step)


def nothing_else_is_given(
    situation: Situation, takes: Collection[str], parts: Sequence[Field]
) -> None:
    """Refuse fields that the step does not accept."""
    labels = [say(BY_ID[name].words) for name in takes]
    labels += [say(part.words) for part in parts]
    refuse_all(
        [
            NotTaken(field=name, label=say(BY_ID[name].words), takes=labels)
            for name in situation.given
            if name not in takes
        ]
    )


def codes_are_in_use(situation: Situation, parts: Sequence[Field]) -> None:
    """Refuse codes out of use: for the case when it was received, for an entry today.

    Those of the case may stay.
    """
    facts, today = situation.facts, situation.now.date()
    received = date.fromisoformat(facts["received_at"][:10])
    found = [
        refusal
        for name, value in situation.given.items()
        for refusal in out_of_use(BY_ID[name], value, facts.get(name), received)
    ]
    for part in parts:
        found += out_of_use(part, situation.entry.get(part.id), None, today)
    refuse_all(found)


def needed_fields_are_there(situation: Situation, needs: Collection[str]) -> None:
    """Refuse when a required field is empty; all missing ones at once."""
    missing = [name for name in needs if is_empty(situation.after.get(name))]
    refuse_all([Missing(field=name, label=say(BY_ID[name].words)) for name in missing])


def moments_are_plausible(situation: Situation, changes: Facts) -> None:
    """Refuse moments in the future or before the complaint came in."""
    for name, value in changes.items():
        if BY_ID[name].kind is Kind.MOMENT and not is_empty(value):
            is_ours = name not in {"received_at", "regulator_received_at"}
            check_moment(situation, name, say(BY_ID[name].words), value, is_ours=is_ours)


def check_moment(
    situation: Situation, name: str, words: str, value: str, *, is_ours: bool = True
) -> None:
    """Refuse moments in the future, and the office's own moments before the complaint."""
    moment, received = datetime.fromisoformat(value), situation.facts["received_at"]
    if value > situation.stamp:
        raise InFuture(field=name, label=words, moment=moment)
    if is_ours and value < received:
        raise BeforeReceipt(
            field=name, label=words, moment=moment, received=datetime.fromisoformat(received)
        )


KEEPERS = (Role.SPECIALIST, Role.SUPERVISOR, Role.DIRECTOR)  # who may handle a case


def may_keep(person: Person) -> bool:
    """Say whether she may handle cases: her account is open and her role is one for that."""
    return person.active and person.role in KEEPERS


def keeps_no_more(people: People, who: str | None) -> bool:
    """Say whether ``who`` is known here and may handle no case."""
    person = people.get(who or "")
    return person is not None and not may_keep(person)


def kept_by(situation: Situation) -> Facts:
    """Return who has a case that comes back to somebody who may handle none any more.

    It falls to whoever brings it back, who may handle cases and assigns it further; {} where
    the handler is still there.
    """
    actor, handler = situation.actor, situation.facts.get("handler")
    if not keeps_no_more(situation.people, handler):
        return {}
    return {"handler": actor.login if may_keep(actor) else None}


def known_keeper(people: People, field: str, login: str) -> Person:
    """Return whom ``login`` means.

    Raises:
        UnknownHandler: She does not work here or may not handle cases.
    """
    person = people.get(login)
    if person is None or not may_keep(person):
        raise UnknownHandler(field=field, handler=login)
    return person


def handler_is_known(situation: Situation) -> None:
    """Refuse a handler who does not work here or may not record."""
    known_keeper(situation.people, "handler", situation.after["handler"])


def need_keeper(people: People, changes: Facts) -> None:
    """Refuse ``changes`` outside of steps that give a case to somebody who may handle none.

    Raises:
        GoesToNobody: The handler's account is closed, or her role is no longer one for that.
    """
    handler = changes.get("handler")
    if keeps_no_more(people, handler):
        raise GoesToNobody(person=people.name(handler))


def need_present(people: People, field: str, named: str) -> None:
    """Refuse a task for somebody, by login or by name, whose account is closed.

    Raises:
        Gone: She was here, and nobody of that login or name is.
    """
    meant = [one for one in people.values() if named in (one.login, one.name)]
    if meant and not any(one.active for one in meant):
        raise Gone(field=field, person=people.name(meant[0].id))


def liaisons_are_present(situation: Situation) -> None:
    """Refuse a liaison of a co-department whose account is closed."""
    for helper in situation.given.get("co_departments") or ():
        need_present(situation.people, "co_departments", helper.get("liaison") or "")


def is_complex(facts: Facts) -> bool:
    """Say whether a case is a complex one."""
    return facts.get("complexity") == COMPLEX


def group_is_named(situation: Situation) -> None:
    """Refuse a plan of a complex complaint without the departments of its group (种000; 14.5)."""
    if is_complex(situation.facts) and is_empty(situation.after.get(GROUP)):
        label = say(BY_ID[GROUP].words)
        raise NoGroup(field=GROUP, label=label)


def handler_is_not_recused(situation: Situation) -> None:
    """Refuse a handler with an interest in the matter (第17条 回避)."""
    handler = situation.people[situation.after["handler"]]
    if is_recused(handler, situation.after):
        raise Recused(field="handler", person=handler.name)


def handler_stays_free(situation: Situation) -> None:
    """Refuse a correction that makes the present handler recused (第17条 回避)."""
    people, handler = situation.people, situation.after.get("handler") or ""
    if keeps_away(person_id(handler), people.names.get(handler), situation.after):
        raise HandlerConcerned(person=people.name(handler))


def actor_is_not_recused(situation: Situation) -> None:
    """Refuse an actor with an interest in the matter (第17条 回避)."""
    if is_recused(situation.actor, situation.after):
        raise Recused(person=situation.actor.name)


def actor_may_take_part(situation: Situation) -> None:
    """Refuse any step by somebody who is recused already (第17条 回避)."""
    if is_recused(situation.actor, situation.facts):
        raise Recused(person=situation.actor.name)


def entry_parts_are_there(
    situation: Situation, parts: Sequence[Field], needs: Collection[str]
) -> None:
    """Refuse an entry without a required part; all missing ones at once."""
    missing = [
        part for part in parts if part.id in needs and is_empty(situation.entry.get(part.id))
    ]
    refuse_all([Missing(field=part.id, label=say(part.words)) for part in missing])


def contact_is_plausible(situation: Situation) -> None:
    """Refuse a contact in the future or before the complaint came in."""
    at = situation.entry.get("at", situation.stamp)
    check_moment(situation, "at", say(mark("When")), at)


def another_person_planned(situation: Situation) -> None:
    """Refuse self-approval (the four-eyes rule)."""
    if person_id(situation.facts.get("planned_by")) == situation.actor.id:
        raise OwnPlan


def outcome_is_no_side_exit(situation: Situation) -> None:
    """Refuse outcomes that have a separate action."""
    outcome = situation.after.get("outcome")
    if outcome in ("withdrawn", "merged"):
        raise SideExit(field="outcome", outcome=code_label("outcome", outcome))


def another_person_follows_up(situation: Situation) -> None:
    """Refuse a follow-up by the handler if somebody else could do it (domain.md 9.4 F18)."""
    actor = situation.actor
    others = [
        person
        for person in situation.people.values()
        if person.active and person.id != actor.id and person.may(Right.RECORD)
    ]
    if person_id(situation.facts.get("handler")) == actor.id and others:
        raise SameVisitor(handler=actor.name)


ARCHIVE_SET = ("facts", "contacts", "investigation", "plan", "notice_proof", "follow_up")
ON_THE_SPOT_SET = ("facts", "contacts", "execution", "notice_proof", "follow_up")


def was_on_the_spot(facts: Facts) -> bool:
    """Say whether the case was resolved on the spot, and not taken up again since."""
    told = (one for one in facts.get("contacts") or () if one.get("resolves"))
    return any(one["at"] == facts.get("executed_at") for one in told)


def file_is_complete(situation: Situation) -> None:
    """Refuse archiving while a mandatory document is missing (domain.md 9.4, S35)."""
    facts, way = situation.facts, way_of(situation.facts)
    if facts.get("outcome") == "merged":
        needed: tuple[str, ...] = ("facts",)
    elif facts.get("outcome") in ("withdrawn", "declined"):
        needed = ("facts", "remarks")
    elif way.settles:
        needed = ("facts", next((n for n in way.settled_by if facts.get(n)), way.settled_by[0]))
    elif was_on_the_spot(facts):
        needed = ON_THE_SPOT_SET
    elif facts.get("unreachable_proof"):
        needed = ("facts", "contacts", "investigation", "plan", "unreachable_proof")
    else:
        needed = ARCHIVE_SET
    words = {name: BY_ID[name].words for name in needed if name in BY_ID}
    words["contacts"] = mark("Contacts")
    missing = [say(words[name]) for name in needed if is_empty(facts.get(name))]
    if missing:
        raise FileIncomplete(missing=missing)


def the_law_goes_on(situation: Situation) -> None:
    """Refuse to make a consumer's complaint another party's without reason and approval (R1)."""
    tables = counted_in(situation.facts), counted_in(situation.after)
    if tables[0] == COMPLAINT != tables[1]:
        raise LeavesTheLaw(field="party_type", action=Action.CORRECT)


def something_changes(situation: Situation) -> None:
    """Refuse a correction without any change."""
    if all(situation.facts.get(name) == value for name, value in situation.given.items()):
        raise NothingChanges


def years_later(day: date, years: int) -> str:
    """Return the same day ``years`` later as ISO text; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years).isoformat()
    except ValueError:
        return date(day.year + years, 3, 1).isoformat()
