"""Rights and steps, written down by hand from docs/domain.md and design.md: the oracle.

Nothing in here is taken from the desk. Whoever changes a right or a step there changes it
here too, and says by which paragraph.
"""

from typing import NamedTuple

# The roles, and who has which right: design.md 1 and 6, domain.md 11.3
LETTERS = {
    "specialist": "S",
    "supervisor": "U",
    "director": "D",
    "auditor": "A",
    "administrator": "M",
}
RIGHTS = {
    "read": "SUDA",
    "register": "SUD",
    "record": "SUD",
    "assign": "UD",
    "approve": "UD",
    "close": "UD",
    "archive": "UD",
    "extend": "UD",
    "extend_further": "D",
    "reopen": "UD",
    "countersign": "D",
    "report": "SUDA",
    "sign": "D",
    "print": "SUDA",
    "import": "UD",
    "export": "UD",
    "reveal": "SUD",
    "settings": "DM",
    "people": "DM",
    "backup": "DM",
    "exchange": "SUD",
    "devices": "D",
    "rules": "D",
    "decide": "UD",
    "prescribe": "UD",
    "audit": "DA",
    "erase": "D",
    "second": "SUDM",
}
# domain.md 11.2, one character for each state
STATES = {
    "派": "to_assign",
    "核": "to_investigate",
    "案": "planning",
    "批": "to_approve",
    "行": "executing",
    "知": "to_notify",
    "告": "notified",
    "访": "to_follow_up",
    "结": "closed",
    "档": "archived",
    # what is no complaint (R1): 咨询、建议、表扬 are answered, 举报 is handed on or examined
    "答": "to_answer",
    "复": "answered",
    "举": "to_examine",
    "移": "examined",
}
HANDLED = dict.fromkeys("派核案批行知告访", "=")  # where a complaint is handled; it stays there
OPEN = HANDLED | dict.fromkeys("答复举移", "=")
ANYWHERE = OPEN | dict.fromkeys("结档", "=")
CLOSES = dict.fromkeys(OPEN, "结")
DECIDED = dict.fromkeys("告访结档", "=")  # the complainant has been told


class Row(NamedTuple):
    """One action.

    Attributes:
        right: What it takes; who has it say ``RIGHTS``.
        leads: From which states, and where to; "=" stays.
        signed: By the author's own key.
    """

    right: str
    leads: dict[str, str]
    signed: bool = False


LIFE = {
    # 11.2: the way of a case; 11.3: who records, who assigns, who approves; design.md 3, rule 6
    "assign": Row("assign", OPEN | {"派": "核"}),
    "contact": Row("record", OPEN),
    # 7, 14.7: 当场解决, while nobody has begun; within what a specialist decides alone
    "resolve": Row("record", {"派": "结", "核": "结", "答": "结"}, signed=True),
    "investigate": Row("record", {"核": "案", "案": "案", "举": "移", "移": "移"}),
    "plan": Row("record", {"案": "行"}),  # within her limit; above it 批
    "approve": Row("approve", {"批": "行"}, signed=True),
    "return": Row("approve", {"批": "案"}, signed=True),
    "execute": Row("record", {"行": "知"}),
    "decide": Row("record", {"行": "行", "知": "知"}, signed=True),  # R20, before it is told (R22)
    "notify": Row("record", {"知": "访"}, signed=True),  # told at once; by post 告 (R22)
    "confirm-delivery": Row("record", {"告": "访", "访": "=", "结": "=", "档": "="}),  # N4
    "follow-up": Row("record", {"告": "访", "访": "访"}),
    # 9.4 F18: whoever is very dissatisfied is answered: reopened, or told why the result stands
    "uphold": Row("close", {"访": "="}, signed=True),
    "close": Row("close", dict.fromkeys("知告访复移", "结"), signed=True),
    # design.md 4: other kinds have their own ways
    "answer": Row("record", {"答": "复", "复": "复"}),
    "hand-on": Row("record", {"举": "移", "移": "移"}),
    # made an inquiry: to where its way begins; what is on it already stays
    "convert": Row("record", OPEN | dict.fromkeys([*HANDLED, "举", "移"], "答"), signed=True),
    "archive": Row("archive", {"结": "档"}),
    "amend": Row("record", OPEN),
    # design.md 4: receipt and kind decide clocks, whatever the state; signed, approved by another
    "correct": Row("record", ANYWHERE, signed=True),
    "confirm-correction": Row("approve", ANYWHERE, signed=True),
    "note": Row("record", OPEN | {"结": "="}),
    # side exits of 11.2: 撤回 (R13), 不予办理 (R15), 合并 (R16)
    "withdraw": Row("record", CLOSES, signed=True),
    "decline": Row("close", dict.fromkeys(HANDLED, "结"), signed=True),
    "merge": Row("record", CLOSES, signed=True),
    "unmerge": Row("record", {"结": "核"}, signed=True),  # to where it was merged from
    "split": Row("register", OPEN),
    "link": Row("record", ANYWHERE),
    "unlink": Row("record", ANYWHERE),
    # side states of 11.2: 暂停 (R19), 延期 (R18; 11.3), 重启 (R16), 约定 (R22), 重开
    "pause": Row("record", HANDLED),
    "resume": Row("record", HANDLED),
    "extend": Row("extend", HANDLED, signed=True),
    "extend-further": Row("extend_further", HANDLED, signed=True),
    "restart": Row("record", HANDLED),
    "agree": Row("record", HANDLED),
    "reopen": Row("reopen", {"访": "核", "结": "核", "档": "核"}, signed=True),
    # R17 recusal and handover; 14.4 promises; R11 evidence; 14.6 接口人; 14.7 money
    "transfer": Row("record", OPEN),
    "accept-transfer": Row("record", OPEN | {"派": "核"}),
    "refuse-transfer": Row("record", OPEN),
    "recuse": Row("record", OPEN),
    "keep-promise": Row("record", ANYWHERE),
    "add-evidence": Row("record", OPEN),
    "co-report": Row("record", HANDLED),
    "pay": Row("record", HANDLED),
    # a mistyped payment: one proposes, another who approves confirms, also when it was closed
    "correct-payment": Row("record", OPEN, signed=True),
    "confirm-payment": Row("approve", ANYWHERE, signed=True),
    # 升级 (重大, R29), 危机处理 (14.7): act first, report after, countersigned by the director
    "emergency": Row("record", HANDLED, signed=True),
    # reports are owed until they are made, whatever became of the case
    "emergency-report": Row("record", ANYWHERE, signed=True),
    "countersign": Row("countersign", ANYWHERE, signed=True),
    "report-major": Row("record", ANYWHERE),
    # 溯源整改 (R7, R26): whoever assigns work gives the task, and it outlives the case
    "rectify": Row("assign", ANYWHERE),
    "verify-rectification": Row("assign", ANYWHERE),
    "judge-effect": Row("assign", ANYWHERE),
    # 责任追究 (9.4 F22): as whoever gives a task; it may come after the case
    "hold-to-account": Row("assign", ANYWHERE),
    # 核查 (R21): after the decision, decided by whoever closes; 监管反馈 (F25) until it is given
    "apply-review": Row("record", DECIDED),
    "decide-review": Row("close", DECIDED, signed=True),
    "feed-back": Row("record", ANYWHERE),
}
