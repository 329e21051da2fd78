"""Words that stand on paper in two places are the same, and a concept has one name."""

import re
from pathlib import Path

import polib
import pytest

from desk.base import words
from desk.base.resources import read_toml
from desk.rules.settings import Settings
from reports.ledger_table import ledger_table
from reports.making import Making
from tests.families import each

RESOURCES = Path(__file__).parents[2] / "resources"
# A column is named as "X列", "X＝…", "X不为空" or "按X筛选".
COLUMN = re.compile(r"(?:^|，)按?([^，＝]+?)(?:列|＝|不为空|筛选)")
ELSEWHERE = {"案件查询：对象:员工 等", "案件查询：性质:咨询 等", "表中所列案件"}
# What the glossary does not let us say (docs/glossary.md), and what is said instead.
FORBIDDEN = {
    "结账": "定稿",
    "关账": "定稿",
    "月结": "定稿",
    "裁决": "裁定",
    "体检": "检查",
    "工作站": "设备",
    "总行": "上级机构",
    "应办结日": "处理期限",
    "应答复日期": "处理期限",
    "决定期限": "处理期限",
    "办理天数": "处理天数",
    "超期": "逾期",
    "无法定": "没有法定",
    "核查结论": "核实结论",
    "机密": "内部资料",
    "密级": "保管要求",
    "转办机关": "转办单位",
    "根因": "根本原因",
    "兑现": "履行",
    "留痕": "留存备查",
}
# What people write in their own lists is read under every name.
READ = ("profiles", "demo", "query.toml", "calendars")


@pytest.fixture
def chinese():
    words.use("zh_CN")


@pytest.mark.usefixtures("chinese")
def test_a_definition_names_columns_that_the_ledger_has(branch):
    desk = branch.desk()
    making = Making(desk.settings, desk.people, desk.actor, desk.clock.now())
    headings = set()
    for kind in ("bank", "insurer", "financing"):
        settings = Settings({**desk.settings.values, "office_kind": kind})
        table = ledger_table([], Making(settings, making.people, making.by, making.at))
        headings |= {column.heading for column in table.columns}
    for figure, told in read_toml("figures.toml").items():
        cases = told["cases"]["zh"]
        if cases not in ELSEWHERE:
            assert set(COLUMN.findall(cases)) <= headings, figure


def texts():
    """Return every Chinese text that people read, by where it stands."""
    catalogue = polib.pofile(str(RESOURCES / "translations" / "zh_CN" / "LC_MESSAGES" / "desk.po"))
    found = {"catalogue": [e.msgstr or "".join(e.msgstr_plural.values()) for e in catalogue]}
    for path in sorted(RESOURCES.rglob("*.toml")):
        name = path.relative_to(RESOURCES).as_posix()
        if not name.startswith(READ):
            lines = path.read_text(encoding="utf-8").splitlines()
            found[name] = [re.sub(r"synonyms = \[[^\]]*\]", "", line) for line in lines]
    return found


@each(word=list(FORBIDDEN))
def test_one_concept_has_one_name(word):
    said = [(name, text) for name, lines in texts().items() for text in lines if word in text]
    assert said == []
