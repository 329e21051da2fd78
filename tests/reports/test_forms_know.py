"""What the forms take from the case instead of having it typed once more."""

from datetime import timedelta

import pypdf
import pytest

from desk.base import words
from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.rules.forms.fitting import FormDoesNotFit
from reports.letters.given import Recorded, asked
from reports.letters.issuing import FormWish, print_form
from reports.letters.templates import template_of
from reports.letters.values import values_of
from reports.places import making_of
from tests.builders import DECISION, register, step, walk
from tests.reports.papers import bare

BLANK = "____"


@pytest.fixture
def rich(branch):
    """A case in which nearly everything happened that a form may tell of."""
    case_no = register(
        branch.desk(),
        channel="visit",
        people_count=25,
        standing="group",
        forwarded_by="nfra",
        forward_no="转办〔2026〕7号",
        forwarded_on="2026-11-18",
        occurred_on="2026-11-10",
        demand_text="退还年费。",
    )
    steps = (
        ("assign", "director", {"handler": "chen", "department": "客户服务部"}),
        (
            "emergency",
            "chen",
            {"group": ["陈立", "周敏"], "reason": "多人聚集。", "measures": "先行疏导。"},
        ),
        ("emergency-report", "chen", {"report": "已平息，改进排队。"}),
        ("countersign", "director", {"opinion": "处置得当。"}),
        (
            "report-major",
            "chen",
            {
                "stage": "first",
                "to": "示例总行",
                "situation": "二十五人到场。",
                "measures": "接待。",
            },
        ),
        (
            "investigate",
            "chen",
            {
                "investigation": "内部核实属实。",
                "finding": "upheld",
                "liable": True,
                "systemic": "systemic",
                "root_cause_text": "系统缺陷。",
            },
        ),
        ("extend", "li", {"reason": "涉及多人。"}),
        ("plan", "director", {"plan": "内部方案：让步至全额。", "compensation": "300"}),
        (
            "rectify",
            "li",
            {"cause": "参数错误", "measure": "修正参数", "owner": "zhou", "due_on": "2026-12-20"},
        ),
        (
            "hold-to-account",
            "li",
            {
                "person": "柜员甲",
                "facts": "未复核。",
                "basis": "员工守则第八条",
                "decision": "通报批评",
                "statement": "认可。",
            },
        ),
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
        ("apply-review", "chen", {"grounds": "金额偏低。"}),
        ("decide-review", "li", {"result": "upheld", "text": "原决定适当。"}),
        ("follow-up", "zhou", {"satisfaction": "satisfied", "follow_up": "满意。"}),
    )
    for action, login, given in steps:
        branch.clock.moment += timedelta(minutes=1)
        step(branch.desk(login), case_no, action, **given)
    return branch, case_no


def issue(branch, case_no, form, folder, **given):
    wish = FormWish(case_no=case_no, form=form, given=given)
    return print_form(branch.desk(), wish, folder)[0]


def text_of(printed):
    pages = pypdf.PdfReader(printed.files["pdf"]).pages
    return bare("".join(page.extract_text() for page in pages))


# What each form says of the rich case, by hand from the steps above and domain.md 9.4.
SAID = {
    "F17": ["金额偏低。", "维持原处理决定。", "原决定适当。"],
    "F18": ["周敏"],
    "F20": ["初报", "示例总行", "二十五人到场。", "接待。", "2026-11-10"],
    "F21": ["修正参数", "周敏", "2026年12月20日", "参数错误"],
    "F22": ["柜员甲", "未复核。", "员工守则第八条", "通报批评", "认可。"],
    "F23": ["陈立、周敏", "先行疏导。", "多人聚集。", "已平息，改进排队。", "处置得当。", "王敏"],
    "F25": [
        "金融监管总局及派出机构：",
        "转办〔2026〕7号",
        "批准延期至30日，理由：涉及多人。",
    ],
}


@pytest.mark.parametrize("form", SAID)
def test_a_form_shows_what_the_case_says_and_asks_it_of_nobody(rich, tmp_path, form):
    branch, case_no = rich
    words.use("zh_CN")
    text = text_of(issue(branch, case_no, form, tmp_path))
    assert [said for said in SAID[form] if bare(said) not in text] == []
    assert BLANK not in text


ASKED = {
    "F17": {"facts"},
    "F18": set(),
    "F20": set(),
    "F21": {"unit"},
    "F22": set(),
    "F23": {"until"},
    "F24": {"chair", "decision", "facts", "from", "meeting", "people", "topic"},
    "F25": set(),
}


@pytest.mark.parametrize("form", ASKED)
def test_only_what_the_case_does_not_say_is_asked(rich, form):
    branch, case_no = rich
    desk = branch.desk()
    case = read_case(branch.store, desk.reckoning, case_no)
    values = values_of(case, making_of(desk), {}, in_clear=True)
    assert set(asked(template_of(form, None), values)) == ASKED[form]


def test_what_is_recorded_is_not_typed_to_say_something_else(rich, tmp_path):
    branch, case_no = rich
    with pytest.raises(Recorded, match="修正参数"):
        issue(branch, case_no, "F21", tmp_path, measures="另一措施")
    issue(branch, case_no, "F21", tmp_path, measures="修正参数", until="2026-12-20")


def test_where_nothing_is_recorded_it_is_typed(branch, tmp_path):
    case_no = register(branch.desk())
    walk(branch, case_no, until="assign")
    step(
        branch.desk("chen"),
        case_no,
        "investigate",
        investigation="属实。",
        finding="upheld",
        root_cause_text="流程缺陷。",
    )
    typed = {"measures": "改流程", "unit": "运营部", "until": "2026-12-20"}
    text = text_of(issue(branch, case_no, "F21", tmp_path, **typed))
    assert [said for said in ("改流程", "运营部", "2026年12月20日") if said not in text] == []


def test_the_unit_that_puts_it_right_is_not_the_one_complained_of(rich, tmp_path):
    branch, case_no = rich
    task = {"cause": "参数错误", "measure": "改参数", "owner": "科技部", "due_on": "2026-12-21"}
    step(branch.desk("li"), case_no, "rectify", **task)
    text = text_of(issue(branch, case_no, "F21", tmp_path))
    assert "整改单位科技部" in text
    assert "被投诉机构和平路分理处" in text


def test_the_decision_letter_never_tells_the_internal_plan(rich, tmp_path):
    branch, case_no = rich
    text = text_of(issue(branch, case_no, "F11", tmp_path))
    assert "内部方案" not in text
    assert "内部核实属实" not in text
    assert "人民币叁佰元整（￥300.00）" in text


@pytest.mark.parametrize("form", ["F20", "F23", "F25"])
def test_a_form_that_nothing_calls_for_is_issued_nowhere_and_drafted_with_the_reason(
    branch, tmp_path, form
):
    case_no = register(branch.desk())
    with pytest.raises(FormDoesNotFit):
        issue(branch, case_no, form, tmp_path / "out")
    assert not list(tmp_path.rglob("*.pdf"))
    wish = FormWish(case_no=case_no, form=form, is_draft=True)
    printed, _ = print_form(branch.desk(), wish, tmp_path)
    assert "does not fit this case" in printed.note


def test_no_refusal_is_told_after_the_decision_was(branch, tmp_path):
    case_no = register(branch.desk())
    walk(branch, case_no, until="notify")
    with pytest.raises(Refusal, match="cannot be declined any more"):
        issue(branch, case_no, "F04", tmp_path, reason="非消费者。")


def test_an_office_of_its_own_form_cannot_loosen_what_fits(branch, tmp_path):
    case_no = register(branch.desk())
    folder = branch.home.folder / "templates"
    folder.mkdir()
    own = 'title = { zh = "反馈", en = "F" }\nblocks = [{ line = "{case_no}" }]'
    (folder / "F25.toml").write_text(own, encoding="utf-8")
    with pytest.raises(FormDoesNotFit):
        issue(branch, case_no, "F25", tmp_path)


def test_a_line_that_says_nothing_falls_away_and_with_it_its_head(branch, tmp_path):
    case_no = register(branch.desk(), forwarded_by="nfra")
    walk(branch, case_no, until="plan")
    text = text_of(issue(branch, case_no, "F25", tmp_path))
    assert BLANK not in text
    heads = ["一、基本情况", "二、调查结果及证据", "三、处理结果和沟通情况", "四、延期情况未延期。"]
    assert [head for head in heads if head not in text] == []
    assert "争议焦点" not in text
    assert "五、" not in text


def test_a_draft_keeps_its_blanks_to_be_written_on(branch, tmp_path):
    case_no = register(branch.desk())
    wish = FormWish(case_no=case_no, form="F11", is_draft=True)
    text = text_of(print_form(branch.desk(), wish, tmp_path)[0])
    assert BLANK in text


def test_an_optional_piece_and_an_alternative_say_what_is_there(branch, tmp_path):
    case_no = register(branch.desk(), product="金卡[[{case_no}]]")
    folder = branch.home.folder / "templates"
    folder.mkdir()
    own = """
title = { zh = "试", en = "T" }
blocks = [
    { line = "甲[[乙{agent}丙]][[丁{product}戊]]。" },
    { line = "{agent|given.a|没有}" },
    { line = "{agent|given.b}" },
    { line = "{given.c}、{agent}" },
]
"""
    (folder / "F15.toml").write_text(own, encoding="utf-8")
    text = text_of(issue(branch, case_no, "F15", tmp_path, b="{product}"))
    assert "甲丁金卡[[{case_no}]]戊。没有{product}" in text
    assert "、" not in text.partition("没有")[2].partition("F15")[0]


def test_where_a_review_is_applied_for_stands_in_a_branch_letter_to_a_consumer_only(
    branch, tmp_path
):
    said = bare("书面核查申请请寄送示例银行市分行（示例市中山路1号消费者权益保护部）。")
    for party, is_said in (("customer", True), ("supplier", False)):
        who = {"name": party, "phone": "13800001234" if is_said else "13900001234"}
        case_no = register(branch.desk(), party_type=party, complainant=who)
        walk(branch, case_no, until="notify")
        assert (said in text_of(issue(branch, case_no, "F11", tmp_path / party))) == is_said


def test_the_ground_for_major_is_said_in_words(rich, tmp_path):
    branch, case_no = rich
    assert "Twentypeopleormorecametogether" in text_of(issue(branch, case_no, "F20", tmp_path))


@pytest.mark.parametrize("form", ["F03", "F19"])
def test_a_letter_that_would_leave_with_a_hole_is_refused(branch, tmp_path, form):
    case_no = register(branch.desk())
    with pytest.raises(Refusal, match="Until is missing"):
        issue(branch, case_no, form, tmp_path)


def test_a_proof_of_service_names_the_letter_and_its_whole_number(rich, tmp_path):
    branch, case_no = rich
    _, number = print_form(branch.desk(), FormWish(case_no=case_no, form="F11"), tmp_path)
    issue(branch, case_no, "F21", tmp_path)
    text = text_of(issue(branch, case_no, "F12", tmp_path))
    assert bare("处理决定告知书") in text
    assert bare(number) in text


def test_a_settlement_counts_its_points_without_a_gap(rich, tmp_path):
    branch, case_no = rich
    with pytest.raises(Refusal, match="paid is missing"):
        issue(branch, case_no, "F13", tmp_path)
    text = text_of(issue(branch, case_no, "F13", tmp_path, payment="转账，五日内。"))
    assert "二、支付方式及期限：转账，五日内。" in text
    assert "证件号码" not in text


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], ["2026年12月5日", "□延期□再延期"]),
        ([("li", "extend", {})], ["2026年12月5日", "2026年12月20日", "■延期□再延期"]),
        (
            [
                ("li", "extend", {}),
                (
                    "director",
                    "extend-further",
                    {"approved_by": "吴行长", "approval_no": "8号", "notice_on": "2026-11-20"},
                ),
            ],
            ["2026年12月20日", "2027年1月19日", "□延期■再延期"],
        ),
    ],
    ids=["asked for", "extended", "extended further"],
)
def test_the_approval_of_an_extension_tells_the_day_before_it_and_its_kind(
    branch, tmp_path, steps, said
):
    words.use("zh_CN")
    case_no = register(branch.desk())
    for login, action, given in steps:
        branch.clock.moment += timedelta(minutes=1)
        step(branch.desk(login), case_no, action, reason="情况复杂。", **given)
    text = text_of(issue(branch, case_no, "F07", tmp_path, until="" if steps else "2026-12-20"))
    assert [one for one in said if one not in text] == [], text
