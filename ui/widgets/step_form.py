"""The form of a step: its parts and fields, needed ones first, made from the table of steps."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QWidget

from desk.office import Office
from desk.rules.case.classification import of_office
from desk.rules.case.entries import CORRECTIONS
from desk.rules.case.fields import BY_ID
from desk.rules.steps.correction import approvers
from desk.rules.steps.guards import KEEPERS
from desk.rules.steps.step import Step
from ui.base.hub import Hub
from ui.widgets.field_widgets import FieldEdit, edit_for
from ui.widgets.form import Form
from ui.widgets.problems import Problems


def keepers(office: Office) -> list[tuple[str, str]]:
    """Return login and name of everybody whom cases may be given to."""
    people = office.people.values()
    return [(one.login, one.name) for one in people if one.active and one.role in KEEPERS]


Beside = Callable[[FieldEdit], QWidget | None]


def _nothing(_edit: FieldEdit) -> None:
    return None


def step_form(
    hub: Hub,
    step: Step,
    facts: Mapping[str, object],
    problems: Problems,
    beside: Beside = _nothing,
) -> Form:
    """Return the form of ``step``; its fields of the case hold what ``facts`` say already.

    The parts of its entry are empty: one may have the name of a field and mean something else.

    Args:
        hub: For the offers of the office.
        step: Which.
        facts: What is known.
        problems: Where refusals are shown.
        beside: Returns what stands beside the label of a field.
    """
    form = Form(2, problems, lambda: hub.reader.now)
    office = hub.reader.office
    offers = {"department": office.settings.texts("departments")}
    if step.entry == CORRECTIONS:
        offers["approved_by"] = [one.name for one in approvers(office.people, office.acting)]
    asks = of_office(office.settings).asks
    names = (name for name in step.takes if asks(name) or facts.get(name))
    fields = sorted((BY_ID[name] for name in names), key=lambda f: f.id not in step.needs)
    today = hub.reader.now.date()
    received = date.fromisoformat(str(facts.get("received_at") or today)[:10])
    for field in (*step.parts, *fields):
        day = received if field in fields else today
        edit = edit_for(field, lambda name: offers.get(name, []), keepers(office), today=day)
        is_wanted = field.id in (*step.needs, *step.entry_needs)
        form.add(edit, is_wanted=is_wanted, beside=beside(edit))
    form.fill({field.id: facts.get(field.id) for field in fields})
    return form
