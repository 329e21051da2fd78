"""``codes``, and months of a bank, an insurer and a financing company closed by their own codes."""

import json

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.builders import DECISION

pytestmark = pytest.mark.usefixtures("signed_in")

DECEMBER = "2026-12-02T09:00:00"
WHO = {
    "channel": "phone",
    "complainant": {"name": "张三", "phone": "13800005678"},
    "facts": "投诉。",
}
# By kind of office: what its two complaints are classified by, and the breakdowns that follow.
MONTHS = {
    "bank": (
        [
            {"product_line": "B03", "cause": "C07", "business_channel": "A1-01"},
            {"product_line": "B03", "cause": "C10"},
        ],
        {
            "product_line": {"B03": 2},
            "cause": {"C07": 1, "C10": 1},
            "business_channel": {"A1-01": 1, "unstated": 1},
        },
    ),
    "insurer": (
        [
            {"insurance_line": "车险", "dispute": "理赔纠纷", "sales_channel": "S4"},
            {"insurance_line": "L01", "dispute": "I2-03"},
        ],
        {
            "insurance_line": {"L01": 2},
            "dispute": {"I2": 2},
            "sales_channel": {"S4": 1, "unstated": 1},
        },
    ),
    "leasing": (
        [
            {"phase": "资金募集", "issue": "回报预期偏差"},
            {"phase": "supervision", "issue": "F07"},
        ],
        {"phase": {"fund-raising": 1, "supervision": 1}, "issue": {"F01": 1, "F07": 1}},
    ),
}
OWN = {
    "bank": {"business_channel", "product_line", "cause"},
    "insurer": {"insurance_line", "dispute", "sales_channel"},
    "leasing": {"phase", "issue"},
}
EVERY = {"product_line", "business_channel", "cause"} | OWN["insurer"] | OWN["leasing"]


@pytest.fixture
def told(run):
    """Run a command that is done, and return its JSON lines."""

    def told(*argv, **how):
        code, out, err = run(*argv, **how)
        assert (code, err) == (0, ""), (argv, err)
        return [json.loads(line) for line in out.splitlines()]

    return told


@pytest.fixture
def refused(run):
    """Run a command that is refused, and return its sentence."""

    def refused(*argv, **how):
        code, out, err = run(*argv, **how)
        assert (code, out) == (1, ""), (argv, out, err)
        return err

    return refused


@pytest.fixture
def take(told, tmp_path):
    """Take a table of codes, as text or bytes, for a list."""

    def take(table, name="product_line", *more, now="2026-11-20T10:00:00"):
        return told("codes", "take", written(tmp_path, table), "--list", name, *more, now=now)[0]

    return take


def written(folder, table):
    path = folder / "codes.csv"
    path.write_bytes(table if isinstance(table, bytes) else table.encode())
    return path


def add(told, **more):
    return told("case", "add", "-", given={**WHO, **more})[0]["case_no"]


def is_kind(told, kind):
    told("settings", "set", "-", given={"office_kind": kind})


def close_case(told, staff, monkeypatch, number):
    def step(action, given, role="director"):
        monkeypatch.setenv("COMPLAINT_DESK_USER", staff[role])
        told("case", "do", number, action, "-", given=given)

    step("assign", {"handler": staff["specialist"], "department": "客户服务部"})
    step("contact", {"way": "phone", "result": "reached", "summary": "已告知。"}, "specialist")
    step("investigate", {"investigation": "属实。", "finding": "upheld"}, "specialist")
    step("plan", {"plan": "致歉。"}, "specialist")
    step("execute", {"execution": "已致歉。"}, "specialist")
    decision = {"decision": DECISION, "outcome": "agreed", "notice_way": "phone"}
    step("notify", {**decision, "notice_proof": "录音"}, "specialist")
    step("follow-up", {"satisfaction": "satisfied", "follow_up": "满意。"}, "supervisor")
    step("close", {})


# What no page of another kind's office says: its fields, and what only it is set in proportion to.
WORDS = {
    "bank": {"业务类别", "业务办理渠道", "每千营业网点"},
    "insurer": {"险种", "保险纠纷", "销售渠道", "亿元保费", "万张保单", "万人次"},
    "leasing": {"融资阶段", "融资问题"},
}


def said_on(folder):
    """Return all that the papers and workbooks in ``folder`` say."""
    for path in folder.glob("*.xlsx"):
        for sheet in load_workbook(path):
            for row in sheet.iter_rows(values_only=True):
                yield from (value for value in row if isinstance(value, str))
    for path in folder.glob("*.pdf"):
        yield from (page.extract_text() for page in PdfReader(path).pages)


@pytest.mark.parametrize("kind", MONTHS)
def test_report_and_disclosure_say_nothing_of_another_kind_of_office(
    told, tmp_path, monkeypatch, kind
):
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "zh_CN")
    is_kind(told, kind)
    for case in MONTHS[kind][0]:
        add(told, **case)
    told("report", "month", "2026-11", "--out", tmp_path, now=DECEMBER)
    told("report", "year", "2026", "--out", tmp_path, "--disclosure", now=DECEMBER)
    said = "\n".join(said_on(tmp_path))
    assert {word for word in WORDS[kind] if word in said} >= {*WORDS[kind]} - {"万人次"}
    for other in WORDS.keys() - {kind}:
        assert not [word for word in WORDS[other] if word in said], other


FORM_ROWS = {
    "bank": {"业务类别", "投诉原因"},
    "insurer": {"险种", "纠纷类型"},
    "leasing": {"业务阶段", "投诉问题"},
}


@pytest.mark.parametrize("kind", MONTHS)
def test_the_registration_form_asks_what_its_kind_of_office_asks(told, tmp_path, monkeypatch, kind):
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "zh_CN")
    is_kind(told, kind)
    number = add(told, **MONTHS[kind][0][0])
    told("letter", number, "F01", "--out", tmp_path, "--reason", "投诉人索要登记表。")
    said = "".join(said_on(tmp_path)).replace(" ", "")
    every = set.union(*FORM_ROWS.values())
    assert {word for word in every if word in said} == FORM_ROWS[kind]


@pytest.mark.parametrize("kind", MONTHS)
def test_a_month_is_closed_by_the_codes_of_its_kind_of_office_alone(
    told, staff, tmp_path, monkeypatch, kind
):
    is_kind(told, kind)
    cases, expected = MONTHS[kind]
    numbers = [add(told, **case) for case in cases]
    close_case(told, staff, monkeypatch, numbers[0])
    (status,) = told("report-status", "month", "2026-11", now=DECEMBER)
    assert status["blockers"] == []
    out = tmp_path / "out"
    told("report", "month", "2026-11", "--out", out, "--close", now=DECEMBER)
    (figures,) = told("figures", "month", "2026-11", now=DECEMBER)
    assert figures["report"]["state"] == "closed"
    assert {name: figures["breakdown"][name] for name in expected} == expected
    asked = OWN[kind] | ({"dispute", "phase"} if kind == "bank" else set())  # counted since 0.1
    assert set(figures["breakdown"]) & EVERY == asked
    assert all(figures["checks"].values())
    assert figures["balance"]["closed"] == 1


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("bank", ["product_line", "cause"]),
        ("other", ["product_line", "cause"]),
        ("insurer", ["insurance_line", "dispute"]),
        ("financing", ["phase", "issue"]),
        ("consumer_finance", ["phase", "issue"]),
    ],
)
def test_a_case_without_codes_blocks_by_those_of_its_kind_of_office(told, kind, missing):
    is_kind(told, kind)
    add(told)
    (status,) = told("report-status", "month", "2026-11", now=DECEMBER)
    assert [one["fields"] for one in status["blockers"]] == [missing]


@pytest.mark.parametrize(
    ("kind", "facts", "name", "code"),
    [
        ("insurer", "业务员代签名。", "dispute", "I1-05"),
        ("auto_finance", "暴力催收。", "issue", "F12"),
        ("bank", "多扣年费。", "cause", "C07"),
    ],
)
def test_codes_are_suggested_from_the_lists_of_the_kind_of_office(told, kind, facts, name, code):
    is_kind(told, kind)
    (hints,) = told("case", "known", "-", given={"facts": facts})
    assert hints["suggestions"][name][0]["code"] == code
    assert set(hints["suggestions"]) & EVERY <= OWN.get(kind, OWN["leasing"])


def test_a_list_is_told_a_code_a_line(told):
    lines = told("codes", "list", "--list", "dispute")
    assert lines[1] == {
        "list": "dispute",
        "code": "I1-01",
        "words": "Sales: exaggerated returns",
        "parent": "I1",
        "valid_from": None,
        "valid_until": None,
        "origin": "shipped",
    }
    assert {line["list"] for line in told("codes", "list")} >= EVERY


def test_a_list_on_which_rules_rest_is_not_an_office_s_to_change(refused, tmp_path):
    path = written(tmp_path, "code,zh\nx,甲\n")
    for name in ("kind", "nonsense"):
        assert f"There is no list “{name}”" in refused("codes", "take", path, "--list", name)
        assert f"There is no list “{name}”" in refused("codes", "list", "--list", name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_each_encoding_and_with_chinese_headings(told, take, encoding):
    head = "代码,名称,英文,上级代码,启用日期,停用日期"
    table = f"{head}\nB03-1,借记卡,Debit,B03,2026/1/1,2026年12月31日\n"
    assert [one["code"] for one in take(table.encode(encoding))["new"]] == ["B03-1"]
    line = next(one for one in told("codes", "list") if one["code"] == "B03-1")
    assert (line["parent"], line["origin"]) == ("B03", "office")
    assert (line["valid_from"], line["valid_until"]) == ("2026-01-01", "2026-12-31")
    assert line["words"] == "Bank cards: Debit"


def test_a_simulation_writes_nothing_and_names_what_changes_with_its_cases(told, take):
    number = add(told, product_line="B03")
    table = (
        "code,zh,en,parent,valid_from,valid_until\n"
        "B03,银行卡业务,Cards,,,\n"
        "B05,自营理财,Own wealth products,,,2026-12-31\n"
        "B14,数字人民币,e-CNY,,2027-01-01,\n"
    )
    before = told("codes", "list")
    simulated = take(table, "product_line", "--simulate")
    assert told("codes", "list") == before
    assert [one["code"] for one in simulated["new"]] == ["B14"]
    assert [(one["code"], one["until"]) for one in simulated["retired"]] == [("B05", "2026-12-31")]
    (renamed,) = simulated["renamed"]
    assert (renamed["code"], renamed["cases"]) == ("B03", [number])
    assert "B01" in simulated["left"]
    assert take(table) == simulated
    again = take(table)
    assert not any(again[name] for name in ("new", "retired", "renamed", "changed"))


# Received on, taken or the words of the refusal; B14 holds from 2026-11-10 to 2026-11-15.
EDGES = [
    ("2026-11-09T23:59:00", "from 2026-11-10 on only"),
    ("2026-11-10T00:00:00", ""),
    ("2026-11-15T23:59:00", ""),
    ("2026-11-16T00:00:00", "until 2026-11-15 only"),
]


@pytest.mark.parametrize(("received", "words"), EDGES)
@pytest.mark.parametrize("typed", ["B14", "数字人民币"])
def test_the_day_of_receipt_decides_and_the_last_day_counts(run, take, received, words, typed):
    take("code,zh,valid_from,valid_until\nB14,数字人民币,2026-11-10,2026-11-15\n")
    given = {**WHO, "received_at": received, "product_line": typed}
    code, _, err = run("case", "add", "-", given=given)
    assert (code, words in err) == ((1, True) if words else (0, True))


def test_a_code_below_one_that_ended_has_ended_too(refused, take):
    take("code,zh,parent\nB03-1,校园卡,B03\n")
    take("code,zh,en,valid_until\nB03,银行卡,Bank cards,2026-11-19\n")
    given = {**WHO, "product_line": "B03-1"}
    assert "until 2026-11-19 only" in refused("case", "add", "-", given=given)


def test_a_retired_code_stays_on_old_cases_with_its_words(told, refused, take):
    number = add(told, product_line="B03", cause="C07")
    take("code,zh,en,valid_until\nC07,定价收费,Pricing and fees,2026-11-20\n", "cause")
    told("case", "do", number, "amend", "-", given={"cause": "C07", "grade": "A"}, now=DECEMBER)
    (case,) = told("case", "show", number, now=DECEMBER)
    assert case["cause"] == "C07"
    given = {**WHO, "cause": "C07"}
    assert "Pricing and fees" in refused("case", "add", "-", given=given, now=DECEMBER)
    (figures,) = told("figures", "month", "2026-11", now=DECEMBER)
    assert figures["breakdown"]["cause"] == {"C07": 1}


def test_an_office_s_own_codes_count_under_the_first_level(told, tmp_path, take):
    take("code,zh,parent\nB03-1,借记卡,B03\nB03-1-1,校园卡,B03-1\n")
    for line in ("B03", "B03-1", "校园卡"):
        add(told, product_line=line, cause="C07")
    (figures,) = told("figures", "month", "2026-11")
    assert figures["breakdown"]["product_line"] == {"B03": 3}
    told("report", "month", "2026-11", "--out", tmp_path / "out", "--close", now=DECEMBER)
    (closed,) = told("figures", "month", "2026-11", now=DECEMBER)
    assert closed["breakdown"]["product_line"] == {"B03": 3}


# What is wrong with a table for product_line, and the words and line of the refusal.
HOSTILE = {
    "code,zh\nB14,甲\nB15,乙\nB14,丙\n": "Line 4: the code B14 stands in line 2 already",
    "code,zh\nB14,贷款\n": "Line 2: “贷款” is what B02 is called already",
    "code,zh,parent\nB14,甲,B77\n": "Line 2: B14 stands below “B77”",
    "code,zh,parent\nB14,甲,B15\nB15,乙,B14\n": "Line 2: B14 stands below itself (B14 → B15 → B14)",
    "code,zh,parent\nB14,甲,B14\n": "Line 2: B14 stands below itself (B14 → B14)",
    "code,zh,parent\nB1,甲,B02\nB2,乙,B1\nB3,丙,B2\n": "Line 4: B3 would stand on level 4",
    "code,zh\nB03,\n": "Line 2: B03 has no words any more",
    "code,zh\nB14,\n": "Line 2: the code B14 has no Chinese words",
    "code,zh\nB03,债务\n": "Line 2: B03 is “银行卡” in 1 cases; “债务” means something else",
    "code,zh,parent\nB03,银行卡,B02\n": "Line 2: B03 would be counted elsewhere",
    "code,zh,valid_until\nB14,甲,2026-02-30\n": "Line 2: “2026-02-30” is not a date",
    "code,zh,valid_from,valid_until\nB14,甲,2026-03-01,2026-02-01\n": "Line 2: B14 ends before",
    "code,zh\n=1+1,甲\n": "Line 2: “=1+1” cannot be a code",
    "code,zh\n../x,甲\n": "cannot be a code",
    f"code,zh\n{'B' * 33},甲\n": "cannot be a code",
    f"code,zh\nB14,{'甲' * 61}\n": "must fit one line",
    'code,zh\nB14,"甲\n乙"\n': "must fit one line",
    "code,zh\nB14,甲\u202e乙\n": "must fit one line",
    "code,en\nB14,x\n": "These are missing: zh",
    "code,zh,colour\nB14,甲,red\n": "“colour” is no column",
    "code,zh,code\nB14,甲,B15\n": "“code” is no column",
    "code,zh\n": "There is no row below the headings",
    "": "is empty",
    "<html><body>": "is a web page",
}


@pytest.mark.parametrize(("table", "words"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_a_table_that_cannot_be_taken_is_refused_by_line_and_reason(
    told, refused, tmp_path, table, words
):
    add(told, product_line="B03")
    before = told("codes", "list")
    path = written(tmp_path, table)
    for more in ((), ("--simulate",)):
        assert words in refused("codes", "take", path, "--list", "product_line", *more)
    assert told("codes", "list") == before


def test_all_that_is_wrong_with_a_table_is_told_at_once(refused, tmp_path):
    path = written(tmp_path, "code,zh,parent\nB14,,\nB15,乙,B77\n=,丙,\n")
    err = refused("codes", "take", path, "--list", "product_line")
    assert "Line 2" in err
    assert "Line 4" in err


def test_only_who_may_set_takes_codes(refused, staff, tmp_path, monkeypatch):
    monkeypatch.setenv("COMPLAINT_DESK_USER", staff["specialist"])
    path = written(tmp_path, "code,zh\nB14,甲\n")
    assert "may not" in refused("codes", "take", path, "--list", "product_line")


def test_a_workbook_is_refused_in_a_sentence(refused, tmp_path):
    path = written(tmp_path, b"PK\x03\x04 no table")
    assert "is a workbook" in refused("codes", "take", path, "--list", "product_line")
