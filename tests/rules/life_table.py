"""The life of a case, written down by hand from docs/domain.md and design.md: the steps' oracle.

Nothing in here is taken from the table of steps. Whoever changes a step changes it here too,
and says by which paragraph.
"""

from typing import NamedTuple

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
}
OPEN = dict.fromkeys("派核案批行知告访", "=")  # where a case is being handled; it stays there
ANYWHERE = OPEN | dict.fromkeys("结档", "=")
CLOSES = dict.fromkeys("派核案批行知告访", "结")
DECIDED = dict.fromkeys("告访结档", "=")  # the complainant has been told


class Row(NamedTuple):
    """One action.

    Attributes:
        right: What it takes.
        roles: Who has it: S specialist, U supervisor, D director (nobody else touches a case).
        leads: From which states, and where to; "=" stays.
        signed: By the author's own key.
    """

    right: str
    roles: str
    leads: dict[str, str]
    signed: bool = False


LIFE = {
    # 11.2: the way of a case; 11.3: who records, who assigns, who approves; design.md 3, rule 6
    "assign": Row("assign", "UD", OPEN | {"派": "核"}),
    "contact": Row("record", "SUD", OPEN),
    "investigate": Row("record", "SUD", {"核": "案", "案": "案"}),
    "plan": Row("record", "SUD", {"案": "行"}),  # within her limit; above it 批
    "approve": Row("approve", "UD", {"批": "行"}, signed=True),
    "return": Row("approve", "UD", {"批": "案"}, signed=True),
    "execute": Row("record", "SUD", {"行": "知"}),
    "notify": Row("record", "SUD", {"知": "访"}, signed=True),  # told at once; by post 告 (R22)
    "confirm-delivery": Row("record", "SUD", {"告": "访"}),
    "follow-up": Row("record", "SUD", {"告": "访", "访": "访"}),
    "close": Row("close", "UD", dict.fromkeys("知告访", "结"), signed=True),
    "archive": Row("archive", "UD", {"结": "档"}),
    "amend": Row("record", "SUD", OPEN),
    "note": Row("record", "SUD", OPEN | {"结": "="}),
    # side exits of 11.2: 撤回 (R13), 不予办理 (R15), 合并 (R16)
    "withdraw": Row("record", "SUD", CLOSES, signed=True),
    "decline": Row("close", "UD", CLOSES, signed=True),
    "merge": Row("record", "SUD", CLOSES, signed=True),
    "unmerge": Row("record", "SUD", {"结": "核"}, signed=True),  # to where it was merged from
    "split": Row("register", "SUD", OPEN),
    "link": Row("record", "SUD", ANYWHERE),
    "unlink": Row("record", "SUD", ANYWHERE),
    # side states of 11.2: 暂停 (R19), 延期 (R18; 11.3), 重启 (R16), 约定 (R22), 重开
    "pause": Row("record", "SUD", OPEN),
    "resume": Row("record", "SUD", OPEN),
    "extend": Row("extend", "UD", OPEN, signed=True),
    "extend-further": Row("extend_further", "D", OPEN, signed=True),
    "restart": Row("record", "SUD", OPEN),
    "agree": Row("record", "SUD", OPEN),
    "reopen": Row("reopen", "UD", {"结": "核", "档": "核"}, signed=True),
    # R17 recusal and handover; 14.4 promises; R11 evidence; 14.6 接口人; 14.7 money
    "transfer": Row("record", "SUD", OPEN),
    "accept-transfer": Row("record", "SUD", OPEN | {"派": "核"}),
    "refuse-transfer": Row("record", "SUD", OPEN),
    "recuse": Row("record", "SUD", OPEN),
    "keep-promise": Row("record", "SUD", ANYWHERE),
    "add-evidence": Row("record", "SUD", OPEN),
    "co-report": Row("record", "SUD", OPEN),
    "pay": Row("record", "SUD", OPEN),
    # 升级 (重大, R29), 危机处理 (14.7): act first, report after, countersigned by the director
    "emergency": Row("record", "SUD", OPEN, signed=True),
    "emergency-report": Row("record", "SUD", OPEN, signed=True),
    "countersign": Row("countersign", "D", OPEN, signed=True),
    "report-major": Row("record", "SUD", OPEN),
    # 溯源整改 (R7, R26): whoever assigns work gives the task, and it outlives the case
    "rectify": Row("assign", "UD", ANYWHERE),
    "verify-rectification": Row("assign", "UD", ANYWHERE),
    "judge-effect": Row("assign", "UD", ANYWHERE),
    # 核查 (R21): after the decision, decided by whoever closes; 监管反馈 (F25) until archived
    "apply-review": Row("record", "SUD", DECIDED),
    "decide-review": Row("close", "UD", DECIDED, signed=True),
    "feed-back": Row("record", "SUD", OPEN | {"结": "="}),
}
