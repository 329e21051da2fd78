"""Ledgers by the command line: import, list, undo; exit codes and JSON are the contract."""

import json

import openpyxl
import pytest

from desk.cli.__main__ import DONE, REFUSED, WRONG_USAGE, main
from desk.training.home import PASSWORD
from tests.ledgers.books import sheets, write

NOW = "2026-11-20T10:00:00"
HEAD = ("投诉编号", "受理日期", "投诉人", "投诉内容", "投诉渠道", "整改措施")
ROWS = [
    ("1", "2026-03-02", "张三", "年费重复扣收", "电话", "退费"),
    ("2", "昨天", "李四", "排队太久", "电话", ""),
    ("3", "2026-03-04", "王五", "利率不清", "飞鸽", ""),
]
COUNTS = ("rows", "taken", "known", "changed", "refused", "warnings", "closing_days_assumed")


@pytest.fixture(autouse=True)
def _environment(monkeypatch, home, made):
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "en")
    monkeypatch.setenv("COMPLAINT_DESK_HOME", str(home))
    monkeypatch.setenv("COMPLAINT_DESK_USER", made[1]["director"])
    monkeypatch.setenv("COMPLAINT_DESK_PASSWORD", PASSWORD)


@pytest.fixture
def run(capsys):
    def run(*argv, now=NOW):
        code = main([*map(str, argv), "--now", now])
        return (code, *capsys.readouterr())

    return run


@pytest.fixture
def ledger(tmp_path):
    return write(tmp_path / "ledger.xlsx", [HEAD, *ROWS])


def cases(run):
    return [json.loads(line) for line in run("case", "list", "--all")[1].splitlines()]


def test_an_import_is_told_as_one_json_object(run, ledger):
    code, out, err = run("ledger", "import", ledger, "--json")
    told = json.loads(out)
    assert code == DONE
    assert [told[name] for name in COUNTS] == [3, 2, 0, 0, 1, 1, 0]
    assert (told["file"], told["profile"], told["simulated"]) == ("ledger.xlsx", "default", False)
    (problem,) = told["problems"]
    assert (problem["line"], problem["column"], problem["value"]) == (3, "受理日期", "昨天")
    assert told["warned"][0]["value"] == "飞鸽"
    (sheet,) = told["sheets"]
    assert (sheet["name"], sheet["header_line"]) == ("Sheet", 1)
    assert sheet["columns"]["complainant.name"] == "投诉人"
    assert sheet["in_remarks"] == ["整改措施"]
    assert told["left_out"] == []
    assert "could not be taken: 1." in err
    assert [case["complainant"]["name"] for case in cases(run)] == ["王*", "张*"]


def test_a_ledger_without_a_wrong_row_says_nothing_beside_the_json(run, tmp_path):
    code, _out, err = run("ledger", "import", write(tmp_path / "a.csv", [HEAD, ROWS[0]]))
    assert (code, err) == (DONE, "")


def test_a_second_import_brings_nothing(run, ledger):
    run("ledger", "import", ledger)
    code, out, _err = run("ledger", "import", ledger)
    told = json.loads(out)
    assert (code, told["taken"], told["known"], told["import_id"]) == (DONE, 0, 2, None)
    assert len(cases(run)) == 2


def test_a_simulation_changes_nothing(run, ledger):
    code, out, _err = run("ledger", "import", ledger, "--simulate")
    told = json.loads(out)
    assert (code, told["simulated"], told["import_id"], told["taken"]) == (DONE, True, None, 2)
    assert cases(run) == []
    assert run("ledger", "list") == (DONE, "", "")


def test_a_profile_can_be_named(run, tmp_path):
    messages = [("留言编号", "留言时间", "留言主题"), ("7", "2026/3/2 11:25:05", "路灯不亮")]
    path = sheets(tmp_path / "two.xlsx", 台账=[HEAD, ROWS[0]], 留言=messages)
    told = json.loads(run("ledger", "import", path, "--profile", "messages")[1])
    assert (told["profile"], told["taken"], told["left_out"]) == ("messages", 1, ["台账"])
    assert cases(run)[0]["received_at"] == "2026-03-02T11:25:05"


def test_imports_are_listed_the_newest_first(run, ledger, tmp_path):
    first = json.loads(run("ledger", "import", ledger)[1])["import_id"]
    other = write(tmp_path / "other.csv", [HEAD, ("9", "2026-03-09", "赵六", "内容")])
    second = json.loads(run("ledger", "import", other, now="2026-11-20T11:00:00")[1])["import_id"]
    code, out, err = run("ledger", "list")
    told = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (DONE, "")
    assert [one["import_id"] for one in told] == [second, first]
    assert told[1] == {
        "import_id": first,
        "file": "ledger.xlsx",
        "profile": "default",
        "at": NOW,
        "by": told[0]["by"],
        "taken": 2,
        "known": 0,
        "refused": 1,
        "undone_at": "",
    }


def test_an_import_can_be_undone_and_imported_again(run, ledger):
    import_id = json.loads(run("ledger", "import", ledger)[1])["import_id"]
    code, out, err = run("ledger", "undo", import_id, "--json")
    assert (code, err) == (DONE, "")
    assert json.loads(out) == {
        "import_id": import_id,
        "file": "ledger.xlsx",
        "undone": 2,
        "undone_at": NOW,
    }
    assert cases(run) == []
    assert json.loads(run("ledger", "list")[1])["undone_at"] == NOW
    assert json.loads(run("ledger", "import", ledger)[1])["taken"] == 2


def test_an_import_that_was_worked_on_is_not_undone(run, ledger, tmp_path):
    import_id = json.loads(run("ledger", "import", ledger)[1])["import_id"]
    case_no = cases(run)[0]["case_no"]
    note = tmp_path / "note.json"
    note.write_text('{"text": "已联系"}', encoding="utf-8")
    assert run("case", "do", case_no, "note", note)[0] == DONE
    code, out, err = run("ledger", "undo", import_id)
    assert (code, out) == (REFUSED, "")
    assert case_no in err
    assert len(cases(run)) == 2


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("undo", "nothing"), "no import nothing"),
        (("import", "absent.xlsx"), "absent.xlsx cannot be opened"),
        (("import", "LEDGER", "--profile", "none"), "no profile “none”"),
        (("import", "LEDGER", "--profile", "messages"), "needs these headings"),
        (("import", "EMPTY"), "empty.xlsx is empty"),
    ],
)
def test_a_refusal_is_one_sentence_on_stderr(run, ledger, tmp_path, argv, words):
    empty = tmp_path / "empty.xlsx"
    empty.touch()
    places = {"LEDGER": ledger, "EMPTY": empty}
    code, out, err = run("ledger", *[places.get(part, part) for part in argv])
    assert (code, out) == (REFUSED, "")
    assert words in err
    assert err.count("\n") == 1
    assert cases(run) == []


@pytest.mark.parametrize("argv", [(), ("import",), ("undo",), ("paint", "x")])
def test_wrong_usage_is_told_apart(run, argv):
    assert run("ledger", *argv)[0] == WRONG_USAGE


@pytest.mark.parametrize("role", ["specialist", "auditor", "administrator"])
def test_only_supervisors_and_directors_import(run, ledger, made, monkeypatch, role):
    monkeypatch.setenv("COMPLAINT_DESK_USER", made[1][role])
    for argv in (("import", ledger), ("import", ledger, "--simulate"), ("undo", "x")):
        code, out, err = run("ledger", *argv)
        assert (code, out) == (REFUSED, "")
        assert "you may not" in err


def test_the_record_is_whole_after_an_import(run, ledger):
    run("ledger", "import", ledger)
    assert json.loads(run("verify")[1]) == {"whole": True, "findings": []}


def exported(path):
    sheet = openpyxl.load_workbook(path).active
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_ledger_goes_out_masked_and_stands_in_the_register(run, ledger, tmp_path, monkeypatch):
    assert run("ledger", "import", ledger)[0] == DONE
    code, out, _ = run("ledger", "export", "--out", tmp_path / "out.xlsx")
    assert (code, json.loads(out)["cases"]) == (DONE, 2)
    rows = exported(tmp_path / "out.xlsx")
    assert [row["Complainant"] for row in rows] == ["张*", "王*"]
    assert [row["Facts"] for row in rows] == ["年费重复扣收", "利率不清"]
    monkeypatch.setenv("COMPLAINT_DESK_USER", "hegong")
    register = json.loads(run("exports")[1])
    assert (register["what"], register["count"], register["full"]) == ("ledger", 2, False)


def test_names_go_out_unmasked_only_for_a_purpose(run, ledger, tmp_path):
    run("ledger", "import", ledger)
    path = tmp_path / "out.xlsx"
    code, _, said = run("ledger", "export", "年费", "--full", "--out", path)
    assert (code, path.exists()) == (REFUSED, False)
    assert "Say why" in said
    more = ("--full", "--purpose", "handed to the regulator's inspection")
    assert run("ledger", "export", "年费", *more, "--out", path)[0] == DONE
    assert [row["Complainant"] for row in exported(path)] == ["张三"]


def test_a_ledger_is_written_as_a_workbook_or_not_at_all(run, tmp_path, monkeypatch):
    code, _, said = run("ledger", "export", "--out", tmp_path / "out.csv")
    assert (code, ".xlsx" in said) == (REFUSED, True)
    monkeypatch.setenv("COMPLAINT_DESK_USER", "chenli")
    assert run("ledger", "export", "--out", tmp_path / "out.xlsx")[0] == REFUSED
    assert list(tmp_path.glob("out*")) == []


def test_what_does_not_fit_is_told_in_the_language_of_the_office(run, ledger, monkeypatch):
    monkeypatch.setenv("COMPLAINT_DESK_LANG", "zh_CN")
    (problem,) = json.loads(run("ledger", "import", ledger, "--simulate")[1])["problems"]
    assert problem["reason"].startswith("收到时间：“昨天”")
    assert "Received" not in problem["reason"]


def test_a_ledger_of_any_headings_is_taken_when_its_columns_are_named(run, tmp_path):
    path = write(tmp_path / "a.xlsx", [("何时", "谁", "何事"), ("2026-03-02", "张三", "年费")])
    code, _, err = run("ledger", "import", path)
    assert code == REFUSED
    assert "--columns" in err
    named = ("--columns", "received_at=何时,facts=何事", "--columns", "complainant.name=谁")
    told = json.loads(run("ledger", "import", path, *named)[1])
    assert (told["taken"], told["sheets"][0]["in_remarks"]) == (1, [])
    assert json.loads(run("ledger", "import", path, *named)[1])["known"] == 1


@pytest.mark.parametrize("wrong", ["nonsense=何时", "received_at", "received_at="])
def test_a_column_that_is_named_wrongly_is_refused(run, tmp_path, wrong):
    path = write(tmp_path / "a.xlsx", [("何时", "何事"), ("2026-03-02", "年费")])
    code, out, err = run("ledger", "import", path, "--columns", wrong)
    assert (code, out) == (REFUSED, "")
    assert "names no column of a ledger" in err


FULL = (*HEAD[:4], "联系电话", "涉及金额", "承办部门", "处理结果", "办结日期", "是否属实", "状态")
WHOLE = [
    (
        *ROWS[0][:4],
        "13800001111",
        "1,234.50",
        "客户服务部",
        "已退费",
        "2026-03-09",
        "属实",
        "已归档",
    ),
    ("9", "2026-03-04 09:25", "王五", "利率不清", "13900002222", "", "", "", "", "", "处理中"),
]
SAME = ("received_at", "complainant", "facts", "amount", "state", "closed_at", "finding")


def test_what_the_desk_exports_is_known_here_and_the_same_cases_elsewhere(run, tmp_path):
    path = write(tmp_path / "whole.xlsx", [FULL, *WHOLE])
    import_id = json.loads(run("ledger", "import", path)[1])["import_id"]
    before = [json.loads(run("case", "show", case["case_no"])[1]) for case in cases(run)]
    out = tmp_path / "out.xlsx"
    code, _, err = run("ledger", "export", "--out", out, "--full", "--purpose", "台账迁移到新机构")
    assert (code, err) == (DONE, "")
    again = json.loads(run("ledger", "import", out)[1])
    assert (again["profile"], again["known"], again["taken"]) == ("own", 2, 0)
    run("ledger", "undo", import_id)
    told = json.loads(run("ledger", "import", out)[1])
    assert (told["taken"], told["warnings"], told["sheets"][0]["in_remarks"]) == (2, 0, [])
    after = [json.loads(run("case", "show", case["case_no"])[1]) for case in cases(run)]
    kept = [[case.get(name) for name in SAME] for case in before]
    assert [[case.get(name) for name in SAME] for case in after] == kept
