"""Code lists: ids stand for ever, both languages are there, ledgers' words are found."""

import re
from datetime import date, timedelta

import pytest

from desk.base import words
from desk.base.resources import names, read_toml
from desk.rules.case.codes import Code, CodeList, code_label, code_list, fold
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import FIELDS, Kind

LISTS = [name.removesuffix(".toml") for name in names("codes", ".toml")]
each_list = pytest.mark.parametrize("name", LISTS)
# domain.md 5: the codes that others' systems and the contract use
CONTRACT = {
    "kind": ["complaint", "inquiry", "suggestion", "praise", "report"],
    "party_type": ["customer", "partner", "employee", "supplier", "investor", "other"],
    "topic": ["service", "product", "compliance"],
    "complexity": ["simple", "complex"],
    "grade": ["A", "B", "C"],
    "form": ["person", "organisation"],
    "standing": ["self", "legal_representative", "agent", "heir", "group"],
    "phase": ["pre-negotiation", "fund-raising", "implementation", "supervision"],
    "systemic": ["systemic", "isolated"],
    "finding": ["upheld", "partly", "not_upheld", "undetermined"],
    "outcome": [
        "agreed",
        "not_agreed",
        "withdrawn",
        "mediated",
        "referred",
        "unreachable",
        "declined",
        "merged",
    ],
    "business_channel": [
        "A1-01",
        "A1-02",
        "A1-03-1",
        "A1-03-2",
        "A1-03-3",
        "A1-03-4",
        "A1-03-5",
        "A1-03-9",
        "A1-04",
        "A1-99",
        "A2",
    ],
    "product_line": [*(f"B{number:02d}" for number in range(1, 14)), "B99"],
    "cause": [*(f"C{number:02d}" for number in range(1, 13)), "C99"],
    "dispute": ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I9"],
}


@pytest.mark.parametrize(("name", "ids"), CONTRACT.items(), ids=CONTRACT)
def test_the_codes_of_the_design_are_all_there(name, ids):
    assert set(ids) <= code_list(name).codes.keys()


@each_list
def test_a_list_names_its_source_and_its_title(name):
    data = read_toml("codes", f"{name}.toml")
    assert re.search(r"domain\.md|令|种|S\d", data["source"])
    assert data["title"]["zh"]
    assert data["title"]["en"]


@each_list
def test_ids_are_unique_and_every_code_has_words_in_both_languages(name):
    entries = read_toml("codes", f"{name}.toml")["codes"]
    ids = [entry["id"] for entry in entries]
    assert len(ids) == len(set(ids)) == len(code_list(name).codes)
    for entry in entries:
        assert re.fullmatch(r"[A-Za-z0-9_-]+", entry["id"])
        assert re.search("[\u4e00-\u9fff]|^[0-9]+", entry["zh"]), entry
        assert entry["en"], entry
        assert not re.search("[\u4e00-\u9fff]", entry["en"]), entry
    for language in ("zh", "en"):
        labels = [entry[language] for entry in entries]
        assert len(labels) == len(set(labels)), language


@each_list
def test_every_id_label_and_synonym_finds_its_own_code(name):
    known = code_list(name)
    for code in known.codes.values():
        for text in (code.id, *code.words.values(), *code.synonyms):
            assert known.find(text) == code.id, text
            assert known.find(f" {text.upper()} ") == code.id, text


@each_list
def test_what_nobody_says_finds_nothing(name):
    assert code_list(name).find("something else entirely") is None
    assert code_list(name).find("") is None


def test_every_coded_field_has_its_list():
    several = [field for part in ENTRIES.values() for field in part]
    coded = {f.codes for f in (*FIELDS, *several) if f.kind in {Kind.CODE, Kind.CODES}}
    assert coded <= set(LISTS)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Visit", "visit"),
        ("ＶＩＳＩＴ", "visit"),
        ("pre-negotiation", "prenegotiation"),
        ("pre－negotiation", "prenegotiation"),
        (" 张\u3000三 ", "张三"),
        ("a_b c\td", "abcd"),
        ("", ""),
    ],
)
def test_width_case_space_and_dashes_do_not_matter(typed, folded):
    assert fold(typed) == folded
    assert fold(fold(typed)) == folded


def test_a_code_says_its_label_in_the_office_s_language():
    assert str(code_list("channel").codes["visit"]) == "Visit"
    assert code_label("channel", "visit") == "Visit"
    words.use(words.CHINESE)
    assert code_label("channel", "visit") == "来访"


def test_a_code_that_is_not_in_the_list_stands_for_itself_and_none_is_empty():
    assert code_label("channel", "retired") == "retired"
    assert code_label("channel", "") == ""


def test_a_retired_code_is_offered_until_its_last_day():
    last, words = date(2026, 12, 31), {"zh": "甲", "en": "x"}
    code, lasting = Code("x", words, (), last), Code("y", words)
    known = CodeList("xs", words, {"x": code, "y": lasting}, {})
    assert known.offered(last) == [code, lasting]
    assert known.offered(last + timedelta(days=1)) == [lasting]
    assert known.label("x") == "x"
