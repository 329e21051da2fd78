"""What is owed is found without reading every case whole, and nothing is overlooked."""

import pytest

from desk.reads.open_duties import ASKED, owed_by, owing_cases
from desk.rules.case.entries import ENTRIES
from desk.rules.people.recusal import recused_in
from desk.rules.steps.duties import Duty, duties
from desk.store.record import read_model
from desk.store.tables import OWING, CaseRow
from tests.builders import register, step, walk

NOW = "2026-11-20T10:00:00"
FULL = {
    **dict.fromkeys(ASKED, "x"),
    "state": "planning",
    "received_at": NOW,
    "registered_at": NOW,
    "investigated_at": NOW,
    "followed_up_at": NOW,
    "closed_at": NOW,
    "satisfaction": "very_dissatisfied",
    "compensation": "300.00",
    "reply_by": "2026-11-25",
    "forwarded_by": "nfra",
    "systemic": "systemic",
    "sensitive": [],
    "people_count": 1,
    "co_departments": [{"department": "运管部", "liaison": "周敏"}],
    "recused": [],
    "complained_staff": [],
    "notified_at": None,
    "executed_at": None,
    "contacts": [
        {"id": "1", "at": NOW, "result": "reached", "promise": "回电", "promised_on": "2026-11-21"}
    ],
    "emergencies": [{"id": "1", "at": NOW, "by": "chen", "reason": "急"}],
    "transfers": [{"id": "1", "at": NOW, "to": "zhou", "reason": "调岗"}],
}


class Watched(dict):
    """Facts that remember what was asked of them."""

    def __init__(self, facts):
        super().__init__(facts)
        self.asked = set()

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)


@pytest.mark.parametrize(
    "more", [{}, {"state": "closed"}, {"channel": "visit", "people_count": 30}]
)
def test_duties_ask_nothing_that_is_not_read_for_them(branch, more):
    facts = Watched({**FULL, **more})
    assert duties(facts, branch.desk().settings)
    recused_in(facts)
    assert facts.asked <= {*ASKED, *ENTRIES, "import_id"}


def forwarded(branch):
    return register(
        branch.desk(),
        forwarded_by="nfra",
        forward_no="1",
        forwarded_on="2026-11-19",
        reply_by="2026-11-30",
        regulator_received_at="2026-11-19T09:00:00",
    )


def rectifying(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="execute")
    step(
        branch.desk("li"),
        case_no,
        "rectify",
        cause="系统",
        measure="改系统",
        owner="chen",
        due_on="2026-12-01",
    )
    return case_no


def promising(branch):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    told = {"way": "phone", "result": "reached", "summary": "答复", "promise": "回电"}
    step(branch.desk("chen"), case_no, "contact", **told, promised_on="2026-11-25")
    return case_no


def major(branch):
    return register(branch.desk(), sensitive=["disaster"])


def helped(branch):
    case_no, helpers = register(branch.desk()), [{"department": "运管部", "liaison": "周敏"}]
    step(branch.desk("li"), case_no, "assign", handler="chen", co_departments=helpers)
    return case_no


def systemic(branch):
    """A case that ended with a systemic problem for which nothing was ordered."""
    case_no = register(branch.desk())
    walk(branch, case_no, until="contact")
    found = {"investigation": "系统缺陷。", "finding": "upheld", "systemic": "systemic"}
    step(branch.desk("chen"), case_no, "investigate", **found)
    step(branch.desk("chen"), case_no, "withdraw", remarks="客户撤回。")
    return case_no


def withdrawn(branch):
    """A case withdrawn before the emergency was reported."""
    case_no = register(branch.desk())
    acted = {"group": ["陈立", "周敏"], "reason": "聚集。", "measures": "疏导。"}
    step(branch.desk("chen"), case_no, "emergency", **acted)
    step(branch.desk("chen"), case_no, "withdraw", remarks="客户撤回。")
    return case_no


def unanswered(branch):
    """A forwarded case withdrawn before the forwarder, who set no day, was answered."""
    told = {"forward_no": "1", "forwarded_on": "2026-11-19", "regulator_received_at": NOW}
    case_no = register(branch.desk(), forwarded_by="nfra", **told)
    step(branch.desk("chen"), case_no, "withdraw", remarks="客户撤回。")
    return case_no


def ended_major(branch):
    case_no = register(branch.desk(), sensitive=["disaster"])
    step(branch.desk("chen"), case_no, "withdraw", remarks="客户撤回。")
    return case_no


def reviewed(branch):
    """A case that is closed while its decision is reviewed."""
    somebody = {"name": "核查人", "phone": "13911112222"}
    case_no = register(branch.desk(), complainant=somebody)
    walk(branch, case_no, until="close")
    asked = {"grounds": "不服。", "arrived_at": NOW, "applied_at": NOW}
    step(branch.desk("chen"), case_no, "apply-review", **asked)
    return case_no


SORTS = {
    reviewed: Duty.REVIEW,
    forwarded: Duty.FEEDBACK,
    rectifying: Duty.RECTIFICATION,
    promising: Duty.PROMISE,
    major: Duty.MAJOR_REPORT,
    helped: Duty.CO_REPORT,
    systemic: Duty.SYSTEMIC,
    withdrawn: Duty.EMERGENCY_REPORT,
    unanswered: Duty.FEEDBACK,
    ended_major: Duty.MAJOR_REPORT,
}


def owed_in(branch, cases=None):
    office = branch.desk()
    found = owed_by(branch.store, office.settings, office.actor, cases, office.reckoning)
    return sorted((facts["case_no"], owed.duty, owed.due_at, owed.who) for facts, owed in found)


def every_case(branch):
    """Return the facts of all cases, read whole."""
    columns = [getattr(CaseRow, name) for name in read_model.CASE_COLUMNS]
    return [read_model.facts_of(row) for row in branch.store.rows(CaseRow.select(*columns))]


@pytest.mark.parametrize("make", SORTS, ids=lambda make: make.__name__)
def test_every_sort_of_debt_is_found(branch, make):
    case_no = make(branch)
    assert (case_no, SORTS[make]) in [one[:2] for one in owed_in(branch)]
    assert owed_in(branch) == owed_in(branch, every_case(branch))


def test_nothing_is_overlooked_that_a_look_at_every_case_finds(branch):
    for make in SORTS:
        make(branch)
    ways = ("assign", "contact", "investigate", "execute", "notify", "close", "archive")
    for number, until in enumerate(ways):
        someone = {"name": f"客户{until}", "phone": f"1390000{number:04d}"}
        walk(branch, register(branch.desk(), complainant=someone), until=until)
    assert owed_in(branch) == owed_in(branch, every_case(branch))
    assert len(list(owing_cases(branch.store))) < len(every_case(branch))


@pytest.mark.usefixtures("in_a_file")
def test_a_case_that_is_over_and_owes_is_found_by_an_index(branch):
    case_no, store = rectifying(branch), branch.store
    store.run(CaseRow.update(is_open=0, state="closed").where(CaseRow.case_no == case_no))
    assert case_no in [facts["case_no"] for facts in owing_cases(store)]
    asked = f'EXPLAIN QUERY PLAN SELECT case_no FROM "case" WHERE {OWING}'
    ((*_, plan),) = store.database.execute_sql(asked).fetchall()
    assert "case_owing" in plan
