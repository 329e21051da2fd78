"""Every question of the window and every paper, by every role, for every sort of case.

``QUESTIONS`` and ``PAPERS`` name each of them by hand: a new question of `Reader`, or a new
function of `reports` that makes something of an office, fails the first tests until it has a row.
"""

import inspect
from dataclasses import replace
from datetime import date
from importlib import import_module
from pkgutil import walk_packages

import pypdfium2
import pytest

import reports
from desk.base.errors import Refusal
from desk.office import Office
from desk.reader import Reader
from desk.reads.audit_search import AuditQuery, read_audit
from desk.reads.conflicts import read_tray
from desk.reads.print_register import seen_prints
from desk.rules.forms.form_templates import known_forms
from desk.rules.people.person_id import PersonId
from desk.rules.people.rights import Right, Role
from desk.rules.query import parse
from desk.rules.reports.periods import month_of
from desk.store.tables import CaseRow
from reports.dossier_audit import audit_extract
from reports.letters.issuing import FormWish, seen_form
from reports.letters.texts import decision_begun, texts_for
from reports.previewing import preview_dossier, preview_report
from tests.cli.test_doors import LOGIN
from tests.sorts_of_cases import MASKED, NOTHING, NUMBER, SEEN

ALL = parse("收到:2026")
MONTH = month_of(date(2026, 11, 20))
# What each question is asked for a case, and how much of it may be told beyond the table: the
# number that was asked for is no news.
QUESTIONS = {
    "queue_rows": lambda r, one: r.queue_rows([one.id]),
    "case": lambda r, one: r.case(one.no),
    # What the office holds of whoever is known by her whole number is offered at intake (第13条).
    "known": lambda r, one: replace(
        r.known({"complainant.phone": one.phone, "facts": one.matter}), held=None, by_whole=None
    ),
    "like": lambda r, one: r.like(r.case(one.no)),
    "leads_to": lambda r, one: r.leads_to(r.case(one.no).facts),
    "accounts": lambda r, one: r.accounts(r.case(one.no)),
}
QUESTIONS_OF_ALL = {  # that name no case
    "queue_ids": lambda r: [r.queue_rows(list(ids)) for ids in r.queue_ids(ALL)],
    "numbers": lambda r: r.numbers(ALL),
    "owed": lambda r: r.owed(),
    "held": lambda r: r.held(PersonId("", "chen")),
    # Its lines go out on paper alone, which masks them: `preview_report`.
    "report": lambda r: replace(r.report(MONTH), lines=[]),
    "figures": lambda r: r.figures(MONTH),
    "queue_counts": lambda r: r.queue_counts(),
    "forecast": lambda r: r.forecast(),
    "conflicts": lambda r: r.conflicts(),
    "past_imports": lambda r: r.past_imports(),
}
BY_NUMBER = {  # they tell of one case what she asked for by its number, or of all their number
    "report",  # a ledger counts closed cases and says that they are closed
    "preview_report",
    "living_no",
}
OTHER_QUESTIONS = {
    *("now", "people", "rules", "time_doubt", "missing_calendar", "close", "living_no"),
    *("check_code", "check_file"),  # by `seen_prints`, below
    *("register_items", "register_item", "due_items", "beginnings"),  # test_registers.py
    *("step_effect", "hindrances"),  # clocks and steps of a case that was read for her
    *("draft", "keep_draft"),  # her own: tests/flows/test_sight_window.py
}
PAPERS = {
    "preview_dossier": lambda o, one: text_of(preview_dossier(o, one.no)),
    "seen_form": lambda o, one: [form_text(o, one.no, form) for form in known_forms()],
    "decision_begun": lambda o, one: decision_begun(o, need_case(o, one)),
    "texts_for": lambda o, one: texts_for(o, need_case(o, one), "decision.basis"),
    "audit_extract": lambda o, one: need_case(o, one) and audit_extract(o, one.no),
}
PAPERS_OF_ALL = {"preview_report": lambda o: text_of(preview_report(o, MONTH))}
OTHER_PAPERS = {
    *("offered", "filled", "learnt", "text_for"),  # the words of a text, for a case as it was read
    "preview_form",  # `seen_form` as a PDF
    "case_shown",  # the way to a case for the others
    *("print_dossier", "print_dossiers", "print_form", "export_ledger", "print_handover"),  # cli
    *("print_report", "print_disclosure", "closing_of", "wish_to_close"),  # as `preview_report`
    *("print_sample", "print_assessment"),  # numbers of cases: tests/reads
    "print_item",  # tests/reports/test_item_sheet.py
    "print_subject",  # tests/actions/test_doors.py
    *("print_blank_forms", "print_card", "print_certificate", "making_of", "paper_for_printer"),
    *("annexed", "write_stamped", "own_folder", "template_for", "template_again"),
    *("write_template", "write_text_template", "prescribe", "proven", "form_lines"),
}


def text_of(paper):
    found = pypdfium2.PdfDocument(paper)
    pages = [page.get_textpage().get_text_bounded() for page in found]
    found.close()
    return "".join("".join(pages).split())


def form_text(office, case_no, form):
    try:
        return repr(seen_form(office, FormWish(case_no=case_no, form=form)))
    except Refusal:  # a form that does not fit the case
        return ""


def need_case(office, one):
    return Reader(office).case(one.no)


@pytest.fixture
def template(home_of_sorts):
    folder, keys, _ = home_of_sorts
    return folder, keys


@pytest.fixture
def told(branch, home_of_sorts):
    """A case of each sort, with its row."""
    found = home_of_sorts[2]
    ids = dict(branch.store.rows(CaseRow.select(CaseRow.case_no, CaseRow.id)))
    for one in found.values():
        one.id = ids[one.no]
    return found


def makers():
    """Return the public functions of `reports` whose first argument is an office."""
    found = set()
    for module in walk_packages(reports.__path__, "reports."):
        for name, one in inspect.getmembers(import_module(module.name), inspect.isfunction):
            first = next(iter(inspect.signature(one).parameters.values()), None)
            if one.__module__ == module.name and not name.startswith("_") and first is not None:
                found |= {name} if first.annotation in (Office, "Office") else set()
    return found


def test_every_question_and_every_paper_has_a_row():
    asked = {name for name in vars(Reader) if not name.startswith("_")}
    assert asked == QUESTIONS.keys() | QUESTIONS_OF_ALL.keys() | OTHER_QUESTIONS
    assert makers() == PAPERS.keys() | PAPERS_OF_ALL.keys() | OTHER_PAPERS


def answer(ask, *about):
    try:
        return repr(ask(*about))
    except Refusal:
        return ""


def lists_of(office):
    """Return what is read for a list without a question of the window."""
    store, acting = office.store, office.acting
    if office.actor.role is Role.ADMINISTRATOR:
        return {}
    found = {"tray": read_tray(store, acting), "prints": seen_prints(store, acting)}
    if acting.may(Right.AUDIT):
        found["audit"] = read_audit(store, AuditQuery(most=None), acting)
    return found


OTHERS_THAN_THE_DIRECTOR = [role for role in Role if role is not Role.DIRECTOR]


@pytest.mark.parametrize("role", OTHERS_THAN_THE_DIRECTOR)
def test_no_question_and_no_paper_of_a_case_tells_more_than_the_table_says(branch, told, role):
    office = branch.desk(LOGIN[role])
    reader = Reader(office)
    for place, (sort, one) in enumerate(told.items()):
        most = SEEN[role][place]
        for name, ask in QUESTIONS.items():
            text = answer(ask, reader, one)
            assert one.level(text) <= most, (name, sort)
            if name == "case":
                assert one.level(text) == most, sort
        for name, make in PAPERS.items():
            assert one.level(answer(make, office, one)) <= most, (name, sort)
    for name, found in lists_of(office).items():
        for most, one in zip(SEEN[role], told.values(), strict=True):
            assert one.level(repr(found)) <= most, (name, one.no)


@pytest.mark.parametrize("role", OTHERS_THAN_THE_DIRECTOR)
def test_no_question_and_no_paper_of_all_cases_tells_more_than_the_table_says(branch, told, role):
    office = branch.desk(LOGIN[role])
    reader = Reader(office)
    found = {name: answer(ask, reader) for name, ask in QUESTIONS_OF_ALL.items()}
    found |= {name: answer(make, office) for name, make in PAPERS_OF_ALL.items()}
    for name, text in found.items():
        least = NUMBER if name in BY_NUMBER else NOTHING
        for most, one in zip(SEEN[role], told.values(), strict=True):
            assert one.level(text) <= max(most, least), (name, one.no)


def test_all_twenty_six_letters_are_made_of_a_case_that_is_seen_masked(branch, told):
    made = [form_text(branch.desk("chen"), told["own"].no, form) for form in known_forms()]
    assert len(made) == 26
    assert sum(told["own"].level(text) == MASKED for text in made) > 3
