"""Papers beside their floors: the ledger workbook, the ledger on paper, a dossier.

python -m benchmarks.papers [ROWS]

Each pair writes the same cells: ours, content included, and the bare library.
"""

import sys
import tempfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from reportlab.platypus import BaseDocTemplate, Frame, LongTable, PageTemplate, Paragraph

from benchmarks.measure import HEAD, Line, in_turn, median, tell
from desk.base import words
from desk.base.clock import stamp
from desk.base.resources import read_toml
from desk.reads.case_file import CaseFile, TimelineEntry
from desk.reads.period_ledger import FIELDS, LedgerLine
from desk.rules.people.rights import Person, Role
from desk.rules.reports.recount import Came, Went
from desk.rules.settings import Settings
from desk.rules.time.calendar import calendar_of
from desk.rules.time.practice import reckoning
from desk.rules.time.rule_files import shipped_rules
from reports import fonts, table
from reports.dossier import dossier
from reports.excel import write_workbook
from reports.ledger_table import ledger_table
from reports.making import Making
from reports.paper import write_pdf
from reports.press import measures as m
from reports.press.face import face

RUNS = 5
PAPER_ROWS = 700
ACTS = 40
NOW = datetime(2026, 11, 20, 10, 0)
STORY = "客户反映申请消费贷款{:,}.00元，除利息外另被收取“服务费”和“担保费”，合同中未见收费明细。"
BARS = {"workbook": 1.15, "ledger": 1 / 0.85, "dossier": 1 / 0.7}


def lines(count):
    """Return invented ledger lines, the same in every run."""
    random = Random(1)
    channels = [code["id"] for code in read_toml("codes", "channel.toml")["codes"]]
    products = [code["id"] for code in read_toml("codes", "product_line.toml")["codes"]]
    causes = [code["id"] for code in read_toml("codes", "cause.toml")["codes"]]
    made = []
    for number in range(count):
        received = NOW - timedelta(minutes=random.randrange(40_000))
        told = received + timedelta(days=random.randrange(1, 14))
        facts = dict.fromkeys(FIELDS)
        facts |= {
            "case_no": f"TS-0101-{received:%Y%m%d}-A{number:05}",
            "received_at": stamp(received),
            "channel": random.choice(channels),
            "complainant.name": random.choice("赵钱孙李周吴郑王") + random.choice("敏静磊洋丹"),
            "complainant.phone": f"138{random.randrange(10**8):08}",
            "complained_unit": random.choice(("城东支行营业部", "和平路分理处", "湖滨分理处")),
            "business_channel": "A1-01",
            "product_line": random.choice(products),
            "cause": random.choice(causes),
            "grade": random.choice("ABC"),
            "topic": "product",
            "facts": STORY.format(random.randrange(1000, 900_000)),
            "demands": ["refund", "answer"],
            "amount": f"{random.randrange(100, 900_000)}.00",
            "department": "客户服务部",
            "handler": "chenli",
            "state": "archived",
            "investigation": "核实属实，页面以小字链接展示，未合并披露综合年化成本。",
            "outcome": "agreed",
            "finding": "upheld",
            "liable": True,
            "compensation": f"{random.randrange(1, 900)}.00",
            "closed_at": stamp(told),
            "notice_way": "phone",
            "notified_at": stamp(told),
            "followed_up_at": stamp(told),
            "satisfaction": "satisfied",
        }
        made.append(
            LedgerLine(
                facts=facts,
                came=Came.RECEIVED,
                went=Went.CLOSED,
                due_on=told.date(),
                is_late=False,
                days=7,
            )
        )
    return made


def making():
    person = Person(login="chenli", name="陈立", role=Role.SPECIALIST)
    settings = Settings({"office_name": "示例银行城东支行", "office_code": "0101"})
    return Making(settings, {"chenli": person}, person, NOW)


def document(ledger):
    section = table.Section("ledger", "Ledger", "Ledger", [ledger], is_wide=True, is_list=True)
    foot = ("示例银行城东支行 · 2026-11", "陈立 2026-11-20 10:00")
    head = [("Office", "示例银行城东支行")]
    return table.Document(
        title="Ledger",
        head=head,
        sections=[section],
        foot=foot,
        author="陈立",
        made_at=NOW,
        language="zh-CN",
    )


def case():
    """Return a case with many acts, its clocks and four long stories."""
    (line,) = lines(1)
    facts = {name: value for name, value in line.facts.items() if value is not None}
    facts |= {"kind": "complaint", "complexity": "simple", "registered_at": facts["received_at"]}
    for name in ("facts", "investigation", "plan", "decision.reasons"):
        facts[name] = STORY.format(1234) * 6
    story = [
        TimelineEntry(
            at=NOW,
            author="chenli",
            kind="case.note",
            values={"remarks": STORY.format(n)},
            is_signed=False,
            hash="00",
        )
        for n in range(ACTS)
    ]
    clocks = reckoning(shipped_rules(), calendar_of(), Settings({})).clocks(facts)
    return CaseFile(
        id=1,
        uuid="00",
        facts=facts,
        clocks=clocks,
        story=story,
        conflicts={},
        unlawful=[],
        version=ACTS,
        actions=[],
    )


def bare_workbook(content, path):
    """Write the same cells with openpyxl, write-only: headings, widths, a frozen pane."""
    places = [place for place, column in enumerate(content.columns) if column.sheet]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Ledger")
    for number, place in enumerate(places, start=1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = content.columns[place].sheet
    sheet.freeze_panes = "A2"
    heads = [WriteOnlyCell(sheet, content.columns[place].heading) for place in places]
    for cell in heads:
        cell.font = Font(bold=True)
    sheet.append(heads)
    for row in content.rows:
        sheet.append([row[place] for place in places])
    book.save(path)


def bare_page(page, flows):
    """Build ``flows`` with a page number at the foot, and nothing else."""

    def foot(canvas, doc):
        canvas.setFont(fonts.BASE, 7)
        canvas.drawString(page.left, 20, f"第 {doc.page} 页")

    frame = Frame(page.left, page.bottom, page.width, page.height)
    template = PageTemplate(frames=[frame], pagesize=page.size, onPage=foot)
    BaseDocTemplate(BytesIO(), pagesize=page.size, pageTemplates=[template]).build(flows)


def bare_table(content, width, size):
    """Return a table as platypus lays it out: paragraphs where the text is too long."""
    places = [place for place, column in enumerate(content.columns) if column.paper]
    columns = [content.columns[place] for place in places]
    whole = sum(column.paper for column in columns)
    widths = [column.paper / whole * width for column in columns]
    style = m.cell_style("LEFT", size, size * 1.37)
    style.wordWrap = "CJK"
    rows = [[column.heading for column in columns]]
    rows += [
        [table.shown_cell(content.columns[place].holds, row[place]) for place in places]
        for row in content.rows
    ]
    data = [[bare_cell(*pair, style) for pair in zip(row, widths, strict=True)] for row in rows]
    grid = [("FONT", (0, 0), (-1, -1), fonts.BASE, size), ("GRID", (0, 0), (-1, -1), 0.4, m.LINE)]
    grid += [(f"{side}PADDING", (0, 0), (-1, -1), 3) for side in ("LEFT", "RIGHT")]
    return LongTable(data, colWidths=widths, repeatRows=1, style=grid)


def bare_cell(text, width, style):
    fits = "\n" not in text and face().width(text, style.fontSize) <= width - 6
    return text if fits else Paragraph(text.replace("\n", "<br/>"), style)


def bare_blocks(content, width):
    """Yield the blocks of a document in platypus's own terms."""
    for section in content.sections:
        yield Paragraph(section.title or content.title, m.SECTION)
        for block in section.blocks:
            if isinstance(block, table.Table):
                yield bare_table(block, width, m.CELL)
            elif isinstance(block, table.RuledForm):
                for row in block.rows:
                    cells = [text for box in row for text in (box.label, box.text)]
                    columns = [table.Column("") for _ in cells]
                    yield bare_table(table.Table("", "", columns, [cells]), width, m.FORM_SIZE)
            elif isinstance(block, table.StoryBlock | table.Note):
                style = m.TOLD.clone("bare", wordWrap="CJK")
                yield Paragraph(block.text.replace("\n", "<br/>"), style)


def pair(name, unit, ours, floor):
    """Return one line: ours beside the floor."""
    desk, bare = in_turn(RUNS, ours, floor)
    return Line(f"{name}, {unit}", median(bare), median(desk), "s", BARS[name])


def measure(count):
    found, few, who = lines(count), lines(PAPER_ROWS), making()
    ledger, short, one = ledger_table(found, who), ledger_table(few, who), case()
    with tempfile.TemporaryDirectory() as folder:
        sheet, paper = Path(folder) / "ledger.xlsx", Path(folder) / "ledger.pdf"
        yield pair(
            "workbook",
            f"{count:,} rows",
            lambda: write_workbook(document(ledger_table(found, who)), sheet),
            lambda: bare_workbook(ledger, sheet),
        )
        wide, tall = m.WIDE_PAGE, m.TALL_PAGE
        yield pair(
            "ledger",
            f"{PAPER_ROWS} rows on paper",
            lambda: write_pdf(document(ledger_table(few, who)), paper),
            lambda: bare_page(wide, [bare_table(short, wide.width, m.DENSE)]),
        )
        content = dossier(one, who)
        yield pair(
            "dossier",
            f"{ACTS} acts",
            lambda: write_pdf(dossier(one, who), paper),
            lambda: bare_page(tall, list(bare_blocks(content, tall.width))),
        )


def main():
    words.use(words.ENGLISH)
    face()  # the base font is made once in a user's life
    tell(HEAD)
    for line in measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000):
        tell(line)


if __name__ == "__main__":
    main()
