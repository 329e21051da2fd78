"""The ways of a case: which states a kind passes, and what must be recorded on it before it ends.

A complaint goes through the five stages; what is no complaint is answered, and a report of a
violation is handed to the competent office or examined (domain.md 2, R1; 11.2). The open states
of the ways are disjoint, so that a step says by its states on which ways it is taken.
"""

from dataclasses import dataclass
from typing import Final

from desk.base.shapes import Facts
from desk.rules.case.life import ENDED, STAGES, Action, Stage, State
from desk.rules.case.values import is_empty

COMPLAINT: Final = "complaint"
CONSUMER: Final = "customer"  # also where a case says nothing of its party: the law's clocks run


@dataclass(frozen=True, slots=True)
class KindWay:
    """The way of some kinds of cases.

    Attributes:
        kinds: Codes of the list ``kind``.
        states: Its open states, in order.
        settles: Step that gives what must be there before the end; None where the gate says more.
        settled_by: Fields of which one must be stated before the end.
    """

    kinds: frozenset[str]
    states: tuple[State, ...]
    settles: Action | None = None
    settled_by: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[State | Stage, ...]:
        """Return what is shown as its stages, in order."""
        return tuple(Stage) if self.settles is None else (*self.states, State.CLOSED)

    def shown_at(self, state: State) -> State | Stage:
        """Return the stage to which ``state`` belongs; ended cases are at the last one."""
        if self.settles is None:
            return STAGES[state]
        return State.CLOSED if state in ENDED else state

    def begins(self, handler: str | None = None) -> State:
        """Return the state in which a case enters it, with its ``handler`` if it has one."""
        first = self.states[0]
        return State.TO_INVESTIGATE if handler and first is State.TO_ASSIGN else first

    def is_settled(self, facts: Facts) -> bool:
        """Say whether what must be there before the end is stated."""
        return any(not is_empty(facts.get(name)) for name in self.settled_by)


OF_COMPLAINTS: Final = KindWay(
    frozenset({COMPLAINT}), tuple(state for state in STAGES if state not in ENDED)
)
ANSWERED_ONLY: Final = KindWay(
    frozenset({"inquiry", "suggestion", "praise"}),
    (State.TO_ANSWER, State.ANSWERED),
    Action.ANSWER,
    ("answer",),
)
OF_REPORTS: Final = KindWay(
    frozenset({"report"}),
    (State.TO_EXAMINE, State.EXAMINED),
    Action.HAND_ON,
    ("handed_to", "investigated_at"),
)
WAYS: Final = (OF_COMPLAINTS, ANSWERED_ONLY, OF_REPORTS)
IN_ORDER: Final = (  # all states; what is no complaint stands before, for it needs less
    *(state for way in reversed(WAYS) for state in way.states),
    *(state for state in State if state in ENDED),
)
_OF_KIND: Final = {kind: way for way in WAYS for kind in way.kinds}
_OF_STATE: Final = {state: way for way in WAYS for state in way.states}
ON_COMPLAINTS: Final = {state: state for state in OF_COMPLAINTS.states}  # where a step stays


def way_of_kind(kind: str) -> KindWay:
    """Return the way on which cases of ``kind`` are put."""
    return _OF_KIND.get(kind, OF_COMPLAINTS)


def is_complaint(facts: Facts) -> bool:
    """Say whether a case is on the way of complaints by its kind, whoever complains."""
    return way_of_kind(str(facts.get("kind"))) is OF_COMPLAINTS


def counted_in(facts: Facts) -> str:
    """Return in which table of a report a case is counted: each is in one alone (domain.md 2, R1).

    "complaint" is that of consumers' complaints, the only one of which the law speaks; other
    parties' complaints are counted by the party, everything else by its kind.
    """
    if facts["kind"] != COMPLAINT:
        return str(facts["kind"])
    party = str(facts.get("party_type") or CONSUMER)
    return COMPLAINT if party == CONSUMER else party


def is_other_kind(table: str) -> bool:
    """Say whether a report's ``table`` is one of cases that are no complaints."""
    return table in _OF_KIND and table != COMPLAINT


def way_of(facts: Facts) -> KindWay:
    """Return the way on which a case is, or went.

    An inquiry that an earlier program took through the stages of a complaint ends on that way,
    unless somebody puts it on its own (`Action.CONVERT`).
    """
    own, state = way_of_kind(facts["kind"]), State(facts["state"])
    if state not in ENDED:
        return _OF_STATE[state]
    is_old = own.settles and facts.get("planned_at")
    return OF_COMPLAINTS if is_old else own
