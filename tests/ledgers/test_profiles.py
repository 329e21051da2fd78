"""Profiles: which one fits, what it finds, and that what is shipped is sound."""

import pytest

from desk.base import words
from desk.base.resources import names, read_toml
from desk.ledgers.ledger_file import read_ledger
from desk.ledgers.profiles import (
    NEEDED,
    HeadingsMissing,
    NoProfileFits,
    UnknownProfile,
    profile_of,
    shipped_profiles,
)
from desk.rules.case.fields import BY_ID, Kind
from desk.rules.case.values import clean
from tests.ledgers.books import write

PROFILES = [name.removesuffix(".toml") for name in names("profiles", ".toml")]
ROW = {"received_at": "2026-03-02", "facts": "内容"}


def headings_of(name):
    """Return the headings of a profile as its ledger shows them, each once."""
    data = read_toml("profiles", f"{name}.toml")
    found = []
    for column in data["column"]:
        found += [part[0] for part in column.get("parts") or [column["headings"]]]
    return list(dict.fromkeys(found))


def read(path, **more):
    outline, rows = read_ledger(path, **more)
    return outline, list(rows)


def test_the_profiles_of_the_design_are_shipped():
    assert set(PROFILES) == {"default", "bank68", "cfpb", "messages", "own"}
    assert [profile.id for profile in shipped_profiles()] == sorted(PROFILES)


@pytest.mark.parametrize("name", PROFILES)
def test_a_ledger_with_a_profiles_headings_is_read_by_it(tmp_path, name):
    headings = headings_of(name)
    row = [
        "2026-03-02" if "日" in one or "时间" in one or "Date" in one else "" for one in headings
    ]
    outline, _ = read(write(tmp_path / "a.xlsx", [headings, row]))
    assert outline.profile == name


@pytest.mark.parametrize("name", PROFILES)
def test_a_shipped_profile_names_only_fields_codes_and_states_that_exist(name):
    profile = profile_of(name)
    fields = {column.field for column in profile.columns}
    assert fields <= BY_ID.keys() | {"archive_no"}
    assert fields >= set(NEEDED)
    for column in profile.columns:
        values = [value for value in (*column.values.values(), column.other) if value]
        if column.field == "state":
            assert set(values) <= {"open", "closed", "archived"}
        else:
            for value in values:
                is_list = BY_ID[column.field].kind is Kind.CODES
                assert clean(column.field, value) == ([value] if is_list else value)
    for field, value in profile.fixed.items():
        assert clean(field, value) == value


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_has_a_title_in_both_languages(name):
    title = profile_of(name).title
    words.use("zh_CN")
    assert profile_of(name).title != title


def test_the_68_columns_of_the_bank_stand_below_three_header_rows(tmp_path):
    headings = headings_of("bank68")
    groups = ["投诉基本情况", *[""] * (len(headings) - 1)]
    values = {
        "工单号": "G1",
        "投诉受理日期": "2026-03-02",
        "投诉内容": "内容",
        "投诉金额(万元)": 1.5,
    }
    row = [values.get(one, "") for one in headings]
    path = write(tmp_path / "a.csv", [["工单表"], groups, headings, row])
    outline, (found,) = read(path)
    assert (outline.profile, outline.sheets[0].header_line, found.line) == ("bank68", 3, 4)
    assert found.facts["amount"] == "15000.00"


def test_a_heading_that_reaches_over_two_rows_stands_in_the_first(tmp_path):
    rows = [
        ["受理日期", "投诉人信息", "", "投诉内容"],
        ["", "投诉人", "联系电话", ""],
        ["2026-03-02", "张三", "13800005678", "内容"],
    ]
    _, (found,) = read(write(tmp_path / "a.xlsx", rows))
    assert found.facts == {
        "received_at": "2026-03-02T00:00:00",
        "complainant.name": "张三",
        "complainant.phone": "13800005678",
        "facts": "内容",
    }


def test_the_six_columns_of_a_small_outlet_are_enough(tmp_path):
    head = ["客户姓名", "联系电话", "投诉时间", "投诉内容", "进展情况", "结果反馈"]
    row = ["张三", "13800005678", "2026-03-02 09:30", "排队太久", "已解决", "客户满意"]
    outline, (found,) = read(write(tmp_path / "a.xlsx", [head, row]))
    assert outline.profile == "default"
    assert found.facts == {
        "complainant.name": "张三",
        "complainant.phone": "13800005678",
        "received_at": "2026-03-02T09:30:00",
        "facts": "排队太久",
        "state": "closed",
        "execution": "已解决",
        "follow_up": "客户满意",
    }


@pytest.mark.parametrize(
    "heading",
    ["受理日期", " 受理 日期* ", "受理日期：", "受理日期(必填)", "受 理\n日 期", "received_at"],
)
def test_a_heading_is_known_however_it_is_written(tmp_path, heading):
    _, (found,) = read(write(tmp_path / "a.xlsx", [[heading, "投诉内容"], ["2026-03-02", "内容"]]))
    assert found.facts["received_at"] == "2026-03-02T00:00:00"


def test_the_better_of_two_headings_for_a_field_wins_and_the_other_is_kept(tmp_path):
    head = ["登记日期", "受理日期", "投诉内容"]
    _, (found,) = read(write(tmp_path / "a.xlsx", [head, ["2026-03-09", "2026-03-02", "内容"]]))
    assert found.facts["received_at"] == "2026-03-02T00:00:00"
    assert found.facts["remarks"] == "登记日期: 2026-03-09"


def test_running_numbers_and_what_is_not_collected_are_left_out(tmp_path):
    head = ["序号", "受理日期", "投诉内容", "性别", "收入情况", "是否超期"]
    row = [1, "2026-03-02", "内容", "女", "高", "否"]
    _, (found,) = read(write(tmp_path / "a.xlsx", [head, row]))
    assert set(found.facts) == {"received_at", "facts"}


def test_a_column_without_a_field_goes_to_the_remarks_with_its_heading(tmp_path):
    head = ["受理日期", "投诉内容", "整改措施", "", "备注"]
    row = ["2026-03-02", "内容", "加强培训", "无标题", "已归卷"]
    outline, (found,) = read(write(tmp_path / "a.xlsx", [head, row]))
    assert found.facts["remarks"] == "已归卷\n整改措施: 加强培训\nD: 无标题"
    assert outline.sheets[0].in_remarks == ["整改措施", "D"]


def test_what_the_remarks_cannot_hold_is_refused_with_its_line(desk):
    head = ("受理日期", "投诉内容", "整改措施")
    told = desk.bring([("2026-03-02", "内容", "长" * 20_001)], head=head)
    (problem,) = told.problems
    assert (told.refused, problem.line) == (1, 2)
    assert "20000" in problem.reason


def test_a_profile_that_does_not_exist_is_refused_with_those_that_do(tmp_path):
    path = write(tmp_path / "a.xlsx", [["受理日期", "投诉内容"], ["2026-03-02", "内容"]])
    with pytest.raises(UnknownProfile, match="bank68, cfpb, default, messages, own"):
        read_ledger(path, "../rights")


def test_a_profile_that_does_not_fit_says_which_headings_it_needs(tmp_path):
    path = write(tmp_path / "a.xlsx", [["受理日期", "投诉内容"], ["2026-03-02", "内容"]])
    with pytest.raises(HeadingsMissing, match="留言时间, 留言主题"):
        read_ledger(path, "messages")


@pytest.mark.parametrize("head", [["姓名", "电话"], ["受理日期", "姓名"], ["投诉内容", "姓名"]])
def test_a_file_that_no_profile_fits_is_refused(tmp_path, head):
    path = write(tmp_path / "a.xlsx", [head, ["张三", "2026-03-02"]])
    with pytest.raises(NoProfileFits, match="受理日期"):
        read_ledger(path)
