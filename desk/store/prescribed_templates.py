"""Reading the templates prescribed by head office."""

from collections.abc import Iterable
from typing import Any, Final

from desk.rules.forms.prescribed import TEMPLATE, Version, problem_of, versions_in
from desk.store.db import PreparedQuery, Store
from desk.store.record import journal
from desk.store.tables import ActRow

_SUBJECTS: Final = PreparedQuery(
    lambda: (
        ActRow.select(ActRow.subject)
        .where(ActRow.subject >= TEMPLATE, ActRow.subject < TEMPLATE[:-1] + ";")
        .distinct()
    )
)


def read_templates(store: Store) -> dict[str, list[Version]]:
    """Return the prescriptions by form, oldest first.

    Read from the journal itself: there are few, and no table of them.
    """
    subjects = sorted(subject for (subject,) in store.ask_all(_SUBJECTS))
    found = {one.removeprefix(TEMPLATE): journal.folded(store, one).facts for one in subjects}
    return {form: several for form in found if (several := versions_in(form, found[form]))}


def templates_of(store: Store, subjects: Iterable[str]) -> list[dict[str, Any]]:
    """Return the last prescriptions in ``subjects``: form, first day, author, problem."""
    forms = sorted({one.removeprefix(TEMPLATE) for one in subjects if one.startswith(TEMPLATE)})
    found = [versions_in(form, journal.folded(store, TEMPLATE + form).facts) for form in forms]
    return [
        {**several[-1].told, "problem": problem_of(several[-1])} for several in found if several
    ]
