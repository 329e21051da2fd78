"""The checklist of materials asks by standing, and never for what the office holds."""

import pytest

from desk.base import words
from desk.base.resources import read_toml
from desk.rules.case.codes import code_list
from desk.rules.case.fields import BY_ID
from desk.rules.case.materials import materials

STATED = {"complainant.id_no": "x", "demand_text": "退费", "grounds": "流水"}


@pytest.mark.parametrize(
    ("standing", "wanted"),
    [
        ("self", []),
        ("legal_representative", ["legal representative"]),
        ("agent", ["authorisation", "agent's identity"]),
        ("heir", ["succession"]),
        ("group", ["representatives"]),
    ],
)
def test_each_standing_has_its_own_proofs(standing, wanted):
    found = materials({**STATED, "standing": standing})
    assert len(found) == len(wanted)
    assert all(word in text for word, text in zip(wanted, found, strict=True))


def test_what_is_stated_is_not_asked_for():
    assert len(materials({})) == 3
    assert len(materials({"complainant.id_no": "x"})) == 2
    agent = [{"name": "李四"}]
    assert len(materials({**STATED, "standing": "agent", "agent": agent})) == 1


def test_an_organisation_states_other_things():
    (text,) = materials(
        {"complainant.form": "organisation", "demands": ["refund"], "grounds": "合同"}
    )
    assert "credit code" in text
    words.use("zh_CN")
    assert "统一社会信用代码" in materials({"complainant.form": "organisation"})[0]


def test_the_list_names_fields_and_codes_that_exist():
    for item in read_toml("materials.toml")["item"]:
        assert set(item.get("held", ())) <= BY_ID.keys()
        assert set(item["standing"]) <= code_list("standing").codes.keys()
        assert set(item.get("form", ())) <= code_list("form").codes.keys()
