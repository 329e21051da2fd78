"""Hostile text in every place of every paper: no crash, nothing live, the same text back.

Every text of a paper's content is exchanged for one of the corpus, headings, labels and foots
included, so that it does not matter which field a text comes from. The corpus that others
collected joins in where it lies beside the checkout.
"""

import re
from dataclasses import fields, is_dataclass, replace
from itertools import cycle, islice
from zipfile import ZipFile

import docx
import openpyxl
import pypdf
import pytest

from desk.actions.hold_and_erase import ErasedCase
from desk.base.text import clean, xlsx_text
from desk.reads.period_report import read_report
from desk.reads.queue import id_chunks, rows
from desk.rules.case.erasure import Way
from desk.rules.forms.form_templates import known_forms
from desk.rules.query import Order, QueueFilter, parse
from desk.rules.reports.periods import period_of
from reports.blank_forms import blank_forms
from reports.certificate import certificate
from reports.disclosure import disclosure
from reports.dossier import dossier
from reports.excel import write_workbook
from reports.ledger_table import ledger_table
from reports.letters.form import filled_form, form_paper
from reports.letters.given import asked
from reports.letters.templates import template_of
from reports.month import period_report
from reports.paper import write_pdf
from reports.press.face import face
from reports.recovery_sheets import recovery_sheets
from reports.table import Document, Section
from reports.word import write_word
from tests.base.hostile import HOSTILE, collected
from tests.reports.papers import MADE_AT, bare, case_of, making_of, paper

LONGEST = 300  # characters here; long texts go through one field each elsewhere
CORPUS = [text for text in (*HOSTILE.values(), *collected()) if text.strip()]
SHORT = [text for text in CORPUS if len(text) <= LONGEST]
OURS = {"id", "links", "anchors", "sheet", "language", "code", "side", "group"}
FORMULA = re.compile(r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)")
ODD = re.compile("[\u0300-\u036f\u0590-\u08ff\u1100-\u11ff\u200b-\u206f\ufe00-\ufe0f\ufeff]")


def poisoned(content, texts):
    """Return ``content`` with every text in it exchanged for the next of ``texts``."""
    if isinstance(content, str):
        return next(texts) if content else content
    if isinstance(content, list | tuple):
        return type(content)(poisoned(item, texts) for item in content)
    if is_dataclass(content) and not isinstance(content, type):
        named = [field.name for field in fields(content) if field.name not in OURS]
        return replace(content, **{n: poisoned(getattr(content, n), texts) for n in named})
    return content


def spoiled(document, texts):
    """Return ``document`` with every text exchanged; the same again, and what it was."""
    used = []

    def told():
        for text in texts:
            used.append(text)
            yield text

    return poisoned(document, told()), used


def letters(office, case):
    making = making_of(office)
    for form in known_forms():
        template = template_of(form, None)
        given = dict.fromkeys(asked(template), "x")
        content = filled_form(template, case, making, given)
        yield form, form_paper(template, content, case, making, "0101投诉〔2026〕A001号")


@pytest.fixture(scope="module")
def papers(training):
    """Every paper that the desk prints, by name, of a branch with a year of complaints."""
    wanted = parse("", QueueFilter(order=Order.NEWEST, is_all=True))
    ids = [i for chunk in id_chunks(training.store, wanted, MADE_AT) for i in chunk]
    found = rows(training.store, ids, MADE_AT)
    case = max((case_of(training, found[i].case_no) for i in ids), key=lambda c: len(c.facts))
    making = making_of(training)
    report = read_report(training.store, period_of("quarter", "2026-Q3"), MADE_AT)
    ledger = Section("ledger", "Ledger", "Ledger", [ledger_table(report.lines, making)])
    seen = [(MADE_AT, "li", "was shown personal data")]
    erased = [
        ErasedCase(case_no=case.case_no, uuid=case.uuid, acts=3, way=Way.ERASE, listed_by="li")
    ]
    return {
        "report": period_report(report, making),
        "disclosure": disclosure(report, making),
        "ledger": replace(paper(), sections=[replace(ledger, is_list=True, is_wide=True)]),
        "dossier": dossier(case, making, reckoning=training.reckoning, seen=seen),
        "full dossier": dossier(
            case, making, is_full=True, reckoning=training.reckoning, seen=seen
        ),
        "blank forms": blank_forms([case.case_no], making),
        "certificate": certificate(erased, making),
        "recovery sheets": recovery_sheets("ABCD-EFGH-JKLM", making),
        **dict(letters(training, case)),
    }


WHOLE = ("report", "disclosure", "ledger", "dossier", "full dossier")
OTHERS = ("blank forms", "certificate", "recovery sheets", *known_forms())


def texts_for(name, round_=0):
    """Return texts without end, others for each paper and round; all come round in a long one."""
    start = (hash_of(name) + round_ * 97) % len(SHORT)
    return islice(cycle(SHORT), start, None)


def hash_of(name):
    return sum(ord(char) * place for place, char in enumerate(name, start=1))


def assert_dead(path):
    """Nothing in the PDF acts, links or was loaded from elsewhere."""
    reader = pypdf.PdfReader(path)
    for page in reader.pages:
        assert "/Annots" not in page
        assert not page.images
    root = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
    assert "/JavaScript" not in root.get("/Names", {})
    return bare("".join(page.extract_text() for page in reader.pages))


def assert_told(text, used):
    """Every text that Chinese and Latin letters make up stands on the paper as it was typed."""
    typeface = face()
    for one in set(used):
        shown = bare(typeface.printed(clean(one)))
        if shown and not ODD.search(one) and not typeface.missing & set(one):
            assert shown[:12] in text, one


@pytest.mark.parametrize("name", [*WHOLE, *OTHERS])
def test_no_text_is_more_than_text_on_paper(papers, tmp_path, name):
    document, used = spoiled(papers[name], texts_for(name))
    write_pdf(document, tmp_path / "paper.pdf")
    text = assert_dead(tmp_path / "paper.pdf")
    if name in OTHERS:
        assert_told(text, _printed(document, used))


def _printed(document, used):
    """Return those texts of ``document`` that paper shows: not what is for Excel alone."""
    hidden = {document.author, *(s.sheet for s in document.sections)}
    return [text for text in used if text not in hidden]


@pytest.mark.parametrize("name", ["report", "disclosure", "ledger"])
def test_no_text_is_more_than_text_in_excel(papers, tmp_path, name):
    document, used = spoiled(papers[name], texts_for(name))
    write_workbook(document, tmp_path / "paper.xlsx")
    book = openpyxl.load_workbook(tmp_path / "paper.xlsx")
    wanted = {xlsx_text(text) for text in used}
    found = set()
    for sheet in book:
        assert not sheet._images
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is not None:
                    assert cell.hyperlink.target is None
                if cell.data_type == "f":
                    assert FORMULA.fullmatch(cell.value), cell.value
                elif isinstance(cell.value, str):
                    assert cell.data_type == "s"
                    found.add(cell.value)
    assert len(wanted & found) > len(wanted) // 2
    with ZipFile(tmp_path / "paper.xlsx") as parts:
        assert not [part for part in parts.namelist() if "externalLink" in part or "vba" in part]
        relations = [parts.read(p) for p in parts.namelist() if p.endswith(".rels")]
    assert not any(b'TargetMode="External"' in content for content in relations)


@pytest.mark.parametrize("name", known_forms())
def test_no_text_is_more_than_text_in_word(papers, tmp_path, name):
    document, used = spoiled(papers[name], texts_for(name, 1))
    write_word(document, tmp_path / "letter.docx")
    word = docx.Document(tmp_path / "letter.docx")
    assert not word.inline_shapes
    with ZipFile(tmp_path / "letter.docx") as parts:
        body = parts.read("word/document.xml")
        relations = [parts.read(p) for p in parts.namelist() if p.endswith(".rels")]
    assert not re.search(rb"<w:(hyperlink|fldSimple|instrText|object|pict)\b", body)
    assert not any(b'TargetMode="External"' in content for content in relations)
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    told = bare("".join(p.text for part in (word, *cells) for p in part.paragraphs))
    lost = [text for text in _printed(document, used[:-2]) if bare(clean(text))[:12] not in told]
    assert len(lost) <= 2, lost  # the two parts of the foot


def test_all_of_the_corpus_goes_through_the_papers(papers):
    """The rounds above meet every text somewhere; this one says so."""
    met = set()
    for name in (*WHOLE, *OTHERS):
        _document, used = spoiled(papers[name], texts_for(name))
        met.update(used)
    assert met == set(SHORT)


def test_it_is_the_whole_content_that_is_exchanged():
    document, used = spoiled(paper(sheet="Only"), iter("abcdefghij"))
    assert isinstance(document, Document)
    assert (document.title, document.author) == (used[0], used[6])
    assert document.sections[0].sheet == "Only"
