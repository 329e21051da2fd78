"""Who somebody is: an office and a login there; two offices may each have a chen.

Facts, rows, acts and the command line write her as text: by her login alone where she is of
the office that writes, else with her office before it, ``0102/chen``. A login has no slash.
"""

import re
from typing import Final, NamedTuple

from desk.rules.case.erasure import LISTED

# Fields of a case that name one person by her login.
PEOPLE_FIELDS: Final = frozenset({"handler", "received_by", "planned_by", "approved_by"})
RECUSALS: Final = ("recused", "complained_staff")  # of those who keep away: logins and names
# All that name somebody, in whatever part of them.
NAMING: Final = PEOPLE_FIELDS | {*RECUSALS, "co_departments", "erased_by", LISTED}
# Parts of entries that name somebody; others do in some entries alone (`people_in_acts`).
PERSON_PARTS: Final = frozenset(
    {
        *("by", "owner", "liaison", "answered_by", "confirmed_by", "effect_by", "lifted_by"),
        *("report_by", "signed_by", "undone_by", "verified_by", "withdrawn_by"),
    }
)
_WRITTEN: Final = re.compile(r"([0-9A-Z]{2,12})/(.+)", re.DOTALL)  # office codes: settings.toml


class PersonId(NamedTuple):
    """Who somebody is.

    Attributes:
        office: Code of her office, "" for the one where this stands.
        login: Her login there; where people type freely, it may be her name.
    """

    office: str
    login: str

    def __str__(self) -> str:
        """Return her as text."""
        return f"{self.office}/{self.login}" if self.office else self.login

    def seen_from(self, here: str, office: str) -> "PersonId":
        """Return her, of whom the office ``office`` tells, as the office ``here`` tells of her."""
        whose = self.office or office
        return PersonId("" if whose == here else whose, self.login)


def person_id(text: object) -> PersonId:
    """Return whom ``text`` means; nothing means nobody, with the login ""."""
    found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    return PersonId(found[1], found[2]) if found else PersonId("", str(text or ""))
