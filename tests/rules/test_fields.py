"""Fields: the ids of design.md 4 are a contract, so they are written down here once more."""

import pytest

from desk.base.words import shown
from desk.rules.case.entries import ENTRIES
from desk.rules.case.fields import (
    BY_ID,
    ENTRY_KEYS,
    FIELDS,
    FieldGroup,
    Kind,
    Mask,
    flat,
    nested,
    nests,
)

DESIGN = {
    FieldGroup.NATURE: "kind party_type topic complexity grade major sensitive vulnerable",
    FieldGroup.ARRIVAL: (
        "channel received_at registered_at first_contact_at forwarded_by forward_no "
        "forwarded_on reply_by received_by"
    ),
    FieldGroup.WHO: (
        "complainant.form complainant.name complainant.id_type complainant.id_no "
        "complainant.phone complainant.email complainant.address complainant.birth_year "
        "standing agent people_count representatives complained_unit complained_staff "
        "third_party third_party_cooperation"
    ),
    FieldGroup.WHAT: (
        "occurred_on business_channel product_line cause insurance_line dispute "
        "sales_channel phase issue product contract_no account_tail amount "
        "facts demands demand_text grounds"
    ),
    FieldGroup.HANDLING: (
        "department handler co_departments recused state next_step systemic root_cause"
    ),
    FieldGroup.RESULT: (
        "finding liable outcome remedies compensation decision.facts_found decision.basis "
        "decision.reasons decision.remedies notified_at satisfaction follow_up closed_at "
        "archived_at keep_until"
    ),
    FieldGroup.LINKS: "repeat_of new_facts merged_into related",
}
PERSONAL = {
    "complainant.name": Mask.NAME,
    "complainant.id_no": Mask.ID_NO,
    "complainant.phone": Mask.PHONE,
    "complainant.email": Mask.EMAIL,
    "complainant.address": Mask.ADDRESS,
    "complainant.birth_year": Mask.BIRTH,  # it stands in the number of the identity card
    "contract_no": Mask.CONTRACT,
    "account_tail": Mask.ACCOUNT,
    "agent": Mask.ENTRIES,
    "representatives": Mask.ENTRIES,
}


@pytest.mark.parametrize(("group", "ids"), DESIGN.items(), ids=lambda p: getattr(p, "value", None))
def test_every_field_of_the_design_is_there_in_its_group(group, ids):
    for name in ids.split():
        assert BY_ID[name].group is group, name


def test_ids_and_columns_are_unique():
    assert len({field.id for field in FIELDS}) == len({f.column for f in FIELDS}) == len(FIELDS)
    assert all(field.column.isidentifier() for field in FIELDS)
    assert BY_ID["complainant.id_no"].column == "complainant_id_no"


def test_every_personal_field_is_masked():
    assert {field.id: field.mask for field in FIELDS if field.mask} == PERSONAL


def test_what_the_program_never_settles_is_guarded():
    guarded = {field.id for field in FIELDS if field.guarded}
    assert {"amount", "grade", "compensation", "outcome", "approved_by", "closed_at"} <= guarded
    assert {name for name in BY_ID if name.startswith("decision.")} <= guarded


def test_every_field_has_words_of_its_own():
    assert all(field.words for field in FIELDS)
    assert len({field.words for field in FIELDS}) == len(FIELDS)
    assert all(shown(group) for group in FieldGroup)


def test_codes_are_named_for_coded_fields_and_for_no_others():
    for field in FIELDS:
        assert bool(field.codes) is (field.kind in {Kind.CODE, Kind.CODES}), field.id


def test_fields_of_entries_have_their_parts():
    assert ENTRY_KEYS.keys() == {field.id for field in FIELDS if field.kind is Kind.ENTRIES}
    assert not ENTRIES.keys() & BY_ID.keys()


# nesting

FLAT = {"channel": "visit", "complainant.name": "张三", "decision.basis": "章程", "agent": []}


@pytest.mark.parametrize(
    "given",
    [
        {
            "channel": "visit",
            "complainant": {"name": "张三"},
            "decision": {"basis": "章程"},
            "agent": [],
        },
        FLAT,
        {
            "channel": "visit",
            "complainant.name": "张三",
            "decision": {"basis": "章程"},
            "agent": [],
        },
    ],
)
def test_nested_and_dotted_names_mean_the_same(given):
    assert flat(given) == FLAT


def test_only_the_names_that_hold_fields_are_opened():
    assert nests() == {"complainant", "decision"}
    assert flat({"agent": {"name": "x"}}) == {"agent": {"name": "x"}}
    assert flat({"complainant": "张三"}) == {"complainant": "张三"}


def test_a_case_is_told_with_every_field_even_those_that_say_nothing():
    told = nested(FLAT)
    assert told["complainant"]["name"] == "张三"
    assert told["complainant"]["phone"] is None
    assert told["amount"] is None
    names = flat(told).keys()
    assert names == BY_ID.keys()
    assert {name: value for name, value in flat(told).items() if value is not None} == FLAT
