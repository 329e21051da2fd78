"""Search by the command line: what ``case list`` and ``queue`` find, and what they do not know."""

import json
from decimal import Decimal

import pytest

from tests.builders import INTAKE

NOW = "2026-11-20T10:00:00"
TOLD = (
    ("张三", "12000.00", "2026-10-28T09:00:00", "13800005678"),
    ("赵四", "10000.00", "2026-11-02T09:00:00", "13800001234"),
    ("李强", None, "2026-11-05T09:00:00", "13856780000"),
    ("张三丰", "250.00", "2026-11-19T09:00:00", "13900005678"),
)


@pytest.fixture(autouse=True)
def _environment(signed_in):
    """Sign the director in."""


@pytest.fixture
def numbers(run, staff):
    """Four cases, the first of them assigned to the specialist; return their numbers."""
    found = []
    for name, amount, received, phone in TOLD:
        given = {**INTAKE, "complainant": {"name": name, "phone": phone}, "received_at": received}
        _, out, err = run("case", "add", "-", given={**given, "amount": amount})
        assert err == ""
        found.append(json.loads(out)["case_no"])
    assigned = {"handler": staff["specialist"], "department": "零售金融部"}
    assert run("case", "do", found[0], "assign", "-", given=assigned)[0] == 0
    return found


@pytest.fixture
def listed(run):
    """Return the cases that ``case list`` prints."""

    def listed(*query):
        code, out, err = run("case", "list", *query)
        assert (code, err) == (0, "")
        return [json.loads(line) for line in out.splitlines()]

    return listed


def test_a_person_is_found_by_the_name_on_the_screen_and_by_her_login(run, numbers, staff, listed):
    people = [json.loads(line) for line in run("user", "list")[1].splitlines()]
    name = next(one["name"] for one in people if one["login"] == staff["specialist"])
    assert not name.isascii()
    for who in (name, staff["specialist"]):
        assert [case["case_no"] for case in listed(f"经办:{who}")] == numbers[:1]
        _, out, _ = run("queue", f"经办:{who}")
        assert [json.loads(line)["case_no"] for line in out.splitlines()] == numbers[:1]
    director = next(one["name"] for one in people if one["login"] == staff["director"])
    assert {case["case_no"] for case in listed(f"登记人:{director}")} == set(numbers)


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("金额>10000", [0]),
        ("金额>=10000", [0, 1]),
        ("金额:100-10000", [1, 3]),
        ("收到>=2026-11-01", [1, 2, 3]),
        ("收到:2026-11-02..2026-11-05", [1, 2]),
        ("部门:零售", [0]),
        ("投诉人:zs", [0, 1, 3]),
        ("zhangsan", [0, 3]),
        ("尾号:5678", [0, 3]),
        ("投诉人:张三 金额<1000", [3]),
        ("对象:客户", [0, 1, 2, 3]),
    ],
)
def test_a_query_finds_the_cases_that_a_hand_finds(numbers, listed, typed, places):
    found = [case["case_no"] for case in listed("--all", typed)]
    assert sorted(found) == sorted(numbers[place] for place in places)


@pytest.mark.parametrize("amount", ["249.99", "250", "10000.00", "1.2万"])
@pytest.mark.usefixtures("numbers")
def test_amounts_are_those_that_the_list_prints(listed, amount):
    edge = Decimal(12000) if amount == "1.2万" else Decimal(amount)
    every = {case["case_no"]: Decimal(case["amount"]) for case in listed("--all") if case["amount"]}
    for sign, wanted in (
        ("<", {no for no, told in every.items() if told < edge}),
        (">", {no for no, told in every.items() if told > edge}),
        ("<=", {no for no, told in every.items() if told <= edge}),
        (">=", {no for no, told in every.items() if told >= edge}),
    ):
        assert {case["case_no"] for case in listed("--all", f"金额{sign}{amount}")} == wanted


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("部们:零售", "没有“部们”这个条件；可用：部门、"),
        ("渠道:鸽子", "“渠道”没有“鸽子”这个取值；可用："),
        ("经办:张无忌", "没有叫“张无忌”的人"),
        ("等级>A", "“等级”不能用“>”，请写成“等级:A”"),
        ("金额>很多", "“很多”"),
        ("状态:", "请在“状态:”后面写明要找的内容"),
    ],
)
def test_what_is_not_understood_is_refused_in_a_sentence(run, tmp_path, typed, named):
    for argv in (
        ("case", "list", typed),
        ("queue", typed),
        ("ledger", "export", typed, "--out", tmp_path / "x.xlsx"),
        ("dossiers", typed, "--out", tmp_path),
    ):
        code, out, err = run("--lang", "zh_CN", *argv)
        assert (code, out) == (1, "")
        assert named in err


def test_an_amount_tells_nothing_of_a_case_to_who_is_recused_in_it(
    run, numbers, monkeypatch, staff
):
    assert (
        run("case", "do", numbers[1], "amend", "-", given={"recused": [staff["auditor"]]})[0] == 0
    )
    monkeypatch.setenv("COMPLAINT_DESK_USER", staff["auditor"])
    for command in (("case", "list", "--all"), ("queue",)):
        _, out, _ = run(*command, "金额>=10000")
        assert [json.loads(line)["case_no"] for line in out.splitlines()] == numbers[:1]
