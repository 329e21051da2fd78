"""A row with a wrong day is corrected on the desk; its ledger is still known."""

from tests.builders import step

ROWS = [
    ("1", "2026-11-01", "张三", "年费重复扣收。"),
    ("2", "2026-11-02", "李四", "排队过久。"),
]


def test_an_imported_row_is_corrected_with_its_registration_and_known_afterwards(desk):
    desk.bring(ROWS)
    case_no = desk.cases()[0]["case_no"]
    why = {"reason": "台账日期录错。", "approved_by": "li"}
    step(desk.office, case_no, "correct", received_at="2026-11-19", **why)
    corrected = desk.cases()[0]
    assert corrected["received_at"] == corrected["registered_at"] == "2026-11-19T00:00:00"
    assert corrected["corrections"][0]["was_received_at"] == "2026-11-01T00:00:00"
    report = desk.bring(ROWS)
    assert (report.known, report.taken, report.refused) == (2, 0, 0)
    assert desk.findings() == []


def test_what_a_ledger_told_by_day_alone_may_be_the_day_of_receipt(desk):
    head = ("投诉编号", "受理日期", "投诉人", "投诉内容", "办结日期")
    desk.bring([("1", "2026-11-01", "张三", "年费重复扣收。", "2026-11-19")], head=head)
    case_no = desk.cases()[0]["case_no"]
    why = {"reason": "台账日期录错。", "approved_by": "li"}
    step(desk.office, case_no, "correct", received_at="2026-11-19 10:00", **why)
    assert "breaches" not in desk.cases()[0]
