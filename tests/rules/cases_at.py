"""A case in any state, and what each step is given so that it could be taken."""

from datetime import datetime

from desk.rules.calendar import calendar_of
from desk.rules.cases import Action
from desk.rules.fields import flat
from desk.rules.guards import Situation
from desk.rules.people import Person, Role
from desk.rules.practice import reckoning
from desk.rules.rulebook import shipped_rules
from desk.rules.settings import Settings
from desk.rules.step import take
from desk.rules.steps import STEPS
from tests.builders import DECISION

NOW = datetime(2026, 11, 20, 10, 0)
STAMP = "2026-11-20T10:00:00"
PEOPLE = {
    person.login: person
    for person in (
        Person("chen", "陈立", Role.SPECIALIST),
        Person("zhou", "周敏", Role.SPECIALIST),
        Person("li", "李卓", Role.SUPERVISOR),
        Person("director", "王敏", Role.DIRECTOR),
        Person("he", "何宏", Role.AUDITOR),
        Person("gone", "高离", Role.SPECIALIST, active=False),
    )
}
SETTINGS = Settings({"specialist_limit": "500.00", "supervisor_limit": "5000.00"})
FACTS = {
    "case_no": "TS-0101-20261119-A001",
    "kind": "complaint",
    "channel": "phone",
    "complainant.name": "张三",
    "facts": "年费重复扣收。",
    "received_at": "2026-11-19T09:00:00",
    "registered_at": "2026-11-19T09:30:00",
    "handler": "chen",
    "planned_by": "chen",
    "investigation": "属实。",
    "plan": "退费。",
    "notice_proof": "录音 1",
    "notified_at": "2026-11-20T09:00:00",
    "followed_up_at": "2026-11-20T09:30:00",
    "follow_up": "满意。",
    "finding": "upheld",
    "outcome": "agreed",
    "closed_at": "2026-11-20T09:45:00",
    "contacts": [{"id": "1", "way": "phone"}],
}
RECKONING = reckoning(shipped_rules(), calendar_of(), SETTINGS)
GOING = dict.fromkeys(("notified_at", "closed_at"))
# What a case must be like so that the step can be taken with it.
BEFORE = {
    Action.PAUSE: GOING,
    Action.RESUME: {**GOING, "pauses": [{"id": "p1", "kind": "house", "from": STAMP}]},
    Action.EXTEND: GOING,
    Action.EXTEND_FURTHER: {
        **GOING,
        "extensions": [{"id": "x1", "rule": "decide", "kind": "to-30", "at": STAMP}],
    },
    Action.AGREE: GOING,
}
# What each step is given; {field} or part of its entry.
GIVEN = {
    Action.ASSIGN: {"handler": "zhou"},
    Action.CONTACT: {"way": "phone", "result": "reached", "summary": "已告知。"},
    Action.INVESTIGATE: {"investigation": "核实属实。", "finding": "upheld"},
    Action.PLAN: {"plan": "退还年费。", "compensation": "300.00"},
    Action.APPROVE: {"reason": "同意。"},
    Action.RETURN: {"reason": "请补充。"},
    Action.EXECUTE: {"execution": "已退费。"},
    Action.NOTIFY: {
        "decision": DECISION,
        "outcome": "agreed",
        "notice_way": "phone",
        "notice_proof": "录音 2",
    },
    Action.CONFIRM_DELIVERY: {"notice_proof": "签收单 3"},
    Action.FOLLOW_UP: {"satisfaction": "satisfied", "follow_up": "很满意。"},
    Action.CLOSE: {},
    Action.ARCHIVE: {"keep_until": "2030-01-01"},
    Action.WITHDRAW: {"remarks": "书面撤回。"},
    Action.AMEND: {"grade": "A"},
    Action.NOTE: {"text": "记一笔。"},
    Action.PAUSE: {"kind": "appraisal", "evidence": "委托鉴定函", "notice_on": "2026-11-20"},
    Action.RESUME: {},
    Action.EXTEND: {"reason": "情况复杂。"},
    Action.EXTEND_FURTHER: {
        "reason": "等待鉴定。",
        "approved_by": "示例分行 吴行长",
        "approval_no": "示分消保〔2026〕8号",
        "notice_on": "2026-11-20",
    },
    Action.RESTART: {"reason": "补充新流水。", "evidence": "流水 3 页"},
    Action.AGREE: {"on": "2026-12-31", "evidence": "协商记录"},
    Action.REOPEN: {"reason": "上级核查要求重办。"},
}


def situation(action, state, actor="li", *, facts=None, given=None, now=NOW):
    """Return the situation in which ``actor`` takes ``action`` with a case in ``state``."""
    fields = dict(flat(GIVEN[action] if given is None else given))
    names = {part.id for part in STEPS[action].parts}
    entry = {name: fields.pop(name) for name in names if name in fields}
    known = {**FACTS, "state": state.value, **BEFORE.get(action, {}), **(facts or {})}
    return Situation(
        actor=PEOPLE[actor],
        now=now,
        facts=known,
        given=fields,
        entry=entry,
        settings=SETTINGS,
        people=PEOPLE,
        entry_id="e1",
        clocks=RECKONING.clocks(known),
    )


def taken(action, state, actor="li", **more):
    """Return what taking ``action`` writes."""
    return take(STEPS[action], situation(action, state, actor, **more))
