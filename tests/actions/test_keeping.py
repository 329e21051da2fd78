"""Holds, the list for erasure, erasing; revealing; the register of exports."""

from datetime import timedelta

import pytest

from desk.actions.hold_and_erase import EraseCases, HoldCase, ListForErasure, NotHeld, ReleaseCase
from desk.actions.keep_draft import draft, keep_draft
from desk.actions.open_archived import HoursBeyond, NotArchived, OpenArchived
from desk.actions.register_export import RegisterExport
from desk.actions.reveal_case import RevealCase
from desk.home.erasure import due_cases, erase, erase_again
from desk.home.opening import SignedIn
from desk.reads.audit_log import audit_lines, head_before
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.case.erasure import (
    Erased,
    NotEnded,
    NotListed,
    NotTwoPeople,
    StillKept,
    UnderLegalHold,
    Way,
)
from desk.rules.people.reasons import NoReason
from desk.rules.people.rights import NotPermitted
from desk.rules.people.sight import Archived, NotYourCase
from desk.store import search
from desk.store.record import journal
from desk.store.tables import CaseRow, PayloadRow
from tests.builders import register, step, walk
from tests.conftest import NOW

NEEDLE = "独角兽麒麟阁"


@pytest.fixture
def archived(branch):
    """A branch with one archived case, three years and a day later."""
    branch.case_no = register(branch.desk("chen"), facts=f"客户说{NEEDLE}一事。")
    step(branch.desk("chen"), branch.case_no, "note", text=f"再记{NEEDLE}。")
    walk(branch, branch.case_no)
    branch.other = register(branch.desk("chen"))
    branch.clock.moment = NOW + timedelta(days=3 * 366)
    return branch


def listed(branch, way=Way.ERASE):
    branch.desk("li").do(ListForErasure(case_no=branch.case_no, way=way))


def signed(branch, login="director"):
    return SignedIn(branch.home, branch.desk(login), branch.keys[login])


def log(branch, kind):
    return [line.told for line in audit_lines(branch.store, kind)]


def test_a_case_whose_time_is_over_is_due(archived):
    (due,) = due_cases(archived.store, archived.clock.now().date())
    assert (due.case_no, due.keep_until, due.held, due.listed_by) == (
        archived.case_no,
        "2029-11-20",
        "",
        "",
    )
    assert list(due_cases(archived.store, NOW.date())) == []


def test_what_was_typed_about_an_erased_case_is_gone_and_nothing_else(archived):
    number = archived.case_no
    gone = (f"chen/step/{number}/note", f"li/repeat/{number}")
    kept = (f"chen/step/{number}1/note", f"chen/repeat/{number}1", "chen/intake", "li/bulk/note")
    for key in (*gone, *kept):
        keep_draft(archived.store, key, {"text": "x"}, NOW)
    listed(archived)
    erase(signed(archived), [number])
    assert [key for key in (*gone, *kept) if draft(archived.store, key)] == list(kept)


def test_an_erased_case_leaves_no_word_and_a_whole_record(archived):
    listed(archived)
    (told,) = erase(signed(archived), [archived.case_no])
    assert (told.case_no, told.way, told.listed_by) == (archived.case_no, "erased", "li")
    assert verify(archived.store, archived.desk().reckoning) == []
    assert search.count(archived.store, NEEDLE) == 0
    held = PayloadRow.select().where(PayloadRow.body.contains(NEEDLE))
    assert held.count(archived.store.database) == 0
    case = read_case(archived.store, archived.desk().reckoning, archived.case_no)
    assert set(case.facts) >= {"case_no", "kind", "state", "received_at", "erased_at"}
    assert "complainant.name" not in case.facts
    assert "contacts" not in case.facts
    assert archived.other in [
        no for (no,) in archived.store.database.execute_sql('SELECT case_no FROM "case"').fetchall()
    ]


def test_an_anonymised_case_keeps_its_figures_and_no_person(archived):
    listed(archived, Way.ANONYMISE)
    erase(signed(archived), [archived.case_no])
    facts = read_case(archived.store, archived.desk().reckoning, archived.case_no).facts
    assert facts["product_line"] == "B03"
    assert facts["compensation"]
    assert not {"complainant.name", "facts", "plan", "decision.reasons"} & facts.keys()
    assert verify(archived.store, archived.desk().reckoning) == []


def test_whoever_asked_cannot_approve(archived):
    archived.desk().do(ListForErasure(case_no=archived.case_no, way=Way.ERASE))
    with pytest.raises(NotTwoPeople, match="Somebody else"):
        archived.desk().do(EraseCases(case_nos=(archived.case_no,)))


def test_what_is_not_on_the_list_is_not_erased(archived):
    with pytest.raises(NotListed):
        archived.desk().do(EraseCases(case_nos=(archived.case_no,)))


def test_all_are_erased_or_none(archived):
    listed(archived)
    with pytest.raises(NotEnded):
        archived.desk().do(EraseCases(case_nos=(archived.case_no, archived.other)))
    assert search.count(archived.store, NEEDLE) == 1


def test_a_case_on_hold_is_not_erased_until_it_is_released(archived):
    listed(archived)
    archived.desk("li").do(HoldCase(case_no=archived.case_no, reason="法院调卷"))
    with pytest.raises(UnderLegalHold, match="法院调卷"):
        archived.desk().do(EraseCases(case_nos=(archived.case_no,)))
    (due,) = due_cases(archived.store, archived.clock.now().date())
    assert due.held == "法院调卷"
    archived.desk("li").do(ReleaseCase(case_no=archived.case_no, reason="已结案归还"))
    with pytest.raises(NotHeld):
        archived.desk("li").do(ReleaseCase(case_no=archived.case_no, reason="再来一次"))
    archived.desk().do(EraseCases(case_nos=(archived.case_no,)))


def test_nothing_is_erased_before_its_time_or_twice(archived):
    archived.clock.moment = NOW + timedelta(days=365)
    with pytest.raises(StillKept, match="2029-11-20"):
        listed(archived)
    archived.clock.moment = NOW + timedelta(days=3 * 366)
    listed(archived)
    erase(signed(archived), [archived.case_no])
    with pytest.raises(Erased):
        listed(archived)


def test_a_hold_wants_a_reason(archived):
    with pytest.raises(NoReason):
        archived.desk("li").do(HoldCase(case_no=archived.case_no, reason="  "))


def test_what_came_back_is_erased_again(archived):
    uuid = archived.store.value(
        CaseRow.select(CaseRow.uuid).where(CaseRow.case_no == archived.case_no)
    )
    assert erase_again(archived.desk(), {uuid: "erased"}) == 1
    assert search.count(archived.store, NEEDLE) == 0
    assert verify(archived.store, archived.desk().reckoning) == []
    assert erase_again(archived.desk(), {uuid: "erased", "ff" * 16: "erased"}) == 0


# revealing


def test_a_reveal_shows_the_personal_fields_and_is_on_record(archived):
    changes = archived.desk("li").do(RevealCase(case_no=archived.case_no, reason="核对身份"))
    assert changes.result["complainant.name"] == "张三"
    (told,) = log(archived, "audit.revealed")
    assert told["reason"] == "核对身份"
    assert told["case_no"] == archived.case_no
    assert "complainant.phone" in told["fields"]
    assert "张三" not in str(told)


@pytest.mark.parametrize("reason", ["", " ", "看看"])
def test_a_reveal_wants_a_reason(archived, reason):
    with pytest.raises(NoReason):
        archived.desk("li").do(RevealCase(case_no=archived.case_no, reason=reason))
    assert log(archived, "audit.revealed") == []


def test_a_specialist_sees_her_own_cases_only_and_an_archived_one_when_she_has_opened_it(archived):
    def reveal(login):
        archived.desk(login).do(RevealCase(case_no=archived.case_no, reason="回访联系"))

    for login in ("chen", "zhou"):
        with pytest.raises(Archived, match="open it for a reason"):
            reveal(login)
        wish = OpenArchived(case_no=archived.case_no, reason="核对旧案", hours=2)
        archived.desk(login).do(wish)
    reveal("chen")
    with pytest.raises(NotYourCase, match="not your case"):
        reveal("zhou")
    archived.clock.moment += timedelta(hours=2)
    with pytest.raises(Archived):
        reveal("chen")


def test_an_archived_case_is_opened_for_some_hours_and_for_a_reason(archived):
    office = archived.desk("chen")
    for hours in (0, 25, 10_000):
        with pytest.raises(HoursBeyond, match="1 to 24"):
            office.do(OpenArchived(case_no=archived.case_no, reason="核对旧案", hours=hours))
    with pytest.raises(NoReason):
        office.do(OpenArchived(case_no=archived.case_no, reason=" ", hours=2))
    other = register(office)
    with pytest.raises(NotArchived):
        office.do(OpenArchived(case_no=other, reason="核对旧案", hours=2))
    with pytest.raises(NotPermitted):
        archived.desk("xu").do(OpenArchived(case_no=archived.case_no, reason="核对旧案", hours=2))


# exports


def test_an_export_is_in_the_register_signed(archived):
    archived.desk("li").do(
        RegisterExport(what="ledger", count=2, is_full=False, purpose="上报分行", file="x.xlsx")
    )
    (told,) = log(archived, "audit.exported")
    assert told == {
        "what": "ledger",
        "count": 2,
        "full": False,
        "purpose": "上报分行",
        "file": "x.xlsx",
    }
    acts = [act for act, _ in journal.acts_of(archived.store, "audit")]
    assert next(act for act in acts if act.kind == "audit.exported").signature
    with pytest.raises(NotPermitted):
        archived.desk("chen").do(RegisterExport(what="x", count=1, is_full=False, purpose="自己看"))


def test_the_head_of_a_month_is_the_last_act_before_its_end(archived):
    last = head_before(archived.store, archived.clock.now())
    register(archived.desk("chen"))
    assert head_before(archived.store, archived.clock.now()) == last
    assert head_before(archived.store, archived.clock.now() + timedelta(hours=1)) != last
    assert head_before(archived.store, NOW - timedelta(days=1)) == ""
