"""Whether two rows of ledgers are about one complaint, and where they say different things.

A number alone does not tell: every outlet's ledger begins with 1, and a book grows after it
was taken in. So what was imported is compared by content before a row counts as known.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, ClassVar, Final, NamedTuple

from desk.base.errors import Refusal
from desk.base.shapes import Facts
from desk.base.words import mark
from desk.rules.case.codes import fold
from desk.rules.case.life import ENDED

# They follow from other facts, or name the import itself.
FOLLOWS: Final = frozenset(
    {"case_no", "import_id", "source_key", "registered_at", "keep_until", "withdrawn_at"}
)
DIGEST_BYTES: Final = 12
GAP: Final = "\x1f"
MIDNIGHT: Final = "T00:00:00"  # of a moment of which the ledger tells the day alone
_RUNNING: Final = re.compile(r"0*[0-9]{1,5}")


class RowChanged(Refusal):
    """A cell of a row that was imported before, and said something else then."""

    text: ClassVar[str] = mark(
        "{case_no} is here already; when it was taken in, the ledger said “{before}” here. The "
        "case stays as it is: put it right there if the ledger is right now."
    )


class OtherWithNumber(Refusal):
    """A running number that another complaint has as well."""

    text: ClassVar[str] = mark(
        "The number {number} belongs to another complaint too, of another person, outlet or "
        "sheet. This one was taken as a case of its own."
    )


class Likeness(NamedTuple):
    """What tells one complaint from another: who complained when, to whom, and about what.

    Attributes:
        day: Of receipt, "2026-03-05", or "".
        name: The complainant's, folded.
        unit: The unit complained of, folded.
        text: A digest of the told facts.
    """

    day: str
    name: str
    unit: str
    text: str

    def is_other(self, other: "Likeness") -> bool:
        """Say whether two rows of one number are about two complaints.

        On one day, one of name and text is enough to be the same; rows of two days need both,
        as nearly equal complaints come every year. Outlets that are named and differ are two.
        """
        if self.unit and other.unit and self.unit != other.unit:
            return True
        has_name = bool(self.name or other.name)
        is_name, is_text = self.name == other.name, self.text == other.text
        if self.day == other.day:
            return not (is_text or (is_name and has_name))
        return not (is_text and is_name)

    @property
    def digest(self) -> str:
        """Return a short digest, equal in every run."""
        return _digest(GAP.join(self))


def likeness(facts: Facts) -> Likeness:
    """Return what tells the complaint in a row's ``facts`` from others."""
    return Likeness(
        str(facts.get("received_at") or "")[:10],
        fold(str(facts.get("complainant.name") or "")),
        fold(str(facts.get("complained_unit") or "")),
        _digest("".join(str(facts.get("facts") or "").split())),
    )


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=DIGEST_BYTES).hexdigest()


def is_running(number: str) -> bool:
    """Say whether a ledger's number is a mere running one, as 1, 2, 3 … in every sheet."""
    return _RUNNING.fullmatch(unicodedata.normalize("NFKC", number)) is not None


def differences(before: Facts, after: Facts, logins: Mapping[str, str]) -> list[str]:
    """Return the fields in which two rows of one complaint differ, as they became cases.

    Spaces, dashes and width do not matter, nor who of the ledger's people has an account here
    by now, nor what follows from that.

    Args:
        before: The first act of the case that came from the earlier row.
        after: The same of the new row.
        logins: Login by name and login, as in ``Customs``.
    """
    names = (before.keys() | after.keys()) - FOLLOWS
    found = [name for name in sorted(names) if _differ(before.get(name), after.get(name))]
    if "handler" in found:
        people = (str(told.get("handler") or "") for told in (before, after))
        if len({logins.get(one, one) for one in people}) == 1:
            found.remove("handler")
    if "state" in found and not _has_ended(before) and not _has_ended(after):
        found.remove("state")  # it follows from the moments, or from who may handle cases
    return found


def says(now: Any, cell: Any) -> bool:
    """Say whether a case says ``now`` what a changed cell says; a day holds for its moments."""
    if isinstance(now, str) and isinstance(cell, str) and cell.endswith(MIDNIGHT):
        return now[:10] == cell[:10]
    return not _differ(now, cell)


def _differ(before: Any, after: Any) -> bool:
    if before == after:
        return False
    if isinstance(before, str) and isinstance(after, str):
        return fold(before) != fold(after)
    return True


def _has_ended(facts: Facts) -> bool:
    return facts.get("state") in {state.value for state in ENDED}
