"""Assessment 考核: what the frozen cases of a period give a person or a department, with formulas.

It counts what a closed report kept, so a score never changes behind anybody's back. A person sees
her own; nobody is ranked. Sources: domain.md 14.12 (种002); 令2020年第3号 第27条.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import in_language, mark, say
from desk.rules.people.rights import Person, Right
from desk.rules.reports.recount import ESCALATED, NO_ANSWER, SATISFIED, Counted, went

TENTH: Final = Decimal("0.1")


class NotYourAssessment(Refusal):
    """Somebody asks for another person's or department's assessment."""

    text: ClassVar[str] = mark(
        "Only supervisors, directors and auditors see other people's assessments. "
        "You can see your own."
    )


class NotFrozenYet(Refusal):
    """The period's report is not closed."""

    text: ClassVar[str] = mark(
        "The figures of {period} are not frozen yet. Close its report first; then it is assessed."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredShare:
    """One share of an assessment.

    Attributes:
        id: In ``resources/assessment.toml``.
        words: Its title, ``{"zh": …, "en": …}``.
        cases: Numbers of the cases that count.
        missed: Numbers of those that fail it.
        weight: Points at most.
        target: Per cent that give them.
        points: To the tenth; None where too few cases count.
    """

    id: str
    words: dict[str, str]
    cases: list[str]
    missed: list[str]
    weight: int
    target: int
    points: Decimal | None

    @property
    def title(self) -> str:
        """Return its title in the office's language."""
        return in_language(self.words)

    @property
    def met(self) -> int:
        """Return how many cases meet it."""
        return len(self.cases) - len(self.missed)

    @property
    def formula(self) -> str:
        """Return how its points come about, in numbers."""
        if self.points is None:
            return say(mark("{met} of {of}: too few to judge"), met=self.met, of=len(self.cases))
        text = mark("{weight} × ({met} ÷ {of}) ÷ {target} %")
        told = {"met": self.met, "of": len(self.cases), "target": self.target}
        return say(text, weight=self.weight, **told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """An assessment.

    Attributes:
        shares: In the order of the resource.
        total: Of 100 points; None where nothing is judged.
    """

    shares: list[ScoredShare]
    total: Decimal | None


# Of each share: which of the closed cases count, and which meet it.
_Test = Callable[[Counted], bool]
_SHARES: Final[dict[str, tuple[_Test, _Test]]] = {
    "in_time": (lambda _: True, lambda case: not case["late"]),
    "resolved": (lambda _: True, lambda case: case["outcome"] in ("agreed", "mediated")),
    "satisfied": (
        lambda case: case["satisfaction"] not in NO_ANSWER,
        lambda case: case["satisfaction"] in SATISFIED,
    ),
    "followed_up": (lambda _: True, lambda case: bool(case["followed_up"])),
    "settled_here": (lambda _: True, lambda case: not case.get(ESCALATED)),
}


def score(cases: Iterable[Counted]) -> Score:
    """Return the assessment of ``cases``: those among them that were closed in the period.

    Args:
        cases: As a closed report kept them, of one person or department.
    """
    told = read_toml("assessment.toml")
    closed = went(cases)
    shares = []
    for name, entry in told["share"].items():
        counts, meets = _SHARES[name]
        some = [case for case in closed if counts(case)]
        missed = [case["case_no"] for case in some if not meets(case)]
        points = None
        if len(some) >= told["of_at_least"]:
            share = Decimal(100 * (len(some) - len(missed))) / len(some) / entry["target"]
            points = (entry["weight"] * min(share, Decimal(1))).quantize(TENTH, ROUND_HALF_UP)
        shares.append(
            ScoredShare(
                id=name,
                words=entry["title"],
                cases=[case["case_no"] for case in some],
                missed=missed,
                weight=entry["weight"],
                target=entry["target"],
                points=points,
            )
        )
    return Score(shares=shares, total=_total(shares))


def _total(shares: list[ScoredShare]) -> Decimal | None:
    judged = [(one.points, one.weight) for one in shares if one.points is not None]
    if not judged:
        return None
    points, weight = sum(p for p, _ in judged), sum(w for _, w in judged)
    return (Decimal(100) * points / weight).quantize(TENTH, ROUND_HALF_UP)


def need_to_see(reader: Person, by: str, name: str) -> None:
    """Refuse the assessment of somebody else to whoever neither leads nor audits.

    Args:
        reader: Who asks.
        by: "handler" or "department".
        name: Whose: a login, or the department's name.

    Raises:
        NotYourAssessment: It is not hers.
    """
    own = reader.login if by == "handler" else reader.department
    if name != own and not (reader.may(Right.ASSIGN) or reader.may(Right.AUDIT)):
        raise NotYourAssessment
