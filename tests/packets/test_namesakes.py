"""Two offices may each have a Chen: a case names the one whose office wrote it."""

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QComboBox

from desk.actions.manage_people import ChangePerson
from desk.attachments.attaching import attach
from desk.reader import Reader
from desk.reads.case_file import read_case
from desk.reads.period_ledger import ledger_lines
from desk.reads.queue import id_chunks, rows
from desk.reads.rectifications import tasks_within
from desk.rules.people.rights import People
from desk.rules.query import QueueFilter
from desk.rules.reports.periods import period_of
from reports.dossier import dossier
from reports.follow_through import tasks_table
from reports.ledger_table import ledger_table
from reports.letters.form import filled_form
from reports.letters.templates import template_of
from reports.places import making_of
from reports.printing import print_dossier
from tests.attachments.papers import picture, put
from tests.builders import register, step, walk
from tests.reports.papers import bare
from ui.base.hub import Hub
from ui.base.tasks import Tasks
from ui.models.queue_model import QueueColumn, RowWords
from ui.pages.owed_page import ALL, MINE, OwedPage


@pytest.fixture
def case_no(places, stick):
    """A case of the branch, which its Chen handles; head office has it, and a Chen of its own."""
    c, h = places["c"], places["h"]
    for login, name in (("chen", "陈大川"), ("zhou", "周小河")):
        c.office.do(ChangePerson(login=login, facts={"name": name}))
    found = register(c.desk("chen"))
    walk(c, found, "notify")
    h.exchange.take(c.send(h, out=stick))
    return found


def shown(place, case_no):
    """Return the case as ``place`` reads it, and how it names people."""
    office = place.desk("director")
    return read_case(office.store, office.reckoning, case_no), office.people.name


def test_head_office_names_the_branch_s_people_in_the_branch_s_case(places, case_no):
    case, name = shown(places["h"], case_no)
    assert name("chen") == "陈立"
    assert name(case.facts["handler"]) == "陈大川"
    assert name(case.facts["received_by"]) == "陈大川"
    assert {name(entry["by"]) for entry in case.facts["contacts"]} == {"陈大川"}
    handlers = [told.values["handler"] for told in case.story if told.values.get("handler")]
    assert {name(login) for login in handlers} == {"陈大川"}


def test_who_handled_it_before_is_named_as_well(places, stick, case_no):
    c, h = places["c"], places["h"]
    step(c.desk("li"), case_no, "assign", handler="zhou", department="客户服务部")
    h.exchange.take(c.send(h, out=stick))
    case, name = shown(h, case_no)
    handlers = [told.values["handler"] for told in case.story if told.values.get("handler")]
    assert [name(login) for login in handlers] == ["陈大川", "周小河"]
    assert name(case.facts["handler"]) == "周小河"


def test_what_head_office_decides_on_is_still_the_branch_s_entry(places, stick, case_no):
    c, h = places["c"], places["h"]
    step(c.desk("chen"), case_no, "apply-review", grounds="不服。")
    h.exchange.take(c.send(h, out=stick))
    step(h.desk("li"), case_no, "decide-review", result="redo", text="责令重新处理。")
    c.exchange.take(h.send(c, out=stick))
    for place in (c, h):
        case, name = shown(place, case_no)
        (review,) = case.facts["reviews"]
        assert name(review["by"]) == "陈大川"


def test_papers_name_them_too(places, case_no):
    h = places["h"]
    office = h.desk("director")
    case, making = read_case(office.store, office.reckoning, case_no), making_of(office)
    told = str(dossier(case, making))
    assert "陈大川" in told
    assert "陈立" not in told
    form = str(filled_form(template_of("F05", None), case, making, {}))
    assert "陈大川" in form
    assert "陈立" not in form


def test_the_list_of_attachments_names_them_too(places, stick, case_no, tmp_path):
    c, h = places["c"], places["h"]
    attach(c.desk("chen"), case_no, put(tmp_path, "流水.jpg", picture()))
    h.exchange.take(c.send(h, out=stick))
    paper = print_dossier(h.desk("director"), case_no, tmp_path / "out").files["pdf"]
    told = bare("".join(page.extract_text() for page in PdfReader(paper).pages))
    assert "流水.jpg" in told
    assert "2026-11-20陈大川" in told
    assert "陈立" not in told


def test_rectifications_name_them_too(places, stick, case_no):
    c, h = places["c"], places["h"]
    task = {"cause": "流程缺陷", "measure": "改收费流程", "owner": "zhou", "due_on": "2026-12-20"}
    step(c.desk("li"), case_no, "rectify", **task)
    h.exchange.take(c.send(h, out=stick))
    tasks = tasks_within(h.store, period_of("month", "2026-11"))
    (row,) = tasks_table(tasks, making_of(h.desk("director"))).rows
    assert row[2] == "周小河"


def test_the_ledger_names_them_too(places, case_no):
    office = places["h"].desk("director")
    period, now = period_of("month", "2026-11"), office.clock.now()
    table = ledger_table(ledger_lines(office.store, period, now), making_of(office))
    (row,) = table.rows
    assert case_no in row
    assert row[[column.heading for column in table.columns].index("Handler")] == "陈大川"


def test_the_queue_names_them_too(places, case_no):
    office = places["h"].desk("director")
    now = office.clock.now()
    words = RowWords(office.reckoning.now.rules, office.reckoning.calendar, office.people)
    want = QueueFilter()
    ids = [one for some in id_chunks(office.store, want, now) for one in some]
    (row,) = rows(office.store, ids, now).values()
    assert row.case_no == case_no
    assert words.cell(row, QueueColumn.HANDLER, now) == "陈大川"


def test_what_the_branch_s_chen_owes_is_not_head_office_s_chen_s(places, stick, case_no, qtbot):
    c, h = places["c"], places["h"]
    told = {"way": "phone", "result": "reached", "summary": "客户来电。"}
    promise = {"promise": "周五回复", "promised_on": "2026-11-27"}
    step(c.desk("chen"), case_no, "contact", **told, **promise)
    h.exchange.take(c.send(h, out=stick))
    reader = Reader(h.desk("chen"))
    tasks = Tasks(reader.close)
    page = OwedPage(Hub(reader, tasks))
    qtbot.addWidget(page)
    page.start()
    whose = page.findChild(QComboBox, "whose")
    for index, count in ((whose.findData(ALL), 1), (whose.findData(MINE), 0)):
        whose.setCurrentIndex(index)
        whose.activated.emit(index)
        qtbot.waitUntil(lambda count=count: page._list.sheet.rowCount() == count)
    whose.setCurrentIndex(whose.findData(ALL))
    whose.activated.emit(whose.currentIndex())
    assert page._list.sheet.rows[0].cells[-1] == "陈大川"
    tasks.stop()


def test_the_branch_s_own_case_is_shown_as_it_is(places, case_no):
    case, _ = shown(places["c"], case_no)
    assert case.facts["handler"] == case.facts["received_by"] == "chen"
    assert {told.author for told in case.story} <= {"chen", "li", "director"}


def test_a_login_without_a_name_stands_for_itself(places, case_no):
    case, _ = shown(places["h"], case_no)
    assert case.facts["handler"] == "0102/chen"
    assert People().name(case.facts["handler"]) == "chen"
