"""Forms F1 to F26: filled from the case, numbered when issued, kept with it, replaceable."""

import json

import docx
import pypdf
import pytest
from docx.oxml import OxmlElement

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.reads.case_file import case_json, read_case
from desk.reads.verify import verify
from desk.rules.case.classification import FIRST, classifications
from desk.rules.case.fields import BY_ID
from desk.rules.forms import form_templates as templates
from desk.rules.forms.form_templates import (
    GIVEN,
    UnknownVariable,
    form_id,
    known_forms,
    variable_names,
    variables_in,
)
from desk.rules.people.rights import NotPermitted
from reports.letters.given import asked
from reports.letters.issuing import FormWish, letters_of, print_form, write_template
from reports.letters.templates import template_of
from reports.letters.values import BLANK, Values
from tests.base.hostile import HOSTILE
from tests.builders import register, walk
from tests.reports.papers import bare

DECIDED = "处理决定告知书"


@pytest.fixture
def told(branch):
    """A complaint whose decision was told."""
    case_no = register(branch.desk())
    walk(branch, case_no, until="notify")
    return branch, case_no


def issue(branch, case_no, form, folder, login="director", **more):
    wish = FormWish(case_no=case_no, form=form, **more)
    return print_form(branch.desk(login), wish, folder)


def case_of(branch, case_no):
    desk = branch.desk()
    return read_case(branch.store, desk.reckoning, case_no)


def text_of(printed):
    pages = pypdf.PdfReader(printed.files["pdf"]).pages
    return bare("".join(page.extract_text() for page in pages))


def words_in(path):
    word = docx.Document(path)
    cells = [cell.text for t in word.tables for row in t.rows for cell in row.cells]
    return bare("".join([*(p.text for p in word.paragraphs), *cells]))


def test_there_are_twenty_six_forms():
    assert known_forms() == tuple(f"F{number:02d}" for number in range(1, 27))


@pytest.mark.parametrize("form", known_forms())
def test_every_form_prints_as_pdf_and_word(told, tmp_path, form):
    branch, case_no = told
    printed, number = issue(branch, case_no, form, tmp_path, is_draft=True)
    assert number == ""
    heading = template_of(form, None).heading
    assert bare(heading) in text_of(printed)
    assert bare(heading) in words_in(printed.files["docx"])
    assert letters_of(case_of(branch, case_no)) == []


@pytest.mark.parametrize("form", known_forms())
def test_every_variable_of_a_form_exists(form):
    template = template_of(form, None)
    named = {name for name in variables_in(template.blocks) if not name.startswith(GIVEN)}
    assert named <= set(variable_names())
    assert set(template.needs) <= named | {n for n in template.needs if n.startswith(GIVEN)}


def test_the_decision_letter_says_the_four_parts_and_the_way_out(told, tmp_path):
    branch, case_no = told
    printed, number = issue(branch, case_no, "F11", tmp_path)
    text = text_of(printed)
    facts = case_of(branch, case_no).facts
    for name in ("facts_found", "basis", "reasons", "remedies"):
        assert bare(facts[f"decision.{name}"]) in text
    assert bare(number) in text
    assert "张三" in text
    assert bare(branch.desk().settings.text("office_name")) in text


def test_an_issued_letter_gets_a_number_and_stays_with_the_case(told, tmp_path):
    branch, case_no = told
    _, first = issue(branch, case_no, "F11", tmp_path)
    _, second = issue(branch, case_no, "F02", tmp_path)
    assert first != second
    case = case_of(branch, case_no)
    assert [(one["form"], one["no"]) for one in letters_of(case)] == [
        ("F11", first),
        ("F02", second),
    ]
    assert [told.kind for told in case.story][-2:] == ["case.letter", "case.letter"]
    assert verify(branch.store, branch.desk().reckoning) == []


def letter_of(path):
    """Return the text of a letter without the foot of its copy."""
    return text_of(path).partition("Page1of1")[2]


def test_a_letter_is_printed_again_as_it_was_issued(told, tmp_path):
    branch, case_no = told
    given = {"until": "2026-12-01"}
    first, number = issue(branch, case_no, "F11", tmp_path / "a", given=given)
    before = letter_of(first)
    from tests.builders import step  # noqa: PLC0415

    step(branch.desk(), case_no, "amend", demand_text="另有请求。")
    again, same = issue(branch, case_no, number, tmp_path / "b", reason="补打一份")
    assert (same, letter_of(again)) == (number, before)
    assert len(letters_of(case_of(branch, case_no))) == 1


@pytest.mark.parametrize(
    ("typed", "printed"), [("2026-12-01", "2026年12月1日"), ("20261201", "20261201")]
)
def test_a_letter_writes_days_as_letters_do_and_numbers_as_they_were_typed(
    told, tmp_path, typed, printed
):
    branch, case_no = told
    path, _ = issue(branch, case_no, "F11", tmp_path, given={"until": typed})
    assert f"履行期限：{printed}" in letter_of(path)


def test_letters_are_not_in_the_list_of_cases(told, tmp_path):
    branch, case_no = told
    issue(branch, case_no, "F11", tmp_path)
    case = case_of(branch, case_no)
    told_json = case_json(case.facts, case.uuid, case.clocks, branch.clock.now())
    assert "letters" not in json.dumps(told_json)


def test_a_letter_that_lacks_something_is_not_issued(branch, tmp_path):
    case_no = register(branch.desk())
    with pytest.raises(Refusal, match="Facts found is missing"):
        issue(branch, case_no, "F11", tmp_path)
    with pytest.raises(Refusal, match="Reason is missing"):
        issue(branch, case_no, "F04", tmp_path)
    assert not list(tmp_path.glob("*.pdf*"))
    assert letters_of(case_of(branch, case_no)) == []


def test_internal_forms_hide_who_complained(told, tmp_path):
    branch, case_no = told
    clear, _ = issue(branch, case_no, "F01", tmp_path, is_draft=True, reason="核对原件")
    hidden, _ = issue(branch, case_no, "F05", tmp_path, is_draft=True)
    assert "13800005678" in text_of(clear)
    assert "张三" not in text_of(hidden)


def test_an_auditor_looks_at_drafts_but_issues_nothing(told, tmp_path):
    branch, case_no = told
    issue(branch, case_no, "F05", tmp_path, login="he", is_draft=True)
    with pytest.raises(NotPermitted):
        issue(branch, case_no, "F11", tmp_path / "x", login="he")


@pytest.mark.parametrize("text", ["F27", "X", "f0", "〔2026〕"])
def test_forms_and_letters_that_are_not_there_are_refused(told, tmp_path, text):
    branch, case_no = told
    with pytest.raises(Refusal):
        issue(branch, case_no, text, tmp_path)


@pytest.mark.parametrize("text", ["F11", "f11", "11"])
def test_a_form_is_named_as_people_name_it(text):
    assert form_id(text) == "F11"


OWN = """
title = { zh = "本行处理决定书", en = "Own" }
blocks = [
    { line = "编号{letter_no}，{complainant.name}：{given.extra}" },
    { row = [["甲", "{office}"]] },
]
"""


def own_folder(branch):
    folder = branch.home.folder / templates.FOLDER
    folder.mkdir()
    return folder


def test_an_office_replaces_a_form(told, tmp_path):
    branch, case_no = told
    (own_folder(branch) / "F11.toml").write_text(OWN, encoding="utf-8")
    printed, number = issue(branch, case_no, "F11", tmp_path, given={"extra": "附言"})
    text = text_of(printed)
    assert "本行处理决定书" in text
    assert bare(f"编号{number}，张*：附言") in text


def test_an_office_replaces_the_word_file(told, tmp_path):
    branch, case_no = told
    folder = own_folder(branch)
    path = write_template(branch.desk(), "F11", tmp_path)
    word = docx.Document(path)
    assert any("{complainant.name}" in paragraph.text for paragraph in word.paragraphs)
    cut = word.add_paragraph("附：{case")
    cut.add_run("_no}")
    word.add_table(1, 1).rows[0].cells[0].text = "{office}"
    word.save(folder / "F11.docx")
    printed, number = issue(branch, case_no, "F11", tmp_path / "out")
    words = words_in(printed.files["docx"])
    assert bare(f"附：{case_no}") in words
    assert "张三：" in words
    assert bare(number) in words
    assert "{" not in words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("not toml =", "cannot be used"),
        ('title = { zh = "x", en = "x" }', "blocks"),
        ('title = { zh = "x", en = "x" }\nblocks = [{ image = "x" }]', "block 1"),
        ('title = { zh = "x", en = "x" }\nblocks = [{ list = "cows" }]', "block 1"),
        ('title = { zh = "x", en = "x" }\nblocks = [{ line = "{no_such}" }]', "no_such"),
    ],
)
def test_a_bad_template_of_the_office_is_named(told, tmp_path, text, why):
    branch, case_no = told
    (own_folder(branch) / "F11.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refusal, match=why):
        issue(branch, case_no, "F11", tmp_path)
    assert not tmp_path.joinpath("x").exists()


def test_a_word_template_with_an_unknown_variable_leaves_no_file(told, tmp_path):
    branch, case_no = told
    word = docx.Document()
    word.add_paragraph("{no_such}")
    word.save(own_folder(branch) / "F02.docx")
    with pytest.raises(UnknownVariable):
        issue(branch, case_no, "F02", tmp_path / "out", is_draft=True)
    assert not list(tmp_path.rglob("*.pdf*"))
    with pytest.raises(UnknownVariable):
        issue(branch, case_no, "F02", tmp_path / "out")
    assert letters_of(case_of(branch, case_no)) == []


def test_hostile_text_stays_text_in_every_form(branch, tmp_path):
    everything = "\n".join(HOSTILE.values())
    desk = branch.desk()
    case_no = register(
        desk,
        complainant={"name": "<b>&{case_no}", "phone": "13800005678"},
        facts=everything[:9000],
        demand_text="=1+1 <img src='file:///etc/passwd'/> {office}",
        product="{0.__class__}",
    )
    for form in known_forms():
        given = dict.fromkeys(asked(template_of(form, None)), "{letter_no}</para>")
        printed, _ = issue(
            branch, case_no, form, tmp_path, is_draft=True, given=given, reason="核对原件"
        )
        reader = pypdf.PdfReader(printed.files["pdf"])
        assert not any(page.get("/Annots") for page in reader.pages)
        docx.Document(printed.files["docx"])
    text = text_of(issue(branch, case_no, "F01", tmp_path, is_draft=True, reason="核对原件")[0])
    assert bare("<b>&{case_no}") in text
    assert bare("<img src='file:///etc/passwd'/> {office}") in text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("退还年费", "理由：退还年费。"),
        ("退还年费。", "理由：退还年费。"),
        ("为什么多扣？", "理由：为什么多扣？"),
        ("他说“不退。”", "理由：他说“不退。”"),
        ("退还年费（见附件）", "理由：退还年费（见附件）。"),
        ("", "理由：________。"),
    ],
)
def test_what_was_typed_ends_with_one_full_stop(typed, told):
    values = Values({}, {"reason": typed}, classifications()[FIRST])
    assert values.filled("理由：{given.reason}。", BLANK) == told


def test_the_documentation_lists_every_variable():
    from desk.base.resources import ROOT  # noqa: PLC0415

    told = (ROOT.parent / "docs" / "templates.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in told for name in variable_names())
    assert set(read_toml("templates.toml")) >= set(templates.LISTS)
    assert all(f"`{name}`" in told for name in templates.LISTS)
    assert set(variable_names()) >= {name for name in BY_ID if name != "case_no"}


def test_an_own_word_template_is_judged_before_any_reader_sees_it(told, tmp_path):
    branch, case_no = told
    word = docx.Document()
    paragraph = word.add_paragraph("{case_no}")
    field = OxmlElement("w:instrText")
    field.text = 'DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"'
    paragraph.add_run()._r.append(field)
    word.save(own_folder(branch) / "F02.docx")
    with pytest.raises(templates.BadTemplate, match="DDEAUTO"):
        issue(branch, case_no, "F02", tmp_path, is_draft=True)
