"""A story: two counters offline for a day, one case changed on both, head office at the end."""

import json
from datetime import date

from desk.actions.decide import DecideConflict
from desk.reads.conflicts import read_tray
from desk.reads.coverage import Cover, read_coverage
from desk.reads.exchange_status import read_status
from desk.reads.figures import read_figures
from desk.reads.verify import verify
from desk.rules.reports.periods import month_of
from desk.store.record import journal
from desk.store.tables import CaseRow
from reports.printing import print_report
from tests.builders import register, step, walk
from tests.packets.conftest import (  # noqa: F401 - fixtures
    places,
    places_trusting,
    stick,
)

MONTH = month_of(date(2026, 11, 20))


def carry(sender, taker, stick):  # noqa: F811
    """Take a packet across, and its receipt back."""
    report = taker.exchange.take(sender.send(taker, out=stick))
    sender.exchange.take(stick / report.receipt.rpartition("/")[2])
    return report


def state(place, number):
    query = CaseRow.select(CaseRow.uuid).where(CaseRow.case_no == number)
    return journal.folded(place.store, place.store.value(query)).facts


def test_two_counters_one_branch_and_head_office(  # noqa: PLR0915 - one story
    places,  # noqa: F811
    stick,  # noqa: F811
    tmp_path,
):
    counter, desk, head = places["b"], places["a"], places["h"]

    # In the morning both hold the same case; then the line to the back office is a USB stick.
    shared = register(desk.office)
    step(desk.desk("li"), shared, "assign", handler="chen", department="客户服务部")
    carry(desk, counter, stick)

    # Both work on: own cases, and the same one.
    at_counter = register(counter.office, complainant={"name": "李四", "phone": "13700001111"})
    at_desk = register(desk.office)
    walk(desk, at_desk)
    told = {"way": "phone", "result": "reached", "summary": "客户补充：已扣两年。"}
    step(counter.desk("chen"), shared, "contact", **told)
    step(counter.desk("chen"), shared, "amend", grade="B", amount="600")
    step(desk.desk("chen"), shared, "amend", grade="C", product="白金信用卡")

    # In the evening the counter's packet reaches the branch desk: union, and one real conflict.
    report = carry(counter, desk, stick)
    assert report.new == [at_counter]
    assert report.conflicts == {shared: ["grade"]}
    assert state(desk, shared)["amount"] == "600.00"
    assert state(desk, shared)["product"] == "白金信用卡"
    assert len(state(desk, shared)["contacts"]) == 1

    # The supervisor decides with a reason; the counter learns of it.
    (case,) = read_tray(desk.store)
    choices = {"grade": "B"}
    command = DecideConflict(
        case_no=case.case_no, choices=choices, reason="金额较大。", seen_version=case.version
    )
    desk.desk("li").do(command)
    carry(desk, counter, stick)
    assert read_tray(counter.store) == read_tray(desk.store) == []
    assert state(counter, shared) == state(desk, shared)

    # The month's packet to head office: same figures there, receipt back, nothing owed.
    carry(desk, head, stick)
    mine = read_figures(desk.store, MONTH, desk.clock.now())
    theirs = read_figures(head.store, MONTH, head.clock.now())
    assert theirs.balance == mine.balance
    assert theirs.breakdown == mine.breakdown
    (cover, missing) = read_coverage(head.store, MONTH, head.clock.now())
    assert cover.days["2026-11-20"] is Cover.IN
    assert missing.days["2026-11-20"] is Cover.MISSING
    told_of = {d["device"]: d for d in read_status(desk.store)["devices"]}
    assert told_of[head.id]["owed"] == 0
    printed = print_report(head.desk("li"), MONTH, tmp_path / "report")
    assert all(path.exists() for path in printed.files.values())
    for place in (counter, desk, head):
        assert verify(place.store, place.office.reckoning) == []
        json.dumps(read_status(place.store))
