"""Tables of codes travel: head office's hold in its branches, a branch's own are told above."""

from datetime import date

import pytest

from desk.actions.register_case import RegisterCase
from desk.actions.take_codes import TakeCodes
from desk.reads.figures import read_figures
from desk.reads.verify import verify
from desk.rules.case import codes
from desk.rules.case.code_tables import CodePrescribed, CodeRow
from desk.rules.case.codes import CodeOrigin, code_list
from desk.rules.case.values import NotInList
from desk.rules.reports.periods import month_of
from desk.store.case_ids import NUMBERED
from desk.store.record import journal
from tests.builders import INTAKE, register, step

LINE = "product_line"


def bring(sender, taker, stick):
    taker.exchange.take(sender.send(taker, out=stick))


def agrees(*places):
    for place in places:
        place.office.read_again()
        assert verify(place.store, place.office.reckoning) == []


def take(place, *rows, name=LINE):
    table = [CodeRow(line=number, **row) for number, row in enumerate(rows, start=2)]
    return place.office.do(TakeCodes(list=name, rows=table)).result


def seen_at(place):
    place.office.read_again()
    return code_list(LINE)


def test_what_head_office_takes_in_holds_in_the_branches(places, stick):
    a, h = places["a"], places["h"]
    take(h, {"code": "B14", "zh": "数字人民币", "en": "e-CNY"})
    bring(h, a, stick)
    code = seen_at(a).codes["B14"]
    assert (str(code), code.origin) == ("e-CNY", CodeOrigin.HEAD_OFFICE)
    number = register(a.office, product_line="B14")
    with pytest.raises(CodePrescribed, match="only head office changes it"):
        take(a, {"code": "B14", "zh": "另一个"})
    bring(a, h, stick)
    assert journal.folded(h.store, uuid_of(h, number)).facts[LINE] == "B14"
    agrees(a, h)


def uuid_of(place, number):
    return place.store.ask(NUMBERED, number)[1]


def test_a_branch_s_own_code_has_its_words_above_and_counts_under_its_first_level(places, stick):
    a, h = places["a"], places["h"]
    take(a, {"code": "B03-9", "zh": "校园卡", "en": "Campus card", "parent": "B03"})
    number = register(a.office, product_line="B03-9")
    bring(a, h, stick)
    known = seen_at(h)
    assert known.label("B03-9") == "Bank cards: Campus card"
    assert "B03-9" not in known.codes
    today = h.clock.now().date()
    assert "B03-9" not in [code.id for code in known.offered(today)]
    figures = read_figures(h.store, month_of(today), h.clock.now())
    assert figures.breakdown[LINE] == {"B03": 1}
    with pytest.raises(NotInList):
        h.office.do(RegisterCase(given={**INTAKE, LINE: "B03-9"}))
    step(h.office, number, "amend", product_line="B03-9", grade="A")  # what it has may stay
    agrees(a, h)


def test_of_one_code_in_two_branches_with_two_meanings_head_office_says_neither(places, stick):
    a, h = places["a"], places["h"]
    c = places["c"]
    take(a, {"code": "B03-9", "zh": "校园卡", "parent": "B03"})
    take(c, {"code": "B03-9", "zh": "社保卡", "parent": "B03"})
    for place in (a, c):
        bring(place, h, stick)
    assert seen_at(h).label("B03-9") == "B03-9"


def test_head_office_s_code_goes_before_a_branch_s_own_of_the_same_name(places, stick):
    a, h = places["a"], places["h"]
    take(a, {"code": "B14", "zh": "本地业务"})
    take(h, {"code": "B14", "zh": "数字人民币", "en": "e-CNY"})
    bring(h, a, stick)
    assert seen_at(a).label("B14") == "e-CNY"


def test_two_workstations_of_an_office_add_codes_apart_and_both_stay(places, stick):
    a, b = places["a"], places["b"]
    take(a, {"code": "B03-1", "zh": "借记卡", "parent": "B03"})
    take(b, {"code": "B03-2", "zh": "信用卡", "parent": "B03", "valid_until": "2026-12-31"})
    bring(a, b, stick)
    bring(b, a, stick)
    for place in (a, b):
        found = seen_at(place).codes
        assert {"B03-1", "B03-2"} <= found.keys()
        assert found["B03-2"].valid_until == date(2026, 12, 31)
    agrees(a, b)


def test_a_case_s_code_counts_where_its_table_is_not_known(places):
    """What counts is a function of the acts of the case alone (docs/decisions/0011, 0014)."""
    a = places["a"]
    take(a, {"code": "B14", "zh": "数字人民币"})
    number = register(a.office, product_line="B14")
    codes.use(codes.SHIPPED_ALONE)
    folded = journal.folded(a.store, uuid_of(a, number))
    assert (folded.facts[LINE], folded.unfit) == ("B14", ())
