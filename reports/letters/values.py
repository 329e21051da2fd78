"""The values of a form's variables for one case."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from desk.base.resources import read_toml
from desk.base.shapes import Facts
from desk.base.words import shown
from desk.reads.case_file import CaseFile
from desk.rules.case.classification import FIRST, Classification, classifications, of_office
from desk.rules.case.entries import EXTENSIONS
from desk.rules.case.fields import BY_ID, Field, Kind
from desk.rules.case.life import Action
from desk.rules.forms.form_templates import (
    ENDING,
    ENTRY,
    GIVEN,
    OFFICE,
    OPTIONAL,
    VARIABLE,
    WORDS,
    UnknownVariable,
    alternatives,
    ended,
    entry_parts,
    shipped,
)
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.steps.kinds import of_step
from desk.rules.time.case_clocks import CaseClock
from reports.discreet import Veil, sight_of
from reports.letters.amount_words import in_capitals
from reports.making import Making

PROOF: Final = "F12"
BLANK: Final = "________"  # to be filled in by hand
LETTER_NO: Final = "{letter_no}"  # stays in the content until the letter has a number


@dataclass(frozen=True)
class Values:
    """The values of one case's variables.

    Attributes:
        texts: By name; "" when empty.
        given: Typed variables of this letter, by name without "given.".
        classes: What classifies a complaint at this kind of office.
    """

    texts: Mapping[str, str]
    given: Mapping[str, str]
    classes: Classification

    def is_asked(self, text: str) -> bool:
        """Say whether ``text`` is more than one field that only other kinds of office ask for."""
        only = VARIABLE.fullmatch(text.strip())
        return only is None or self.classes.asks(only[1])

    def text(self, hole: str) -> str:
        """Return the first alternative of ``hole`` that says something, or "".

        Raises:
            UnknownVariable: It names a variable that does not exist.
        """
        said = (self._said(part) if is_name else part for part, is_name in alternatives(hole))
        return next((text for text in said if text), "")

    def _said(self, name: str) -> str:
        if name.startswith(GIVEN):
            return self.given.get(name.removeprefix(GIVEN), "")
        if name not in self.texts:
            raise UnknownVariable(name=name)
        return self.texts[name]

    def filled(self, text: str, blank: str = "") -> str:
        """Return ``text`` with its holes filled in; ``blank`` for empty ones.

        A piece in double brackets is left out where a hole in it is empty; a full stop behind a
        hole, where what fills it ends its sentence itself.
        """
        whole = OPTIONAL.sub(lambda found: found[1] if self._is_whole(found[1]) else "", text)
        return ENDING.sub(lambda one: ended(self.text(one[1]) or blank, one["stop"]), whole)

    def _is_whole(self, piece: str) -> bool:
        return all(self.text(hole) for hole in VARIABLE.findall(piece))

    def says_nothing(self, text: str) -> bool:
        """Say whether nothing is left of ``text`` but what stands around empty holes."""
        holes = VARIABLE.findall(text)
        return bool(holes) and not any(self.text(hole) for hole in holes)


NOTHING: Final = Values({}, {}, classifications()[FIRST])


def values_of(
    case: CaseFile, making: Making, given: Mapping[str, str], *, in_clear: bool
) -> Values:
    """Return the values of the variables for ``case``.

    Args:
        case: In clear when ``in_clear``.
        making: Who makes the form, where and when.
        given: What was typed for it.
        in_clear: Personal data unmasked.
    """
    sight = sight_of(case.facts, is_full=in_clear, names=case.names)
    facts = sight.facts(case.facts)
    texts = {name: _spoken(field, facts.get(name), making) for name, field in BY_ID.items()}
    texts.update(_office(making))
    texts.update(_derived(case, making, sight))
    texts.update(_entries(case, making, sight))
    typed = {name: _dated(str(text)) for name, text in given.items()}
    return Values(texts, typed, of_office(making.settings))


def _spoken(field: Field, value: Any, making: Making) -> str:
    if field.id == "compensation" and not Decimal(value or 0):
        return ""  # none was granted
    if value and field.kind is Kind.MOMENT:
        return datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M")
    return making.people.spoken(field, value)


def _office(making: Making) -> Iterator[tuple[str, str]]:
    return ((name, str(making.settings[setting])) for name, setting in OFFICE.items())


def decision_clock(clocks: Iterable[CaseClock]) -> CaseClock | None:
    """Return the clock of the decision among ``clocks``, or None where none runs."""
    return next((clock for clock in clocks if clock.rule.id == "decide"), None)


def _derived(case: CaseFile, making: Making, sight: Veil) -> dict[str, str]:
    facts = case.facts
    decide, before = decision_clock(case.clocks), decision_clock(case.unextended())
    extended = facts.get(EXTENSIONS) or ()
    is_refused = facts.get("outcome") in ("declined", "withdrawn")
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
        "due_before": long_day(before.due.on) if before else "",
        "extension_kind": _extension_kind(extended, decide),
        "review_to": _review_to(making) if decide else "",
        "compensation_words": _in_capitals(facts.get("compensation")),
        "extensions_told": _extensions_told(extended, decide, making, sight),
        "ended_because": sight.text(facts.get("remarks") or "") if is_refused else "",
        "followed_up_by": _last_author(case, making, of_step(Action.FOLLOW_UP).id),
    }


def _in_capitals(amount: str | None) -> str:
    """Return what was granted in capital numerals, or ""."""
    yuan = Decimal(amount or 0)
    return in_capitals(yuan) if yuan else ""


def _review_to(making: Making) -> str:
    """Return where a review is applied for; only a branch's decision is reviewed (R21)."""
    settings = making.settings
    name, address = (settings.text(f"superior_{part}") for part in ("name", "address"))
    is_head = settings.text("office_role") == HEAD_OFFICE
    return "" if is_head or not name else f"{name}（{address}）" if address else name


def _extension_kind(extended: Sequence[Facts], decide: CaseClock | None) -> str:
    """Return which kind of extension the newest one is, in the boxes of the form (R18)."""
    known = decide.rule.extensions if decide else {}
    newest = max(extended, key=lambda one: str(one["at"]), default=None)
    found = known.get(newest["kind"]) if newest else None
    words = read_toml(WORDS)["extension_kinds"]
    return str(words[found.right if found else "none"])


def _extensions_told(
    extended: Sequence[Facts], decide: CaseClock | None, making: Making, sight: Veil
) -> str:
    """Return the extensions of the case in words, or ""."""
    rule = decide.rule if decide else None
    ends = {kind: one.title(rule.unit) for kind, one in rule.extensions.items()} if rule else {}
    words: str = read_toml(WORDS)["extended"]
    told = [
        words.format(
            day=long_day(date.fromisoformat(one["at"][:10])),
            to=ends.get(one["kind"], one["kind"]),
            by=one.get("approved_by") or making.people.name(one["by"]),
            reason=sight.text(one.get("reason", "")).rstrip("。"),
        )
        for one in extended
    ]
    return "；".join(told) + "。" if told else ""


def _last_author(case: CaseFile, making: Making, kind: str) -> str:
    authors = [told.author for told in case.story if told.kind == kind]
    return making.people.name(authors[-1]) if authors else ""


def _entries(case: CaseFile, making: Making, sight: Veil) -> Iterator[tuple[str, str]]:
    """Yield the variables of entries: those of the newest one of each collection."""
    for name, (collection, _) in ENTRY.items():
        told: Sequence[Facts] = case.facts.get(collection) or ()
        meant = [one for one in told if _is_meant(name, one)]
        newest = meant[-1] if meant else {}
        for part, field in entry_parts(name).items():
            if field is None:
                yield f"{name}.{part}", _added(name, part, newest, case, making)
                continue
            text = _dated(_spoken(field, newest.get(part), making))
            is_typed = field.kind in (Kind.STORY, Kind.TEXT)
            yield f"{name}.{part}", sight.text(text) if is_typed else text


def _is_meant(name: str, entry: Facts) -> bool:
    """Say whether ``entry`` is one of those that the variables ``name`` tell of."""
    match name:
        case "appraisal":
            return bool(entry["kind"] == "appraisal")
        case "letter":  # to the complainant, of which F12 is the proof of service
            return entry["form"] != PROOF and bool(shipped(entry["form"]).get("in_clear"))
    return True


def _added(name: str, part: str, entry: Facts, case: CaseFile, making: Making) -> str:
    """Return a part of an entry that no form asks for: who and when, and what follows from it."""
    match name, part:
        case "rectification", "unit":
            owner = entry.get("owner", "")
            people = making.people.values()
            return next((p.department for p in people if owner in (p.login, p.name)), owner)
        case "extension", "until":
            decide = decision_clock(case.clocks)
            return long_day(decide.due.on) if entry and decide else ""
        case "letter", "title":
            return shipped(entry["form"])["title"]["zh"] if entry else ""
        case _, ("by" | "report_by" | "signed_by" | "verified_by" | "effect_by"):
            return making.people.name(entry.get(part))
    said = str(entry.get(part, ""))
    return said[:16].replace("T", " ") if part == "at" or part.endswith("_at") else _dated(said)


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
