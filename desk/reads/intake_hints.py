"""Hints while a complaint is typed: the person's earlier cases, similar cases, codes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from desk.base.shapes import Facts, JsonObject, Payload
from desk.base.words import label_all, mark, say, shown
from desk.reads.closed_to import open_to
from desk.rules.case.classification import of_office
from desk.rules.case.codes import code_label
from desk.rules.case.fields import BY_ID, COMPLAINANT
from desk.rules.case.masks import HIDDEN_IN_TEXTS, discreet, hidden_names, mask_name
from desk.rules.case.materials import materials
from desk.rules.case.number_forms import normal_id, normal_phone
from desk.rules.case.pinyin import pinyin_of
from desk.rules.case.titles import case_title
from desk.rules.memory import Memory
from desk.rules.people.rights import Person, Right
from desk.rules.people.sight import Purpose, Sight, closed_words, sight
from desk.rules.settings import Settings
from desk.rules.suggestions import Suggestion, read_listed
from desk.store import search
from desk.store.db import Store
from desk.store.record import read_model
from desk.store.record.read_model import from_column
from desk.store.tables import NEVER, CaseRow

MOST: Final = 8  # cases shown
ASKED: Final = 50  # candidates by each key, newest first
REMEMBERED: Final = 2000  # newest cases that suggestions are learnt from
TITLE: Final = 40
LEAST_TAIL: Final = 4
# What the office holds of a person, so that nobody asks for it again (第13条, R11).
HELD: Final = (*COMPLAINANT, "vulnerable")


class SharedTrait(StrEnum):
    """What an earlier case has in common; the first ones identify the person herself."""

    ID_NO = "id_no"
    PHONE = "phone"
    TAIL = "account_tail"
    NAME = "name"
    SOUND = "sound"
    TEXT = "text"


label_all(
    {
        SharedTrait.ID_NO: mark("same document number"),
        SharedTrait.PHONE: mark("same telephone"),
        SharedTrait.TAIL: mark("same end of the account number"),
        SharedTrait.NAME: mark("same name"),
        SharedTrait.SOUND: mark("name sounds alike"),
        SharedTrait.TEXT: mark("like text"),
    }
)
SURE: Final = frozenset({SharedTrait.ID_NO, SharedTrait.PHONE})
# By what trait a field finds a case whole; masks hide all of these.
_WHOLE: Final = {
    SharedTrait.ID_NO: "complainant.id_no",
    SharedTrait.PHONE: "complainant.phone",
    SharedTrait.TAIL: "account_tail",
    SharedTrait.NAME: "complainant.name",
    SharedTrait.SOUND: "complainant.name",
}
ASKED_WHOLE: Final = tuple(dict.fromkeys(_WHOLE.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarCase:
    """An earlier case similar to what is typed.

    Attributes:
        id: Row id.
        case_no: Its number.
        why: Common traits, strongest first.
        name: The complainant, masked.
        title: Its title, personal numbers masked.
        received_on: When it came in.
        state: Label of its state.
        words: Words common to both texts.
    """

    id: int
    case_no: str
    why: tuple[SharedTrait, ...]
    name: str
    title: str
    received_on: str
    state: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeHints:
    """All hints for what is typed.

    Attributes:
        cases: Earlier cases, strongest first.
        held: Known data of this person by field id, when a document number
            or telephone identifies her; only fields that are not typed yet.
        suggestions: Codes by field id, strongest first.
        by_whole: How many of ``cases`` the whole of a hidden value found, by its field.
    """

    cases: tuple[SimilarCase, ...] = ()
    held: Facts | None = None
    suggestions: Mapping[str, list[Suggestion]] | None = None
    by_whole: Counter[str] = field(default_factory=Counter)


def read_memory(store: Store, settings: Settings, reader: Person | None = None) -> Memory:
    """Build the memory from the newest cases and the office's own words; takes up to a second.

    Cases that are closed to ``reader`` for good teach nothing.
    """
    fields = of_office(settings).suggested
    memory = Memory(fields, read_listed(settings.texts("suggestion_words")))
    columns = (
        CaseRow.id,
        CaseRow.facts,
        *(getattr(CaseRow, BY_ID[one].column) for one in HIDDEN_IN_TEXTS),
    )
    query = CaseRow.select(*columns, *(getattr(CaseRow, name) for name in fields))
    query = query.where(open_to(reader))
    for case_id, facts, *told in store.rows(query.order_by(CaseRow.id.desc()).limit(REMEMBERED)):
        people, codes = told[: len(HIDDEN_IN_TEXTS)], told[len(HIDDEN_IN_TEXTS) :]
        named = {
            one: from_column(BY_ID[one].kind, text)
            for one, text in zip(HIDDEN_IN_TEXTS, people, strict=True)
            if text is not None
        }
        text = discreet(facts or "", hidden_names(named))
        memory.learn(case_id, text, dict(zip(fields, codes, strict=True)))
    return memory


def intake_hints(store: Store, memory: Memory, reader: Person, facts: Facts) -> IntakeHints:
    """Return hints for the typed ``facts``; cases closed to ``reader`` are left out."""
    reasons: dict[int, list[SharedTrait]] = {}
    # Who may see nobody's data in clear learns by no whole value whose it is.
    for why, condition in _questions(facts) if reader.may(Right.REVEAL) else ():
        query = CaseRow.select(CaseRow.id).where(condition).order_by(CaseRow.id.desc())
        for (case_id,) in store.rows(query.limit(ASKED)):
            reasons.setdefault(case_id, []).append(why)
    text, said = str(facts.get("facts") or ""), dict[int, tuple[str, ...]]()
    for alike in memory.alike(text):
        reasons.setdefault(alike.case_id, []).append(SharedTrait.TEXT)
        said[alike.case_id] = alike.words
    order = sorted(
        reasons, key=lambda i: (list(SharedTrait).index(reasons[i][0]), -len(reasons[i]), -i)
    )
    rows = _facts(store, order[: MOST * 2])
    may = {i: sight(reader, rows[i], Purpose.SEARCH, NEVER) for i in order if i in rows}
    seen = [i for i in may if may[i] and (may[i] >= Sight.MASKED or SURE & {*reasons[i]})][:MOST]
    cases = tuple(_known(i, rows[i], reasons[i], said.get(i, ()), may[i]) for i in seen)
    suggested = {name: memory.suggest(name, text) for name in memory.fields}
    by_whole = Counter(
        name for i in seen for name in {_WHOLE.get(why) for why in reasons[i]} if name
    )
    open_ones = [i for i in seen if may[i] >= Sight.MASKED]
    return IntakeHints(cases, _held(facts, rows, open_ones, reasons), suggested, by_whole)


def _questions(facts: Facts) -> Iterable[tuple[SharedTrait, Any]]:
    """Yield (trait, condition) for each indexed key that is typed."""
    number, phone = facts.get("complainant.id_no"), facts.get("complainant.phone")
    name, tail = facts.get("complainant.name"), facts.get("account_tail")
    if number:
        yield SharedTrait.ID_NO, CaseRow.complainant_id_no.in_([number, normal_id(number)])
    if phone:
        yield SharedTrait.PHONE, _held_by(CaseRow.complainant_phone, normal_phone(phone))
    if tail and len(tail) >= LEAST_TAIL:
        yield SharedTrait.TAIL, _held_by(CaseRow.account_tail, tail)
    if name and len(name) > 1:
        spoken = pinyin_of(name)
        yield SharedTrait.NAME, (CaseRow.name_sound == spoken) & (CaseRow.complainant_name == name)
        yield SharedTrait.SOUND, (CaseRow.name_sound == spoken) & (CaseRow.complainant_name != name)


def _held_by(column: Any, value: str) -> Any:
    """Return the condition that ``column`` is ``value``, using the search index."""
    return (column == value) & search.contains_words(CaseRow.id, value)


def _facts(store: Store, ids: list[int]) -> dict[int, Facts]:
    columns = [getattr(CaseRow, name) for name in read_model.CASE_COLUMNS]
    rows = store.rows(CaseRow.select(*columns).where(CaseRow.id.in_(ids)))
    return {row[0]: read_model.facts_of(row) for row in rows}


def _known(
    case_id: int, facts: Facts, why: list[SharedTrait], words: tuple[str, ...], may: Sight
) -> SimilarCase:
    name = facts.get("complainant.name") or ""
    is_open = may >= Sight.MASKED
    return SimilarCase(
        id=case_id,
        case_no=facts["case_no"],
        why=tuple(why),
        name=mask_name(name) if name and is_open else "",
        title=discreet(case_title(facts.get("facts"), TITLE), hidden_names(facts))
        if is_open
        else say(closed_words(may)),
        received_on=facts["received_at"][:10],
        state=facts["state"],
        words=words if is_open else (),
    )


def _held(
    typed: Facts,
    rows: Mapping[int, Facts],
    seen: list[int],
    reasons: Mapping[int, list[SharedTrait]],
) -> JsonObject:
    """Return values of the newest surely identified case that are not typed yet."""
    sure = [i for i in seen if SURE.intersection(reasons[i])]
    held: Payload = {}
    for case_id in sorted(sure):  # newer ones last: they win
        held |= {n: rows[case_id][n] for n in HELD if rows[case_id].get(n) is not None}
    return {name: value for name, value in held.items() if not typed.get(name)}


def known_json(knowledge: IntakeHints, facts: Facts) -> dict[str, Any]:
    """Return the hints for ``facts`` as the command line prints them; of held data only names."""
    return {
        "cases": [
            {
                "case_no": case.case_no,
                "why": [why.value for why in case.why],
                "name": case.name,
                "title": case.title,
                "received_on": case.received_on,
                "state": case.state,
                "words": list(case.words),
            }
            for case in knowledge.cases
        ],
        "held": sorted(knowledge.held or ()),
        "materials": materials({**(knowledge.held or {}), **facts}),
        "suggestions": {
            name: [
                {
                    "code": s.code,
                    "label": _label(name, s.code),
                    "share": round(s.share, 3),
                    "words": list(s.words),
                }
                for s in found
            ]
            for name, found in (knowledge.suggestions or {}).items()
        },
    }


def _label(name: str, code: str) -> str:
    return code if name == "department" else code_label(name, code)


def why_words(known_case: SimilarCase) -> str:
    """Return the labels of the common traits."""
    return shown(list(known_case.why))
