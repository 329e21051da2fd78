"""Many invented cases, brought into the tables as the journal would bring them."""

from datetime import datetime, timedelta

from hypothesis import strategies as st

from desk.base.clock import stamp
from desk.rules.case.life import State
from desk.rules.record.fold import Folded
from desk.rules.settings import Settings
from desk.rules.time.calendar import calendar_of
from desk.rules.time.practice import reckoning
from desk.rules.time.rule_files import shipped_rules
from desk.store import search
from desk.store.record.read_model import CaseBatch
from desk.store.tables import CaseRow, ClockRow, ClosedRow, MissedRow

NOW = datetime(2026, 11, 20, 10, 0)
RECKONING = reckoning(
    shipped_rules(),
    calendar_of(),
    Settings({"specialist_limit": "500", "supervisor_limit": "5000"}),
)
OTHER_WAYS = (State.TO_ANSWER, State.ANSWERED, State.TO_EXAMINE, State.EXAMINED)
STATES = [state for state in State if state not in OTHER_WAYS]  # a complaint's, in order
# Which moment is known once a case has come as far as the state beside it.
MOMENTS = (
    ("first_contact_at", 1),
    ("investigated_at", 2),
    ("planned_at", 3),
    ("executed_at", 5),
    ("notified_at", 6),
    ("followed_up_at", 7),
    ("closed_at", 8),
)
TOLD = ("信用卡年费重复扣收", "理财产品亏损", "柜面服务态度", "年费与理财都有问题")


@st.composite
def facts(draw, latest=NOW, days=70):
    """Draw the facts of a case received within ``days`` before ``latest``."""
    received = latest - timedelta(minutes=draw(st.integers(1, days * 1440)))
    place = draw(st.integers(0, len(STATES) - 1))
    registered = received + timedelta(minutes=draw(st.integers(0, 300)))
    at, found = registered, {}
    for name, needs in MOMENTS:
        at += timedelta(hours=draw(st.integers(0, 240)))
        if place >= needs and (name == "closed_at" or draw(st.integers(0, 5))):
            found[name] = stamp(at)
    if place >= 8:
        ends = ("agreed", "not_agreed", "mediated", "withdrawn", "merged")
        found["outcome"] = draw(st.sampled_from(ends))
        found["finding"] = draw(st.sampled_from(("upheld", "partly", "not_upheld", None)))
        if found["outcome"] == "withdrawn":
            found["withdrawn_at"] = found["closed_at"]
    optional = {
        "handler": st.sampled_from(("chen", "zhou", None)),
        "grade": st.sampled_from(("A", "B", None)),
        "product_line": st.sampled_from(("B03", "B05", None)),
        "cause": st.sampled_from(("C07", None)),
        "business_channel": st.sampled_from(("A1-01", "A2", None)),
        "complained_unit": st.sampled_from(("城东", "湖滨", None)),
        "complexity": st.sampled_from(("simple", "complex")),
        "topic": st.sampled_from(("service", None)),
        "compensation": st.sampled_from((None, "0.00", "12.34", "300.00")),
        "liable": st.sampled_from((None, True, False)),
        "satisfaction": st.sampled_from((None, "satisfied", "dissatisfied", "no_answer")),
        "demands": st.sampled_from((None, ["refund"], ["refund", "credit_objection"])),
        "repeat_of": st.sampled_from((None, "TS-1")),
        "forwarded_by": st.sampled_from((None, "nfra")),
    }
    found |= {name: draw(choice) for name, choice in optional.items()}
    return {
        **{name: value for name, value in found.items() if value is not None},
        "kind": draw(st.sampled_from(("complaint", "complaint", "complaint", "inquiry"))),
        "channel": draw(st.sampled_from(("visit", "phone", "pbc", "regulator"))),
        "facts": draw(st.sampled_from(TOLD)),
        "complainant.name": "张三丰",
        "received_at": stamp(received),
        "registered_at": stamp(registered),
        "state": STATES[place].value,
    }


def fill(store, several):
    """Put ``several`` cases in place of all that is there; return them by id."""
    crowd = {
        number: {**facts, "case_no": f"TS-0101-20261120-A{number:03d}"}
        for number, facts in enumerate(several, start=1)
    }
    with store.writing():
        store.run(CaseRow.delete())
        store.run(ClockRow.delete())
        store.run(MissedRow.delete())
        store.run(ClosedRow.delete())
        search.clear(store)
        batch = CaseBatch(store=store, reckoning=RECKONING)
        for number, one in crowd.items():
            batch.add(number, f"u{number}", Folded(facts=one, live={}, count=1))
        batch.flush()
    return crowd


def is_open(one):
    return one["state"] not in {"closed", "archived"}
