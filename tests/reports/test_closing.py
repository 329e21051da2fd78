"""Month close: frozen for good, signed, restated later; what stands in the way is named."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest

from desk.actions.close_report import CloseReport, NoteReport, SubmitReport
from desk.base.errors import Refusal
from desk.reads.period_report import read_report, read_whole, reports_listed, whole_json
from desk.reads.verify import Finding, verify
from desk.rules.people.rights import NotPermitted
from desk.rules.reports import closing
from desk.rules.reports.periods import period_named, period_of
from desk.rules.reports.recount import recount, unproven
from desk.rules.steps import kinds
from desk.store.record import journal, read_model
from desk.store.record.journal import Pen, read_head
from desk.store.tables import CaseRow
from reports import commentary as commentary_module
from reports.close_request import closing_of, wish_to_close
from reports.month import period_report
from reports.table import texts_in
from tests.builders import register, step, walk
from tests.reports.papers import bare, making_of

NOVEMBER = period_of("month", "2026-11")
DECEMBER = period_of("month", "2026-12")
LATER = datetime(2026, 12, 3, 9, 0)


@pytest.fixture
def month(branch):
    """A branch on 3 December whose November had an ended, an open and a planned complaint."""
    desk = branch.desk()
    ended = register(desk, complainant={"name": "赵一"})
    walk(branch, ended, until="archive")
    still = register(desk, complainant={"name": "钱二"}, cause="C07")
    branch.clock.moment = LATER
    return branch, ended, still


def report_of(branch, period=NOVEMBER):
    return read_report(branch.store, period, branch.clock.now())


def close(branch, period=NOVEMBER, despite=""):
    desk = branch.desk()
    return desk.do(closing_of(desk, period, despite)).result


def test_closing_freezes_figures_cases_and_hash_in_a_signed_act(month):
    branch, *_ = month
    draft = report_of(branch).frozen()
    told = close(branch)
    assert told.hash == draft.hash
    ((act, payload),) = journal.acts_of(branch.store, "report:2026-11")
    assert (act.kind, act.author, len(act.signature)) == ("report.closed", "director", 64)
    assert payload["figures"] == draft.figures
    assert [case["case_no"] for case in payload["cases"]] == [c["case_no"] for c in draft.cases]
    assert payload["head"]["seq"] == act.seq - 1
    assert payload["head"]["hash"] == act.prev.hex()
    assert verify(branch.store, branch.desk().reckoning) == []


def test_reading_twice_gives_the_same_hash(month):
    branch, *_ = month
    assert report_of(branch).frozen().hash == report_of(branch).frozen().hash


def test_the_cases_bear_out_the_figures(month):
    branch, *_ = month
    frozen = report_of(branch).frozen()
    assert unproven(frozen.figures, frozen.cases) == []
    assert recount(frozen.cases)["balance"] == frozen.figures["balance"]
    assert "balance" in unproven(frozen.figures, frozen.cases[1:])


WRONG = {
    "balance": {"opening": 1, "received": 2, "closed": 1, "withdrawn": 0, "open_at_end": 1},
    "compensation": "300.01",
    "compensated": 2,
    "demands": {"refund": 1},
    "breakdown": {"channel": {"phone": 1, "visit": 1}},
    "checks": {"matrix": False},
}


@pytest.mark.parametrize("name", WRONG)
def test_figures_that_are_not_borne_out_are_never_closed(month, name):
    branch, *_ = month
    wish = closing_of(branch.desk(), NOVEMBER, "不影响。")
    wrong = WRONG[name]
    if isinstance(wrong, dict):
        wrong = {**wish.frozen.figures[name], **wrong}
    frozen = replace(wish.frozen, figures={**wish.frozen.figures, name: wrong})
    with pytest.raises(closing.SumsDiffer, match="2026-11"):
        branch.desk().do(replace(wish, frozen=frozen))
    assert not report_of(branch).is_closed


@pytest.mark.parametrize("name", ["texts", "disclosure"])
def test_a_report_whose_paper_says_otherwise_than_its_tables_is_never_closed(month, name):
    branch, *_ = month
    wish = closing_of(branch.desk(), NOVEMBER, "不影响。")
    assert wish.unproven == ()
    with pytest.raises(closing.SumsDiffer, match="2026-11"):
        branch.desk().do(replace(wish, unproven=(name,)))
    assert not report_of(branch).is_closed


@pytest.mark.parametrize("name", ["2026-Q4", "2026-H2", "2026", "2026-10-20..2026-12-31"])
def test_no_report_of_any_period_is_closed_with_sums_that_differ(month, name):
    branch, _ended, still = month
    branch.clock.moment = datetime(2027, 1, 4, 9, 0)
    wish = closing_of(branch.desk(), period_named(name), "督办中。")
    cases = [case for case in wish.frozen.cases if case["case_no"] != still]
    with pytest.raises(closing.SumsDiffer, match="balance"):
        branch.desk().do(replace(wish, frozen=replace(wish.frozen, cases=cases)))
    branch.desk().do(wish)
    assert report_of(branch, period_named(name)).is_closed


def test_a_sentence_with_a_number_of_its_own_keeps_the_report_open(month, monkeypatch):
    branch, *_ = month
    invented = {**commentary_module._DRAFTS, "voice": lambda _report, _settings: ["99 praised us."]}
    monkeypatch.setattr(commentary_module, "_DRAFTS", invented)
    with pytest.raises(closing.SumsDiffer, match="sentences"):
        close(branch, despite="不影响。")
    note = NoteReport(period=NOVEMBER, values={"comment.voice": "本月 99 人表扬。"})
    branch.desk().do(note)  # what people typed is theirs
    close(branch, despite="不影响。")


def test_a_table_changed_by_hand_keeps_the_report_open(month):
    branch, _ended, still = month
    change = CaseRow.update(closed_on="2026-10-31", is_open=0).where(CaseRow.case_no == still)
    branch.store.run(change)
    with pytest.raises(closing.SumsDiffer, match="balance"):
        close(branch, despite="不影响。")
    report = report_of(branch)
    assert not report.is_closed
    assert "balance" in report.unproven
    words = list(texts_in(period_report(report, making_of(branch.desk()))))
    assert "Draft, not closed. It cannot be closed: its sums do not add up." in words


def test_verify_names_a_closed_report_that_its_cases_do_not_bear_out(month):
    branch, *_ = month
    close(branch)
    store, subject = branch.store, "report:2026-11"
    closed = journal.folded(store, subject)
    head, key = read_head(store, journal.read_identity(store)), branch.keys["director"].signing
    pen = Pen(
        store=store,
        head=head,
        author="director",
        now=branch.clock.now(),
        entropy=branch.home.entropy,
        key=key,
    )
    wrong = {"figures": {**closed.facts["figures"], "compensated": 99}}
    with store.writing():
        pen.write(kinds.REPORT_CLOSED.id, subject, wrong, closed.base_of(wrong), is_signed=True)
        pen.flush()
        read_model.put_other(store, subject, journal.folded(store, subject))
    found = verify(store, branch.desk().reckoning)
    assert found == [Finding("report", "2026-11 compensated")]


def test_a_closed_report_is_read_from_what_was_frozen(month):
    branch, _ended, still = month
    close(branch)
    before = read_whole(branch.store, NOVEMBER, LATER, branch.desk().actor)
    step(branch.desk(), still, "amend", cause="C10", grade="A")
    report = report_of(branch)
    assert report.is_closed
    assert whole_json(report.figures, report.details) == report.facts["figures"]
    assert (
        read_whole(branch.store, NOVEMBER, LATER, branch.desk().actor)["breakdown"]
        == before["breakdown"]
    )
    assert report.frozen().hash == report.facts["hash"]
    causes = {line.facts["case_no"]: line.facts["cause"] for line in report.lines}
    assert causes[still] == "C07"


@pytest.mark.parametrize("wish", ["close", "note"])
def test_a_closed_report_is_never_opened_again(month, wish):
    branch, *_ = month
    close(branch)
    note = NoteReport(period=NOVEMBER, values={"comment.overview": "x"})
    again = closing_of(branch.desk(), NOVEMBER) if wish == "close" else note
    with pytest.raises(closing.ClosedBefore, match="is not opened again"):
        branch.desk().do(again)


def test_only_the_director_signs(month):
    branch, *_ = month
    wish = closing_of(branch.desk(), NOVEMBER)
    with pytest.raises(NotPermitted):
        branch.desk("li").do(wish)


def test_a_period_that_still_runs_is_not_closed(month):
    branch, *_ = month
    with pytest.raises(closing.NotOver, match="2026-12-31"):
        close(branch, DECEMBER)


def test_what_was_saved_since_the_figures_were_read_is_noticed(month):
    branch, _ended, still = month
    desk = branch.desk()
    wish = wish_to_close(desk, report_of(branch))
    step(desk, still, "note", text="补充。")
    with pytest.raises(closing.NotReadAnew):
        desk.do(wish)


def test_blockers_are_named_case_by_case(month):
    branch, *_ = month
    desk = branch.desk()
    branch.clock.moment = datetime(2026, 11, 21, 9, 0)
    bare_one = register(desk, product_line=None, cause=None)
    asked = register(desk)
    for action, login, given in (
        ("assign", "director", {"handler": "chen", "department": "客户服务部"}),
        ("investigate", "chen", {"investigation": "核实属实。", "finding": "upheld"}),
        ("plan", "chen", {"plan": "补偿。", "compensation": "90000"}),
    ):
        step(branch.desk(login), asked, action, **given)
    branch.clock.moment = datetime(2026, 12, 30, 9, 0)
    found = {(b.why.value, b.case_no, b.fields) for b in report_of(branch).blockers}
    assert ("codes", bare_one, ("product_line", "cause")) in found
    assert ("approval", asked, ()) in found


def test_an_emergency_without_its_report_blocks_the_month_it_happened_in(month):
    branch, _ended, still = month
    given = {"group": ["陈立", "周敏"], "reason": "聚集。", "measures": "垫付。"}
    branch.clock.moment = datetime(2026, 11, 30, 9, 0)
    step(branch.desk("chen"), still, "emergency", **given)
    branch.clock.moment = LATER
    assert ("debt", still) in {(b.why.value, b.case_no) for b in report_of(branch).blockers}
    step(branch.desk("chen"), still, "emergency-report", report="经过、措施、结果。")
    step(branch.desk(), still, "countersign", opinion="同意。")
    assert "debt" not in {b.why.value for b in report_of(branch).blockers}


def test_an_open_case_past_its_limit_blocks_until_a_reason_is_given(month):
    branch, _ended, still = month
    branch.clock.moment = datetime(2027, 1, 4, 9, 0)
    found = report_of(branch, DECEMBER).blockers
    assert [(b.why.value, b.case_no) for b in found] == [("overdue", still)]
    with pytest.raises(closing.StillBlocked, match=still):
        close(branch, DECEMBER)
    close(branch, DECEMBER, "已报上级行，正在督办。")
    document = period_report(report_of(branch, DECEMBER), making_of(branch.desk()))
    notes = [getattr(b, "text", "") for s in document.sections for b in s.blocks]
    assert any(still in note and "已报上级行" in note for note in notes)


def test_a_later_correction_is_restated_in_the_next_report(month):
    branch, _ended, still = month
    close(branch)
    step(branch.desk("chen"), still, "amend", cause="C10")
    branch.clock.moment = datetime(2026, 12, 4, 9, 0)
    (restated,) = report_of(branch, DECEMBER).restated
    changes = {c.figure: (c.submitted, c.now) for c in restated.changes}
    assert changes == {"breakdown/cause/C07": (2, 1), "breakdown/cause/C10": (0, 1)}
    (cause,) = restated.changes[0].causes
    assert (cause.case_no, cause.kind, cause.author) == (still, "case.amend", "chen")
    document = period_report(report_of(branch, DECEMBER), making_of(branch.desk()))
    tables = {b.id: b for s in document.sections for b in s.blocks if hasattr(b, "id")}
    row = tables["restated 2026-11"].rows[0]
    assert row[1:3] == ("2", "1")
    assert still in row[4]
    assert "Facts corrected" in row[3]


def test_each_restated_figure_names_the_cases_that_moved_it_and_no_others(month):
    branch, ended, still = month
    close(branch)
    step(branch.desk("li"), ended, "reopen", reason="客户不服")
    step(branch.desk("chen"), still, "amend", cause="C10")
    late = register(
        branch.desk("chen"),
        complainant={"name": "孙三"},
        received_at="2026-11-30T10:00:00",
        channel="letter",
        late_reason="信件迟到",
    )
    branch.clock.moment = datetime(2026, 12, 4, 9, 0)
    (restated,) = report_of(branch, DECEMBER).restated
    named = {c.figure: {cause.case_no for cause in c.causes} for c in restated.changes}
    by_hand = {
        "balance/received": {late},
        "balance/closed": {ended},
        "balance/open_at_end": {ended, late},
        "breakdown/channel/letter": {late},
        "breakdown/cause/C10": {still},  # and late takes the place of still in C07
        "breakdown/cause/C07": None,
        "breakdown/outcome/agreed": {ended},
        "compensated": {ended},
        "compensation": {ended},
        "satisfaction/satisfied": {ended},
        "rates/agreed/met": {ended},
        "rates/agreed/of": {ended},
        "rates/closing/met": {ended},
        "rates/closing/of": {late},
        "timeliness/register/met": None,
        "timeliness/register/of": {late},
    }
    assert {name: named.get(name) for name in by_hand} == by_hand
    for name, cases in named.items():
        assert cases
        if name.startswith(("rates/", "timeliness/")):
            assert still not in cases, name  # its cause was corrected, and nothing else


def test_what_was_restated_once_is_not_restated_again(month):
    branch, _ended, still = month
    close(branch)
    step(branch.desk(), still, "amend", cause="C10")
    branch.clock.moment = datetime(2027, 1, 4, 9, 0)
    close(branch, DECEMBER, "督办中。")
    january = period_of("month", "2027-01")
    assert [one.period for one in report_of(branch, january).restated] == []
    step(branch.desk(), still, "amend", cause="C01")
    (again,) = [r for r in report_of(branch, january).restated if r.period == "2026-11"]
    assert {c.figure: (c.submitted, c.now) for c in again.changes} == {
        "breakdown/cause/C01": (0, 1),
        "breakdown/cause/C10": (1, 0),
    }
    for change in again.changes:
        (cause,) = change.causes
        assert (cause.case_no, cause.at) == (still, datetime(2027, 1, 4, 9, 0))
    step(branch.desk(), still, "amend", cause="C07")
    (back,) = [r for r in report_of(branch, january).restated if r.period == "2026-11"]
    assert {c.figure: (c.submitted, c.now) for c in back.changes} == {
        "breakdown/cause/C07": (1, 2),
        "breakdown/cause/C10": (1, 0),
    }
    assert {cause.case_no for change in back.changes for cause in change.causes} == {still}


def test_reports_are_restated_however_long_ago_they_were_closed(branch):
    branch.clock.moment = datetime(2026, 12, 3, 9, 0)
    month, closed = NOVEMBER, []
    while len(closed) < 16:
        closed.insert(0, month)
        month = month.before()
    for one in closed:
        close(branch, one)
    given = {"channel": "letter", "late_reason": "信件迟到"}
    register(branch.desk("chen"), received_at="2025-08-31T10:00:00", **given)
    branch.clock.moment = datetime(2026, 12, 4, 9, 0)
    restated = report_of(branch, DECEMBER).restated
    assert [one.period for one in restated] == [one.id for one in closed]
    assert closed[0].id == "2025-08"
    for one in restated:
        assert all(change.causes for change in one.changes)


def test_a_note_restates_nothing(month):
    branch, _ended, still = month
    close(branch)
    step(branch.desk(), still, "note", text="已电话告知进展。")
    assert report_of(branch, DECEMBER).restated == []


def test_submission_is_recorded_with_day_and_proof(month):
    branch, *_ = month
    close(branch)
    branch.clock.moment = datetime(2026, 12, 8, 9, 0)
    wish = SubmitReport(period=NOVEMBER, on=date(2026, 12, 7), proof="OA 回执 88")
    assert branch.desk().do(wish).result.days_late == 2
    (listed,) = reports_listed(branch.store)
    assert (listed.submitted_on, listed.days_late) == (date(2026, 12, 7), 2)
    document = period_report(report_of(branch), making_of(branch.desk()))
    text = bare(json.dumps([list(map(str, texts_in(document)))], ensure_ascii=False))
    assert bare("Submitted on 2026-12-07, 2 days late.") in text
    assert "OA回执88" in text
    with pytest.raises(closing.SubmittedBefore):
        branch.desk().do(wish)


@pytest.mark.parametrize(
    ("on", "proof", "why"),
    [
        (date(2026, 12, 2), "回执", "cannot be"),
        (date(2026, 12, 9), "回执", "cannot be"),
        (date(2026, 12, 3), " ", "State how"),
    ],
)
def test_a_submission_that_cannot_be_is_refused(month, on, proof, why):
    branch, *_ = month
    close(branch)
    with pytest.raises(Refusal, match=why):
        branch.desk().do(SubmitReport(period=NOVEMBER, on=on, proof=proof))


def test_a_report_is_closed_before_it_is_submitted(month):
    branch, *_ = month
    with pytest.raises(closing.NotClosed):
        branch.desk().do(SubmitReport(period=NOVEMBER, on=date(2026, 12, 3), proof="回执"))


def test_commentary_and_denominators_are_printed(month):
    branch, *_ = month
    values = {"comment.outlook": "下月开展专项培训。", "denominator.outlets": "4"}
    branch.desk().do(NoteReport(period=NOVEMBER, values=values))
    report = report_of(branch)
    assert str(report.details.per["outlets"]) == "500.00"
    document = period_report(report, making_of(branch.desk()))
    assert "下月开展专项培训。" in list(texts_in(document))
    told = read_whole(branch.store, NOVEMBER, LATER, branch.desk().actor)
    assert (told["denominators"], told["per"]["outlets"]) == ({"outlets": "4"}, "500.00")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("comment.nowhere", "x", "There is no “comment.nowhere”"),
        ("comment.overview", "长" * 4001, "4001 characters"),
        ("denominator.outlets", "-1", "above 0"),
        ("denominator.outlets", "NaN", "above 0"),
        ("outlets", "12", "denominator.outlets"),
        ("denominator.cows", "1", "There is no “denominator.cows”"),
    ],
)
def test_what_cannot_be_printed_is_refused(month, name, value, why):
    branch, *_ = month
    with pytest.raises(Refusal, match=why):
        branch.desk().do(NoteReport(period=NOVEMBER, values={name: value}))


def test_figures_that_were_tampered_with_give_another_hash(month):
    branch, *_ = month
    frozen = report_of(branch).frozen()
    figures = {**frozen.figures, "compensated": 99}
    assert replace(frozen, figures=figures).hash != frozen.hash


def test_closing_that_cannot_be_leaves_no_act(month):
    branch, *_ = month
    wish = CloseReport(period=DECEMBER, frozen=report_of(branch, DECEMBER).frozen())
    with pytest.raises(Refusal):
        branch.desk().do(wish)
    assert journal.subjects(branch.store, "report:") == []
