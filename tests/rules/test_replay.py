"""Acts in any order: the same clocks, the same breaches, the same account."""

from datetime import datetime
from random import Random

from desk.reads.case_file import read_case
from desk.rules.record.fold import fold
from desk.rules.time.clock_account import account_json, case_account
from desk.store.record import journal
from tests.builders import register, step

FURTHER = {
    "reason": "等待鉴定结论。",
    "approved_by": "示例分行 吴行长",
    "approval_no": "示分消保〔2026〕8号",
    "notice_on": "2026-11-20",
}
DAY = [
    (24, "chen", "pause", {"kind": "mediation", "evidence": "通知书"}),
    (26, "chen", "resume", {}),
    (27, "li", "extend", {"reason": "复杂。"}),
    (28, "director", "extend-further", FURTHER),
    (29, "chen", "restart", {"reason": "新录音。", "evidence": "光盘"}),
    (30, "li", "extend", {"reason": "仍复杂。"}),
    (30, "chen", "agree", {"on": "2026-12-30", "evidence": "协商记录"}),
]


def told(acts, reckoning):
    facts = fold(acts).facts
    return [account_json(case_account(c, facts, reckoning)) for c in reckoning.clocks(facts)]


def test_the_order_of_arrival_changes_no_clock_and_no_account(branch):
    case_no = register(branch.desk("chen"))
    for day, login, action, parts in DAY:
        branch.clock.moment = datetime(2026, 11, day, 11)
        step(branch.desk(login), case_no, action, **parts)
    reckoning = branch.desk().reckoning
    acts = journal.acts_of(branch.store, read_case(branch.store, reckoning, case_no).uuid)
    assert len(acts) == len(DAY) + 1
    before = told(acts, reckoning)
    assert before[0]["due_on"] == "2026-12-30"
    for seed in range(50):
        shuffled = list(acts)
        Random(seed).shuffle(shuffled)
        assert told(shuffled, reckoning) == before
