"""Reply texts: what ships is sound, and which one a case gets."""

import pytest

from desk.rules.case.fields import BY_ID
from desk.rules.forms.form_templates import GIVEN, need_known, variables_in
from desk.rules.forms.reply_texts import (
    ReplyText,
    TextOrigin,
    beginning,
    by_fit,
    places,
    shipped_texts,
)
from desk.rules.settings import settings_known

CUSTOMER = {"kind": "complaint", "party_type": "customer", "office_role": "branch"}
BANK = {**CUSTOMER, "office_kind": "bank"}


@pytest.mark.parametrize("text", shipped_texts(), ids=lambda text: text.id)
def test_a_shipped_text_says_where_it_comes_from_and_names_nobody(text):
    assert text.source
    assert text.where in places()
    names = variables_in(text.text)
    need_known(names)
    assert not [name for name in names if name.startswith(GIVEN)]
    assert not [name for name in names if name in BY_ID and BY_ID[name].mask]
    assert all(name in BY_ID or name in settings_known() for name in text.when)


def test_no_two_texts_share_a_name():
    names = [text.id for text in shipped_texts()]
    assert len(names) == len(set(names))


# 第19、20条 for consumers' complaints; 核查 only of a branch's decision (R20, R21).
REMEDIES = [
    (BANK, "remedies-branch"),
    ({**BANK, "office_kind": "insurer"}, "remedies-branch"),
    ({**BANK, "office_kind": "leasing"}, "remedies-branch"),
    ({**BANK, "office_role": "head_office"}, "remedies-head-office"),
    ({**BANK, "party_type": "employee"}, "remedies-others"),
    ({**BANK, "party_type": "supplier"}, "remedies-others"),
    ({**BANK, "party_type": "investor"}, "remedies-others"),
    ({**BANK, "kind": "suggestion"}, "remedies-others"),
    ({**BANK, "office_kind": "financing"}, "remedies-others"),
    ({**BANK, "office_kind": "other"}, "remedies-others"),
]


@pytest.mark.parametrize(("facts", "expected"), REMEDIES)
def test_the_legal_remedies_go_by_law_and_kind(facts, expected):
    found = beginning(shipped_texts(), "decision.remedies", facts)
    assert found.id == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"finding": "upheld"}, "reasons-upheld"),
        ({"finding": "partly"}, "reasons-partly"),
        ({"finding": "not_upheld"}, "reasons-not-upheld"),
        ({"finding": "undetermined"}, "reasons-undetermined"),
        ({}, None),
    ],
)
def test_the_reasons_begin_by_the_finding(facts, expected):
    found = beginning(shipped_texts(), "decision.reasons", facts)
    assert (found and found.id) == expected


@pytest.mark.parametrize(
    ("cause", "expected"),
    [("C07", "basis-fees"), ("C05", "basis-marketing"), ("C11", "basis-information")]
    + [(cause, "basis-contract") for cause in ("C01", "C99", None)],
)
def test_the_basis_begins_by_the_cause(cause, expected):
    assert beginning(shipped_texts(), "decision.basis", {"cause": cause}).id == expected


def text(name, origin=TextOrigin.OWN, **when):
    return ReplyText(id=name, where="facts", title=name, text="x", when=when, origin=origin)


def test_what_fits_best_comes_first_and_of_equals_head_office():
    texts = [
        text("shipped", TextOrigin.SHIPPED),
        text("own"),
        text("prescribed", TextOrigin.HEAD_OFFICE),
        text("other cause", cause=["C01"]),
        text("this cause", TextOrigin.SHIPPED, cause=["C07"]),
        text("cause and product", cause=["C07"], product_line=["B03", "B01"]),
        text("this cause, other product", cause=["C07"], product_line=["B02"]),
    ]
    order = [one.id for one in by_fit(texts, {"cause": "C07", "product_line": "B03"})]
    assert order == [
        "cause and product",
        "this cause",
        "prescribed",
        "own",
        "shipped",
        "this cause, other product",
        "other cause",
    ]
