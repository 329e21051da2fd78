"""Three stories through real pages and dialogs, each person at a window of her own."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from desk.reader import Reader
from desk.reads.case_file import read_case
from desk.reads.open_duties import open_debts
from desk.reads.verify import verify
from desk.rules.case.life import Action
from tests.builders import DECISION, INTAKE
from tests.ui.hands import press
from ui.base.hub import Hub
from ui.base.tasks import Tasks
from ui.dialogs.step_dialog import StepDialog
from ui.pages.case_page import CasePage
from ui.pages.intake_page import IntakePage

REMEDIES = {f"decision.{name}": text for name, text in DECISION.items()}


class Seat:
    """One person at her window: an intake page, a case page, and the dialogs that they open."""

    def __init__(self, branch, login, qtbot):
        reader = Reader(branch.desk(login))
        self.branch, self.qtbot = branch, qtbot
        self.tasks = Tasks(reader.close)
        self.hub = Hub(reader, self.tasks)
        self.told = []
        self.hub.told.connect(self.told.append)

    def register(self, **values):
        """Fill in the form and press the button; return the number."""
        opened = []
        self.hub.wants_case.connect(opened.append)
        page = IntakePage(self.hub)
        self.qtbot.addWidget(page)
        for form in page._forms:
            form.fill({**page._values(), **values})
        press(self.qtbot, page, "register")
        self.qtbot.waitUntil(lambda: bool(opened), timeout=15_000)
        return opened[0]

    def page(self, case_no):
        page = CasePage(self.hub)
        self.qtbot.addWidget(page)
        page.show_case(case_no)
        self.qtbot.waitUntil(lambda: page._case is not None, timeout=15_000)
        return page

    def dialog(self, case_no, action, **values):
        """Open a step beside its case, fill it in, press its button; return it unless taken."""
        page = self.page(case_no)
        page._open_step(Action(action))
        step = page.findChild(StepDialog)
        for name, value in values.items():
            step._form.edit(name).show_value(value)
        press(self.qtbot, step, "take-step")
        self.qtbot.waitUntil(
            lambda: page._side.step is None or step._ok.isEnabled(), timeout=15_000
        )
        return page._side.step

    def take(self, case_no, action, **values):
        """Take a step through its dialog; it must be accepted."""
        step = self.dialog(case_no, action, **values)
        assert step is None, [step.problems.line.text(), *_problems(step)]

    def refused(self, case_no, action, **values):
        """Take a step that is refused; return what the dialog says."""
        dialog = self.dialog(case_no, action, **values)
        assert dialog is not None
        return " ".join([dialog.problems.line.text(), *_problems(dialog)])


def _problems(dialog):
    labels = dialog._form.findChildren(QWidget)
    return [part.text() for part in labels if part.property("role") == "problem" and part.text()]


@pytest.fixture
def seats(branch, qapp, qtbot):
    assert qapp
    made = {}

    def seat(login):
        if login not in made:
            made[login] = Seat(branch, login, qtbot)
        return made[login]

    yield seat
    for one in made.values():
        one.tasks.stop()


def facts_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no).facts


def lights(branch, case_no):
    return {c.rule.id: c for c in read_case(branch.store, branch.desk().reckoning, case_no).clocks}


REPORT = {"to": "示例分行", "situation": "二十五人到场。", "measures": "已疏导。"}
SPOKEN = {"way": "phone", "result": "reached", "summary": "已与投诉人沟通。"}


def test_a_simple_matter_is_solved_at_the_counter_within_a_day(branch, seats):
    chen, zhou, li = seats("chen"), seats("zhou"), seats("li")
    facts = {**INTAKE, "channel": "visit", "facts": "客户咨询年费为何扣收，要求解释。"}
    case_no = chen.register(
        **{k: v for k, v in facts.items() if k != "complainant"},
        **{"complainant.name": "张三", "complainant.phone": "13800005678"},
    )
    li.take(case_no, "assign", handler="chen", department="客户服务部")
    branch.clock.moment += timedelta(hours=1)
    chen.take(case_no, "contact", **{**SPOKEN, "way": "meeting"})
    chen.take(case_no, "investigate", investigation="按章程收取。", finding="not_upheld")
    chen.take(case_no, "plan", plan="当面解释收费标准。", remedies=["explanation"])
    chen.take(case_no, "execute", execution="已当面解释。")
    handed = {"outcome": "agreed", "notice_way": "handed_over", "notice_proof": "签收单 1"}
    chen.take(case_no, "notify", **REMEDIES, **handed)
    branch.clock.moment += timedelta(hours=20)
    zhou.take(case_no, "follow-up", satisfaction="satisfied", follow_up="表示理解。")
    li.take(case_no, "close")
    li.take(case_no, "archive")
    clocks = lights(branch, case_no)
    assert clocks["first-response"].is_met
    assert clocks["decide"].is_met
    assert facts_of(branch, case_no)["state"] == "archived"
    assert verify(branch.store, branch.desk().reckoning) == []


def prepared(branch, seats, **told):
    """Return a complex case, extended and paused for an appraisal, ready for its plan."""
    chen, li = seats("chen"), seats("li")
    case_no = chen.register(**told)
    helpers = [{"department": "风险合规部", "liaison": "何宏"}, {"department": "财务部"}]
    li.take(case_no, "assign", handler="chen", co_departments=helpers)
    assert facts_of(branch, case_no)["co_departments"] == helpers
    chen.take(case_no, "contact", **SPOKEN)
    branch.clock.moment += timedelta(days=10)
    li.take(case_no, "extend", reason="情况复杂，需调取影像。", notice_on="2026-11-30")
    assert lights(branch, case_no)["decide"].due.on.isoformat() == "2026-12-20"
    pause = {"kind": "appraisal", "evidence": "委托鉴定函", "notice_on": "2026-11-30"}
    chen.take(case_no, "pause", **pause)
    branch.clock.moment += timedelta(days=5)
    chen.take(case_no, "resume")
    assert lights(branch, case_no)["decide"].due.on.isoformat() == "2026-12-25"
    chen.take(case_no, "co-report", department="风险合规部", summary="认定适当性有瑕疵。")
    chen.take(case_no, "add-evidence", what="签字笔迹鉴定书", source="third_party")
    chen.take(case_no, "investigate", investigation="销售提示不足。", finding="partly")
    return case_no


def test_a_complex_case_goes_through_everything_the_rules_know(branch, seats):
    chen, zhou, li, director = (seats(login) for login in ("chen", "zhou", "li", "director"))
    who = {"complainant.name": "李四", "complainant.phone": "13911112222", "channel": "letter"}
    told = {"facts": "理财产品收益与宣传不符，要求赔偿。", "complexity": "complex", "grade": "B"}
    earlier = chen.register(**who, **told)
    li.take(earlier, "assign", handler="chen", co_departments=[{"department": "财务部"}])
    chen.take(earlier, "investigate", investigation="部分属实。", finding="partly")
    chen.take(earlier, "plan", plan="补偿。", compensation="2400")
    li.take(earlier, "approve", reason="同意。")

    case_no = prepared(branch, seats, **who, **told)
    chen.take(case_no, "plan", plan="补偿部分损失。", compensation="2700")
    refusal = li.refused(case_no, "approve", reason="同意。")
    assert earlier in refusal
    assert "5,100.00" in refusal
    director.take(case_no, "approve", reason="同意，累计已知悉。")
    chen.take(case_no, "execute", execution="已转账。")
    chen.take(case_no, "pay", paid="2700", receipt="回单 9")
    posted = {"outcome": "not_agreed", "notice_way": "post", "notice_proof": "EMS 1234"}
    chen.take(case_no, "notify", **REMEDIES, **posted)
    assert facts_of(branch, case_no)["state"] == "notified"
    chen.take(case_no, "confirm-delivery", notice_proof="EMS 1234 已签收")
    zhou.take(case_no, "follow-up", satisfaction="dissatisfied", follow_up="不满意，要求核查。")
    chen.take(case_no, "apply-review", grounds="不服处理决定。", arrived_at="2026-12-05T10:00:00")
    li.take(case_no, "close")
    li.take(case_no, "decide-review", result="redo", text="上级责令重新处理。")
    li.take(case_no, "reopen", reason="上级核查责令重新处理。")
    facts = facts_of(branch, case_no)
    assert (facts["state"], facts.get("outcome")) == ("to_investigate", None)
    assert facts["rounds"][0]["facts"]["compensation"] == "2700.00"
    assert lights(branch, case_no)["review-decide"].is_met
    assert verify(branch.store, branch.desk().reckoning) == []


def crowd(branch, seats):
    """Return the case of twenty-five people, acted on at once and reported, not yet assigned."""
    chen = seats("chen")
    case_no = chen.register(
        **{"complainant.name": "王五", "complainant.phone": "13722223333", "standing": "group"},
        channel="visit",
        people_count=25,
        representatives=[{"name": "王五", "phone": "13722223333"}, {"name": "赵六"}],
        facts="二十五名客户到网点反映产品逾期，要求兑付。",
    )
    assert [one["name"] for one in facts_of(branch, case_no)["representatives"]] == ["王五", "赵六"]
    group = ["陈立", "李卓"]
    chen.take(case_no, "emergency", group=group, reason="聚集。", measures="疏导并垫付路费。")
    chen.take(case_no, "pay", paid="1000", receipt="收条 1")
    chen.take(case_no, "report-major", stage="first", **REPORT)
    assert [debt.case_no for debt in open_debts(branch.store)] == [case_no]
    return case_no


def test_twenty_five_people_at_the_counter_are_helped_first_and_reported_after(branch, seats):
    chen, zhou, li, director = (seats(login) for login in ("chen", "zhou", "li", "director"))
    case_no = crowd(branch, seats)
    li.take(case_no, "assign", handler="chen")
    branch.clock.moment += timedelta(hours=20)
    chen.take(case_no, "contact", **SPOKEN)
    chen.take(case_no, "emergency-report", report="经过、措施与费用明细。")
    chen.take(case_no, "investigate", investigation="属实。", finding="upheld")
    chen.take(case_no, "plan", plan="分期兑付并补路费。", compensation="1000")
    director.take(case_no, "approve", reason="同意。")
    chen.take(case_no, "execute", execution="已签协议。")
    handed = {"outcome": "agreed", "notice_way": "handed_over", "notice_proof": "签收单 25 份"}
    chen.take(case_no, "notify", **REMEDIES, **handed)
    zhou.take(case_no, "follow-up", satisfaction="neutral", follow_up="等待兑付。")
    said = li.refused(case_no, "close")
    assert "countersigned" in said
    assert "final report" in said
    page = li.page(case_no)
    assert page._owed.findChild(QPushButton, "fill-report-major") is not None
    director.take(case_no, "countersign", opinion="处置得当。")
    chen.take(case_no, "report-major", stage="final", **REPORT)
    li.take(case_no, "close")
    assert facts_of(branch, case_no)["state"] == "closed"
    assert open_debts(branch.store) == []
    assert verify(branch.store, branch.desk().reckoning) == []
