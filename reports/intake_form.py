"""The complaint's intake sheet, laid out as the paper form 消费投诉登记表 (domain.md 9.4 F1)."""

from typing import Final

from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.rules.case.classification import of_office
from desk.rules.case.fields import BY_ID
from desk.rules.case.values import spoken
from reports.making import Making
from reports.table import Box, RuledForm

ROWS: Final = (
    ("registered_at", "received_at", "received_by"),
    ("complainant.name", "complainant.form", "complainant.birth_year"),
    ("complainant.id_type", "complainant.id_no"),
    ("complainant.phone", "complainant.email"),
    ("complainant.address",),
    ("party_type", "standing", "people_count"),
    ("agent",),
    ("representatives",),
    ("complained_unit", "complained_staff"),
    ("channel", "forwarded_by", "forward_no"),
    ("business_channel", "product_line", "sales_channel", "insurance_line", "phase", "product"),
    ("cause", "dispute", "issue", "topic", "grade"),
    ("occurred_on", "amount", "account_tail"),
    ("contract_no", "third_party"),
    ("facts",),
    ("demands",),
    ("demand_text",),
    ("grounds",),
    ("sensitive", "vulnerable"),
    ("repeat_of", "late_reason"),
)
SELDOM: Final = frozenset(
    {"agent", "representatives", "grounds", "sensitive", "repeat_of", "contract_no"}
)
TALL: Final = {"facts": 5, "demand_text": 2}


def intake_form(facts: Facts, making: Making) -> RuledForm:
    """Return the form filled with ``facts``, which are masked or not.

    Rows for rare fields are left out when empty.
    """
    rows = [[Box(say(mark("Registered by the office")), making.office), _box("case_no", facts)]]
    asks = of_office(making.settings).asks
    for names in (tuple(filter(asks, row)) for row in ROWS):
        if names[0] in SELDOM and not any(facts.get(name) for name in names):
            continue
        rows.append([_box(name, facts, making) for name in names])
    return RuledForm([*rows, *_by_hand(making)])


def _box(name: str, facts: Facts, making: Making | None = None) -> Box:
    if name == "case_no":
        return Box(say(mark("Case number")), str(facts["case_no"]))
    value = facts.get(name)
    text = making.people.spoken(BY_ID[name], value) if making else spoken(name, value)
    return Box(say(BY_ID[name].words), text, lines=TALL.get(name, 1))


def _by_hand(making: Making) -> list[list[Box]]:
    """Return the rows to fill in by hand: consent, notice, opinion, signatures."""
    years = making.settings.number("retention_years")
    notice = say(
        mark(
            "The personal data on this form serves to handle this complaint, as the law demands. "
            "{office} keeps it for {years} years after closing; you may ask to see, copy, correct "
            "or delete it at the complaint telephone {phone}."
        ),
        office=making.office,
        years=years,
        phone=making.settings.text("complaint_phone"),
    )
    sign = say(mark("Signature and date"))
    return [
        [Box(say(mark("Delivery by electronic means")), say(mark("□ agreed    □ not agreed")))],
        [Box(say(mark("Notice on personal data")), notice)],
        [Box(say(mark("Opinion of the person in charge")), lines=3)],
        [Box(say(mark("Complainant")) + "\n" + sign), Box(say(mark("Handler")) + "\n" + sign)],
    ]
