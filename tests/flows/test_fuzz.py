"""Random people do random things to random cases: no fault, every no in words, nothing drifts.

Some hundred actions in every run; ten thousand with ``--slow``.
"""

import shutil
from collections import Counter
from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desk.actions.bulk import BulkStep
from desk.actions.register_case import RegisterCase
from desk.actions.take_step import TakeStep
from desk.actions.undo_step import UndoStep
from desk.base import words
from desk.base.errors import Refusal
from desk.home.opening import DATABASE, KEY_FILE
from desk.reads.case_file import read_case
from desk.reads.open_duties import leads_to, owed_by
from desk.reads.verify import verify
from desk.rules.case.life import Action, State
from desk.rules.steps.clock_guards import HOUSE
from desk.rules.steps.gate import gaps
from desk.rules.steps.merged_state import misfits
from desk.rules.time.calculator import reckon
from desk.rules.time.rule_files import shipped_rules
from desk.store.record import journal
from tests.builders import INTAKE, WAY
from tests.conftest import Branch
from tests.rules.cases_at import GIVEN

LOGINS = ("chen", "zhou", "li", "director", "he", "xu")
PEOPLE = ("张三", "李四", "王五")
ODD = st.sampled_from(
    ["", "  ", "x", "chen", "周敏", "2026-11-25", "2020-01-01", "300", "-1", [], ["zhou"], True, 7]
)
DAYS = ("promised_on", "on", "due_on", "notice_on")


VARIED = {
    Action.CONTACT: {"promise": ["周五回复", ""], "promised_on": ["2026-12-20", ""]},
    Action.PLAN: {"compensation": ["0", "300", "450", "2400", "9000"]},
    Action.PAUSE: {"kind": ["appraisal", "mediation", HOUSE]},
    Action.MERGE: {
        "new_facts": [True, False],
        "evidence": ["新流水"],
        "other_person": [True, False],
    },
}


PAIRS = (
    (
        ("chen", Action.EMERGENCY),
        ("chen", Action.EMERGENCY_REPORT),
        ("director", Action.COUNTERSIGN),
    ),
    (
        ("li", Action.RECTIFY),
        ("director", Action.VERIFY_RECTIFICATION),
        ("li", Action.JUDGE_EFFECT),
    ),
    (("chen", Action.APPLY_REVIEW), ("li", Action.DECIDE_REVIEW)),
    (("chen", Action.TRANSFER), ("zhou", Action.ACCEPT_TRANSFER)),
    (("chen", Action.TRANSFER), ("zhou", Action.REFUSE_TRANSFER)),
    (("li", Action.EXTEND), ("director", Action.EXTEND_FURTHER)),
    (("chen", Action.LINK), ("zhou", Action.UNLINK)),
    (("chen", Action.MERGE), ("zhou", Action.UNMERGE)),
    (("chen", Action.PAUSE), ("chen", Action.RESUME)),
    (("chen", Action.PLAN), ("director", Action.APPROVE), ("chen", Action.PAY)),
    (("chen", Action.PLAN), ("li", Action.RETURN)),
    (("chen", Action.CONTACT), ("chen", Action.KEEP_PROMISE)),
)


def is_worded(refusal):
    """Say whether a refusal is a sentence: it ends as one and has no gap left in it."""
    text = str(refusal)
    return len(text) > 8 and text.rstrip('”"').endswith((".", "。", "}")) and "{" not in text


class Desk(RuleBasedStateMachine):
    """A branch that anything may happen to."""

    folder = keys = place = None
    runs: ClassVar[Counter] = Counter()

    def __init__(self):
        super().__init__()
        home = self.place / f"run{self.runs['homes']}"
        Desk.runs["homes"] += 1
        home.mkdir()
        for name in (KEY_FILE, DATABASE):
            shutil.copy(self.folder / name, home / name)
        self.home = home
        self.branch = Branch(home, self.keys)
        self.cases = []

    def teardown(self):
        reckoning = self.branch.desk().reckoning
        assert verify(self.branch.store, reckoning) == []
        for case_no in self.cases:
            self.clocks_agree(read_case(self.branch.store, reckoning, case_no))
        self.branch.store.close()
        shutil.rmtree(self.home)

    def clocks_agree(self, case):
        """The deadline is what the pure calculator says of the same line."""
        facts = case.facts
        for clock in case.clocks:
            if clock.rule.id != "decide" or facts.get("agreed_dates"):
                continue
            restarts = [entry["at"] for entry in facts.get("restarts", ())]
            stopped = facts.get(clock.rule.stop)
            restart = max((at for at in restarts if not stopped or at <= stopped), default=None)
            if stopped and restarts and max(restarts) > stopped:
                restart = None
            since = restart or ""
            line = {
                "rule": "decide",
                "start": facts["received_at"],
                "restart": restart,
                "extensions": [
                    entry["kind"]
                    for entry in facts.get("extensions", ())
                    if entry["rule"] == "decide" and entry["at"] >= since
                ],
                "pauses": [
                    {"kind": entry["kind"], "from": entry["from"], "until": entry["until"]}
                    for entry in facts.get("pauses", ())
                    if entry.get("until")
                    and (entry["kind"] != "appraisal" or entry.get("notice_on"))
                ],
            }
            counting = self.branch.desk().reckoning.now.counting
            told = reckon(line, shipped_rules(), counting)["due_on"]
            assert told == clock.due.on.isoformat(), (line, clock.due)

    def attempt(self, login, command):
        """Let ``login`` try it; the desk does it or says no in a sentence."""
        Desk.runs["actions"] += 1
        try:
            changes = self.branch.desk(login).do(command)
        except Refusal as caught:
            refusal = caught
        else:
            Desk.runs["done"] += 1
            return changes
        assert is_worded(refusal), (command, str(refusal))
        Desk.runs["refused"] += 1
        return None

    @initialize()
    def begin(self):
        self.register("chen", "张三", "phone", 1)

    @rule(
        login=st.sampled_from(LOGINS[:4]),
        name=st.sampled_from(PEOPLE),
        channel=st.sampled_from(["phone", "visit", "regulator"]),
        people=st.sampled_from([1, 1, 25]),
    )
    def register(self, login, name, channel, people):
        phone = f"1380000567{PEOPLE.index(name)}"
        who = {"name": name, "phone": phone}
        given = {**INTAKE, "complainant": who, "channel": channel, "people_count": people}
        if channel == "regulator":
            given["forwarded_by"] = "nfra"
        changes = self.attempt(login, RegisterCase(given=given))
        if changes:
            self.cases.append(changes.case_no)

    def given(self, data, action):
        """Return what fits the action, with something spoilt now and then."""
        told = self.fitting(data, action)
        if told and data.draw(st.integers(0, 7), label="spoil") == 0:
            name = data.draw(st.sampled_from(sorted(told)), label="part")
            told[name] = data.draw(ODD, label="odd")
        return told

    def fitting(self, data, action):
        """Return what fits the action, another case and days ahead included."""
        told = dict(GIVEN[action])
        for name in ("merged_into", "other_no"):
            if name in told:
                told[name] = data.draw(st.sampled_from(self.cases), label=name)
        today = self.branch.clock.moment.date()
        for name in DAYS:
            if name in told:
                ahead = data.draw(st.integers(-2, 20), label=name)
                told[name] = (today + timedelta(days=ahead)).isoformat()
        for name, values in VARIED.get(action, {}).items():
            told[name] = data.draw(st.sampled_from(values), label=name)
        return told

    def whoever(self, data):
        return data.draw(st.sampled_from(LOGINS), label="who")

    def case(self, data):
        return data.draw(st.sampled_from(self.cases), label="case")

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), is_legal=st.integers(0, 3))
    def act(self, data, is_legal):
        case_no = self.case(data)
        facts = read_case(self.branch.store, self.branch.desk().reckoning, case_no)
        offered = facts.actions if is_legal else list(Action)
        action = data.draw(st.sampled_from(offered), label="action")
        login = data.draw(st.sampled_from(LOGINS[: 4 if is_legal else None]), label="who")
        given = self.given(data, action)
        changes = self.attempt(login, TakeStep(case_no=case_no, action=action, given=given))
        if changes:
            Desk.runs[action.value] += 1
        if changes and changes.result:
            self.cases.append(changes.result)

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def onward(self, data):
        """Go a step further the usual way, so that late states are met too."""
        case_no = self.case(data)
        case = read_case(self.branch.store, self.branch.desk().reckoning, case_no)
        step = case.facts.get("next_step")
        if step == "follow-up" and case.facts.get("followed_up_at"):
            step = "close"
        if step:
            action = Action(step)
            given = self.given(data, action)
            login = data.draw(st.sampled_from(("zhou", "li", "director")), label="who")
            if self.attempt(login, TakeStep(case_no=case_no, action=action, given=given)):
                Desk.runs[action.value] += 1

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), until=st.sampled_from(["plan", "notify", "archive"]))
    def walk(self, data, until):
        """Go the whole way by right people, as far as the desk lets them."""
        case_no = self.case(data)
        for name, login, given in WAY:
            command = TakeStep(case_no=case_no, action=Action(name), given=given)
            if self.attempt(login, command):
                Desk.runs[name] += 1
            if name == until:
                return

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), pair=st.sampled_from(PAIRS))
    def after_each_other(self, data, pair):
        """Take two or three steps that belong together, by the people whose they are."""
        case_no = self.case(data)
        for login, action in pair:
            if action is Action.JUDGE_EFFECT:
                self.branch.clock.moment += timedelta(days=60)
            given = self.fitting(data, action)
            if self.attempt(login, TakeStep(case_no=case_no, action=action, given=given)):
                Desk.runs[action.value] += 1

    @precondition(lambda self: self.cases)
    @rule(data=st.data())
    def undo(self, data):
        if self.attempt(self.whoever(data), UndoStep(case_nos=[self.case(data)])):
            Desk.runs["undo"] += 1

    @precondition(lambda self: self.cases)
    @rule(data=st.data(), is_preview=st.booleans())
    def bulk(self, data, is_preview):
        action = data.draw(st.sampled_from(list(Action)), label="action")
        given = self.given(data, action)
        command = BulkStep(
            case_nos=tuple(self.cases), action=action, given=given, is_preview=is_preview
        )
        changes = self.attempt(self.whoever(data), command)
        for one in changes.result.refused if changes else ():
            assert len(one.reason) > 8

    @rule(hours=st.sampled_from([1, 5, 30, 200]))
    def wait(self, hours):
        self.branch.clock.moment += timedelta(hours=hours)

    @invariant()
    def every_case_can_be_read(self):
        desk = self.branch.desk()
        for case_no in self.cases[-2:]:
            case = read_case(self.branch.store, desk.reckoning, case_no)
            assert leads_to(self.branch.store, case.facts)
            missing = gaps(case.facts)
            assert all(str(gap.refusal) for gap in missing)
            if case.state is State.CLOSED and case.facts["outcome"] in ("agreed", "not_agreed"):
                assert not [gap for gap in missing if gap.action is not Action.KEEP_PROMISE]
            folded = journal.folded(self.branch.store, case.uuid)
            assert [str(found.refusal) for found in misfits(folded)] == []
        list(owed_by(self.branch.store, desk.settings, desk.actor))


def run(template, tmp_path, examples, steps):
    Desk.folder, Desk.keys = template
    Desk.place, Desk.runs = tmp_path, Counter()
    words.use("en")
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return Desk.runs


def test_some_hundred_random_actions_leave_no_fault_and_no_drift(template, tmp_path):
    runs = run(template, tmp_path, 6, 50)
    assert runs["actions"] >= 100
    assert runs["refused"]
    assert runs["done"]


@pytest.mark.slow
def test_ten_thousand_random_actions_leave_no_fault_and_no_drift(template, tmp_path):
    runs = run(template, tmp_path, 135, 60)
    assert runs["actions"] >= 10_000, runs
    assert runs["done"] >= 2_000
    met = {action for action in Action if runs[action.value]}
    assert len(met) >= len(Action) - 6, set(Action) - met
