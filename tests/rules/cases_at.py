"""A case in any state, and what each step is given so that it could be taken."""

from datetime import datetime

from desk.rules.case.fields import flat
from desk.rules.case.life import Action
from desk.rules.people.rights import People, Person, Role
from desk.rules.settings import Settings
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import apply_step
from desk.rules.steps.table import STEPS
from desk.rules.time.calendar import calendar_of
from desk.rules.time.practice import reckoning
from desk.rules.time.rule_files import shipped_rules
from tests.builders import DECISION

NOW = datetime(2026, 11, 20, 10, 0)
STAMP = "2026-11-20T10:00:00"
PEOPLE = People(
    {
        person.login: person
        for person in (
            Person(login="chen", name="陈立", role=Role.SPECIALIST),
            Person(login="zhou", name="周敏", role=Role.SPECIALIST),
            Person(login="li", name="李卓", role=Role.SUPERVISOR),
            Person(login="director", name="王敏", role=Role.DIRECTOR),
            Person(login="he", name="何宏", role=Role.AUDITOR),
            Person(login="gone", name="高离", role=Role.SPECIALIST, active=False),
        )
    }
)
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
OFFERED = {"id": "t1", "to": "li", "reason": "请假。", "by": "chen", "at": STAMP}
ACTED = {"id": "g1", "by": "chen", "at": STAMP, "group": ["陈立", "周敏"]}
PAID = {"id": "p1", "paid": "300.00", "on": "2026-11-20", "by": "chen", "at": STAMP}
COUNTER = {**PAID, "id": "p2", "paid": "30.00", "corrects": "p1", "reason": "多打一个零。"}
GOING = dict.fromkeys(("notified_at", "closed_at"))
# What a case must be like so that the step can be taken with it.
BEFORE = {
    Action.RESOLVE: {"received_at": "2026-11-20T09:00:00"},
    Action.CONFIRM_CORRECTION: {
        "corrections": [{"id": "k1", "by": "chen", "at": STAMP, "approved_by": "li"}]
    },
    Action.PAUSE: GOING,
    Action.RESUME: {**GOING, "pauses": [{"id": "p1", "kind": "house", "from": STAMP}]},
    Action.EXTEND: GOING,
    Action.EXTEND_FURTHER: {
        **GOING,
        "extensions": [{"id": "x1", "rule": "decide", "kind": "to-30", "at": STAMP}],
    },
    Action.RESTART: GOING,
    Action.AGREE: GOING,
    Action.ACCEPT_TRANSFER: {"transfers": [OFFERED]},
    Action.REFUSE_TRANSFER: {"transfers": [OFFERED]},
    Action.KEEP_PROMISE: {
        "contacts": [{"id": "c1", "promise": "周五回复", "promised_on": "2026-11-20"}]
    },
    Action.PAY: {"approved_at": STAMP, "compensation": "300.00"},
    Action.CORRECT_PAYMENT: {"payments": [PAID], "approved_at": STAMP, "compensation": "300.00"},
    Action.CONFIRM_PAYMENT: {"payments": [PAID, {**COUNTER, "by": "chen"}]},
    Action.UPHOLD: {"satisfaction": "very_dissatisfied"},
    Action.EMERGENCY_REPORT: {"emergencies": [ACTED]},
    Action.COUNTERSIGN: {
        "emergencies": [{**ACTED, "report": "经过。", "report_by": "chen", "report_at": STAMP}]
    },
    Action.REPORT_MAJOR: {"sensitive": ["disaster"]},
    Action.VERIFY_RECTIFICATION: {
        "rectifications": [{"id": "r1", "measure": "改流程", "owner": "chen"}]
    },
    Action.JUDGE_EFFECT: {
        "rectifications": [
            {"id": "r1", "measure": "改流程", "owner": "chen", "verified_on": "2026-09-01"}
        ]
    },
    Action.DECIDE_REVIEW: {"reviews": [{"id": "v1", "applied_at": STAMP}]},
    Action.FEED_BACK: {"forwarded_by": "nfra"},
    Action.UNLINK: {"related": ["TS-0101-20261101-A001"]},
    Action.UNMERGE: {
        "outcome": "merged",
        "merged_into": "TS-0101-20261101-A001",
        "mergers": [{"id": "m1", "facts": {"state": "to_investigate", "outcome": None}}],
    },
}
# What is no complaint, and what it says at the end of its way.
ON_WAY = {
    **{state: {"kind": "suggestion", "answer": "已采纳。"} for state in ("to_answer", "answered")},
    **{state: {"kind": "report", "handed_to": "监管局"} for state in ("to_examine", "examined")},
}
OTHER = {
    "case_no": "TS-0101-20261101-A001",
    "state": "to_investigate",
    "received_at": "2026-11-01T09:00:00",
    "related": ["TS-0101-20261119-A001"],
}
# What each step is given; {field} or part of its entry.
GIVEN = {
    Action.ASSIGN: {"handler": "zhou"},
    Action.RESOLVE: {
        "execution": "当场核对流水，退还年费。",
        "way": "phone",
        "summary": "同意，无其他要求。",
        "finding": "upheld",
        "notice_proof": "录音 5",
        "compensation": "300.00",
    },
    Action.CONTACT: {"way": "phone", "result": "reached", "summary": "已告知。"},
    Action.INVESTIGATE: {"investigation": "核实属实。", "finding": "upheld"},
    Action.PLAN: {"plan": "退还年费。", "compensation": "300.00"},
    Action.APPROVE: {"reason": "同意。"},
    Action.RETURN: {"reason": "请补充。"},
    Action.EXECUTE: {"execution": "已退费。"},
    Action.DECIDE: {"decision": DECISION},
    Action.NOTIFY: {
        "decision": DECISION,
        "outcome": "agreed",
        "notice_way": "phone",
        "notice_proof": "录音 2",
    },
    Action.CONFIRM_DELIVERY: {"notice_proof": "签收单 3"},
    Action.FOLLOW_UP: {"satisfaction": "satisfied", "follow_up": "很满意。"},
    Action.UPHOLD: {"text": "已复核，维持原处理结果。"},
    Action.CLOSE: {},
    Action.ARCHIVE: {"keep_until": "2030-01-01"},
    Action.WITHDRAW: {"remarks": "书面撤回。"},
    Action.AMEND: {"grade": "A"},
    Action.CORRECT: {
        "received_at": "2026-11-19T08:00:00",
        "reason": "时间录错。",
        "approved_by": "director",
    },
    Action.CONFIRM_CORRECTION: {"opinion": "属实。"},
    Action.ANSWER: {"answer": "已电话说明年费规则。"},
    Action.HAND_ON: {"handed_to": "示例监管局"},
    Action.CONVERT: {"kind": "inquiry", "reason": "来电人只是询问。"},
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
    Action.TRANSFER: {"to": "zhou", "reason": "休假。"},
    Action.ACCEPT_TRANSFER: {},
    Action.REFUSE_TRANSFER: {"reason": "手头已满。"},
    Action.RECUSE: {"recused": ["zhou"], "text": "与投诉人系亲属。"},
    Action.KEEP_PROMISE: {"summary": "已电话回复。"},
    Action.ADD_EVIDENCE: {"what": "流水", "source": "held"},
    Action.CO_REPORT: {"department": "财务部", "summary": "已核对。"},
    Action.PAY: {"paid": "300.00", "receipt": "回单 7"},
    Action.CORRECT_PAYMENT: {"paid": "30.00", "reason": "多打一个零。"},
    Action.CONFIRM_PAYMENT: {"opinion": "已核对回单。"},
    Action.EMERGENCY: {"group": ["陈立", "周敏"], "reason": "聚集。", "measures": "疏导。"},
    Action.EMERGENCY_REPORT: {"report": "经过与结果。"},
    Action.COUNTERSIGN: {"opinion": "属实。"},
    Action.REPORT_MAJOR: {
        "stage": "first",
        "to": "示例分行",
        "situation": "二十五人到场。",
        "measures": "已接待。",
    },
    Action.RECTIFY: {
        "cause": "流程缺陷",
        "measure": "改流程",
        "owner": "chen",
        "due_on": "2026-12-20",
    },
    Action.VERIFY_RECTIFICATION: {"result": "已落实。"},
    Action.JUDGE_EFFECT: {"helped": True, "effect": "同类投诉下降。"},
    Action.HOLD_TO_ACCOUNT: {
        "person": "柜员甲",
        "facts": "未尽告知义务。",
        "basis": "员工守则第八条。",
        "decision": "通报批评。",
    },
    Action.APPLY_REVIEW: {"grounds": "不服处理决定。"},
    Action.DECIDE_REVIEW: {"result": "upheld", "text": "维持。"},
    Action.FEED_BACK: {"to": "nfra", "way": "邮寄", "number": "反馈1号", "proof": "EMS 1"},
    Action.DECLINE: {"remarks": "非本人提出。", "notice_way": "phone", "notice_proof": "录音 9"},
    Action.LINK: {"other_no": "TS-0101-20261101-A001", "reason": "同一事项。"},
    Action.UNLINK: {"other_no": "TS-0101-20261101-A001", "reason": "误关联。"},
    Action.MERGE: {
        "merged_into": "TS-0101-20261101-A001",
        "new_facts": False,
        "reason": "同一投诉，无新事实。",
        "other_person": True,
    },
    Action.UNMERGE: {"reason": "合并有误。"},
    Action.SPLIT: {"facts": "另一笔扣款。", "reason": "两件事。"},
}


def situation(action, state, actor="li", *, facts=None, given=None, now=NOW):
    """Return the situation in which ``actor`` takes ``action`` with a case in ``state``."""
    fields = dict(flat(GIVEN[action] if given is None else given))
    names = {part.id for part in STEPS[action].parts}
    entry = {name: fields.pop(name) for name in names if name in fields}
    on_way = ON_WAY.get(state.value, {})
    known = {**FACTS, **on_way, "state": state.value, **BEFORE.get(action, {}), **(facts or {})}
    if given is None and known["kind"] != "complaint":
        fields = {n: v for n, v in fields.items() if n in STEPS[action].suited(known).takes}
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
        other={**OTHER, "related": []} if action is Action.LINK else OTHER,
        new_no="TS-0101-20261120-A002",
    )


def taken(action, state, actor="li", **more):
    """Return what taking ``action`` writes."""
    return apply_step(STEPS[action], situation(action, state, actor, **more))
