"""What classifies a complaint, by kind of office, read from ``resources/classification.toml``."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from desk.base.resources import read_toml
from desk.rules.settings import Settings

OFFICE_KIND: Final = "office_kind"  # the setting
FIRST: Final = "bank"  # what figures were counted by that do not say it
UNIT: Final = "unit"  # among what is counted, the only one without codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The classification of one kind of office.

    Attributes:
        id: Its name in the file and in figures.
        business: The field that says what a complaint is about.
        cause: The field that says why.
        way: The field that says by which channel the business was done, or "".
        required: What a complaint must have before the month of its receipt is closed.
        counted: By what that which came in is broken down.
        tables: Which of these the report prints; causes it ranks beside them.
        denominators: To what its complaints are set in proportion.
        has_matrix: The report has units by channel of the business (domain.md 9.6).
    """

    id: str
    business: str
    cause: str
    way: str
    required: tuple[str, ...]
    counted: tuple[str, ...]
    tables: tuple[str, ...]
    denominators: tuple[str, ...]
    has_matrix: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """Return its own fields, in the order of forms."""
        return tuple(name for name in (self.way, self.business, self.cause) if name)

    @property
    def suggested(self) -> tuple[str, ...]:
        """Return the fields for which codes are suggested from a complaint's text."""
        return (self.business, self.cause, "grade", "department")

    @property
    def coded(self) -> tuple[str, ...]:
        """Return the coded fields among those counted."""
        return tuple(name for name in self.counted if name != UNIT)

    def asks(self, name: str) -> bool:
        """Say whether the field ``name`` is for this kind of office: no other kind's alone."""
        return name in self.fields or name not in _of_any()


@cache
def classifications() -> dict[str, Classification]:
    """Return all classifications by id."""
    return {
        name: Classification(
            id=name,
            business=told["business"],
            cause=told["cause"],
            way=told.get("way", ""),
            required=tuple(told["required"]),
            counted=tuple(told["counted"]),
            tables=tuple(told["tables"]),
            denominators=tuple(told["denominators"]),
            has_matrix=told.get("has_matrix", False),
        )
        for name, told in read_toml("classification.toml").items()
    }


@cache
def classification_of(office_kind: str) -> Classification:
    """Return the classification of offices of this kind."""
    told = read_toml("classification.toml")
    return next(one for one in classifications().values() if office_kind in told[one.id]["offices"])


def of_office(settings: Settings) -> Classification:
    """Return the classification of the office that is set so."""
    return classification_of(settings.text(OFFICE_KIND))


@cache
def _of_any() -> frozenset[str]:
    return frozenset(name for one in classifications().values() for name in one.fields)
