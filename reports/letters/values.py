"""The values of a form's variables for one case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desk.base.resources import read_toml
from desk.base.words import shown
from desk.reads.case_file import CaseFile
from desk.rules.case.fields import BY_ID, Field, Kind
from desk.rules.forms.form_templates import GIVEN, OFFICE, VARIABLE, WORDS, UnknownVariable
from reports.discreet import sight_of
from reports.making import Making

BLANK: Final = "________"  # to be filled in by hand
LETTER_NO: Final = "{letter_no}"  # stays in the content until the letter has a number


@dataclass(frozen=True)
class Values:
    """The values of one case's variables.

    Attributes:
        texts: By name; "" when empty.
        given: Typed variables of this letter, by name without "given.".
    """

    texts: Mapping[str, str]
    given: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return the value of the variable ``name``, or "".

        Raises:
            UnknownVariable: There is none.
        """
        if name.startswith(GIVEN):
            return self.given.get(name.removeprefix(GIVEN), "")
        if name not in self.texts:
            raise UnknownVariable(name=name)
        return self.texts[name]

    def filled(self, text: str, blank: str = "") -> str:
        """Return ``text`` with its variables filled in; ``blank`` for empty ones."""
        return VARIABLE.sub(lambda found: self.text(found[1]) or blank, text)


def values_of(
    case: CaseFile, making: Making, given: Mapping[str, str], *, in_clear: bool
) -> Values:
    """Return the values of the variables for ``case``.

    Args:
        case: Unmasked.
        making: Who makes the form, where and when.
        given: What was typed for it.
        in_clear: Personal data unmasked.
    """
    facts = sight_of(case.facts, is_full=in_clear).facts(case.facts)
    texts = {name: _spoken(field, facts.get(name), making) for name, field in BY_ID.items()}
    texts.update(_office(making))
    texts.update(_derived(case, making))
    return Values(texts, {name: _dated(str(text)) for name, text in given.items()})


def _spoken(field: Field, value: Any, making: Making) -> str:
    if value and field.kind is Kind.MOMENT:
        return datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M")
    return making.people.spoken(field, value)


def _office(making: Making) -> Iterator[tuple[str, str]]:
    return ((name, str(making.settings[setting])) for name, setting in OFFICE.items())


def _derived(case: CaseFile, making: Making) -> dict[str, str]:
    facts = case.facts
    decide = next((clock for clock in case.clocks if clock.rule.id == "decide"), None)
    received = datetime.fromisoformat(facts["received_at"]).date()
    return {
        "case_no": case.case_no,
        "state": shown(case.state),
        "letter_no": LETTER_NO,
        "today": making.at.date().isoformat(),
        "today_long": long_day(making.at.date()),
        "received_day": long_day(received),
        "due_on": long_day(decide.due.on) if decide else "",
        "handler_name": making.people.name(facts.get("handler")),
        "approved_name": making.people.name(facts.get("approved_by")),
        "made_by": making.by.name,
    }


def _dated(text: str) -> str:
    """Return a typed day in the format of letters; any other text unchanged."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return long_day(day) if text == day.isoformat() else text


def long_day(day: date) -> str:
    """Return ``day`` in the format of letters."""
    words: str = read_toml(WORDS)["long_day"]
    return words.format(year=day.year, month=day.month, day=day.day)
