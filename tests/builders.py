"""Cases for tests: the least that a form must say, and the way through the stages."""

from desk.actions.proposals import CarryOut, ConfirmProposal
from desk.actions.register_case import RegisterCase
from desk.actions.take_step import TakeStep
from desk.rules.case.life import Action
from desk.rules.people.two_persons import ProposalStage

INTAKE = {
    "channel": "phone",
    "complainant": {"name": "张三", "phone": "13800005678"},
    "facts": "客户来电反映信用卡年费重复扣收，要求退还。",
    "product_line": "B03",
    "cause": "C07",
    "complained_unit": "和平路分理处",
}
DECISION = {
    "facts_found": "系统重复扣收。",
    "basis": "章程第三条。",
    "reasons": "属实。",
    "remedies": "可申请核查、调解、仲裁、诉讼。",
}
WAY = (
    ("assign", "director", {"handler": "chen", "department": "客户服务部"}),
    ("contact", "chen", {"way": "phone", "result": "reached", "summary": "已告知受理。"}),
    ("investigate", "chen", {"investigation": "核实属实。", "finding": "upheld"}),
    ("plan", "chen", {"plan": "退还年费并致歉。", "compensation": "300"}),
    ("execute", "chen", {"execution": "已退费。"}),
    (
        "notify",
        "chen",
        {
            "decision": DECISION,
            "outcome": "agreed",
            "notice_way": "phone",
            "notice_proof": "录音 1",
        },
    ),
    ("follow-up", "zhou", {"satisfaction": "satisfied", "follow_up": "满意。"}),
    ("close", "li", {}),
    ("archive", "li", {}),
)


def register(office, **more):
    """Register a case and return its number."""
    return office.do(RegisterCase(given={**INTAKE, **more})).case_no


def agreed(first, second, command):
    """Let ``first`` give a command that waits for a second person, and ``second`` confirm it."""
    waits = first.do(command).waits
    assert waits is not None
    second.read_again()
    decided = second.do(ConfirmProposal(id=waits.id)).result.proposal
    first.read_again()
    if decided.stage is ProposalStage.AGREED:
        first.do(CarryOut(id=waits.id))
    return waits.id


def step(office, case_no, action, **given):
    """Take one step and return what changed."""
    return office.do(TakeStep(case_no=case_no, action=Action(action), given=given))


def walk(branch, case_no, until="archive"):
    """Take a case through the stages, up to and including ``until``."""
    for action, login, given in WAY:
        step(branch.desk(login), case_no, action, **given)
        if action == until:
            return
