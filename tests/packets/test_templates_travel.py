"""Head office's forms reach the branches, hold from their day on, and never stop a paper."""

from datetime import date, timedelta

import docx
import pypdf
import pytest

from desk.actions.prescribe_template import (
    NeverPrescribed,
    OnlyHeadOffice,
    PrescribeTemplate,
    TooLate,
)
from desk.actions.work import Work
from desk.base.errors import Refusal
from desk.reads.audit_log import audit_lines
from desk.reads.audit_search import AuditQuery, read_audit
from desk.reads.verify import verify
from desk.rules.forms.form_templates import BadTemplate, UnknownVariable, known_forms, shipped
from desk.rules.forms.prescribed import NothingPrescribed, Version, need_usable, packed
from desk.rules.people.rights import NotPermitted
from desk.rules.record.audit_kinds import AuditGroup
from desk.rules.steps.kinds import TEMPLATE_SET
from reports.letters.issuing import FormWish, print_form
from reports.letters.prescribing import NotATemplateFile, prescribe
from reports.letters.sources import source_of, template_for
from reports.letters.templates import shipped_text, template_of
from tests.builders import register, walk
from tests.conftest import NOW
from tests.reports.papers import bare
from tests.word_files import word
from ui.widgets.audit_words import sentence

TODAY = NOW.date()
TEXT = """
title = { zh = "总行处理决定书", en = "Head office's" }
in_clear = true
blocks = [
    { line = "{letter_no}，{complainant.name}：{given.extra}" },
    { row = [["甲", "{office}"]], lines = 2 },
    { sign = ["{office}（盖章）"] },
]
"""


@pytest.fixture
def files(tmp_path):
    """The two files that head office has made."""
    folder = tmp_path / "made"
    folder.mkdir()
    paths = folder / "F11.toml", folder / "F11.docx"
    paths[0].write_text(TEXT, encoding="utf-8")
    paths[1].write_bytes(word("{letter_no}：{given.extra}", "总行样式"))
    return paths


def bring(head, branch, stick):
    report = branch.exchange.take(head.send(branch, out=stick))
    branch.office.read_again()
    return report


def told(place):
    """Return the number of a complaint at ``place`` whose decision was told."""
    case_no = register(place.office)
    walk(place, case_no, until="notify")
    return case_no


def printed(place, case_no, folder, form="F11", extra="附言", **more):
    given = {"extra": extra} if extra else {}  # the form that ships asks for none
    wish = FormWish(case_no=case_no, form=form, given=given, **more)
    return print_form(place.office, wish, folder)


def said(paper):
    text = "".join(page.extract_text() for page in pypdf.PdfReader(paper.files["pdf"]).pages)
    words = "".join(one.text for one in docx.Document(paper.files["docx"]).paragraphs)
    return bare(text), bare(words)


def test_the_branch_uses_what_head_office_prescribed(places, stick, files, tmp_path):
    a, h = places["a"], places["h"]
    case_no = told(a)
    prescribe(h.desk("li"), "f11", files)
    report = bring(h, a, stick)
    assert [(one["form"], one["problem"]) for one in report.templates] == [("F11", "")]
    paper, number = printed(a, case_no, tmp_path / "out")
    text, words = said(paper)
    assert "总行处理决定书" in text
    assert f"{bare(number)}，张三：附言" in text
    assert words == bare(f"{number}：附言总行样式")
    assert paper.note == ""
    for place in (a, h):
        assert verify(place.store, place.office.reckoning) == []


def test_who_prescribed_it_and_from_when_can_be_seen(places, stick, files):
    a, h = places["a"], places["h"]
    prescribe(h.desk("li"), "F11", files, TODAY)
    bring(h, a, stick)
    words = source_of(template_for(a.office, "F11"))
    assert words == f"Prescribed by 总行 (李卓), holds from {TODAY}"
    assert source_of(template_for(a.office, "F12")) == "As it ships"
    for place in (a, h):
        lines = read_audit(place.store, AuditQuery(group=AuditGroup.EXCHANGE))
        (line,) = (one for one in lines if one.line.kind == "template.set")
        assert sentence(line) == f"prescribed the form F11 from {TODAY} on"
        assert place.office.people.name(line.line.by) == "李卓"
        assert "packed" not in line.line.told
        assert [one.told["parts"] for one in audit_lines(place.store, "template.")] == [
            ["toml", "docx"]
        ]


def test_another_counter_hears_of_it_from_its_colleague(places, stick, files):
    a, b, h = places["a"], places["b"], places["h"]
    prescribe(h.office, "F11", files)
    bring(h, a, stick)
    bring(a, b, stick)
    assert template_for(b.office, "F11").heading == "总行处理决定书"


def test_it_holds_from_its_day_on(places, stick, files):
    a, h = places["a"], places["h"]
    prescribe(h.office, "F11", files, TODAY + timedelta(days=2))
    bring(h, a, stick)
    assert template_for(a.office, "F11").heading == "处理决定告知书"
    a.clock.moment += timedelta(days=2)
    assert template_for(a.office, "F11").heading == "总行处理决定书"


def test_what_is_taken_back_leaves_the_form_as_it_ships(places, stick, files):
    a, h = places["a"], places["h"]
    prescribe(h.office, "F11", files)
    prescribe(h.office, "F11", (), TODAY + timedelta(days=1), is_withdrawal=True)
    bring(h, a, stick)
    assert template_for(a.office, "F11").version is not None
    a.clock.moment += timedelta(days=1)
    assert template_for(a.office, "F11").version is None
    with pytest.raises(NeverPrescribed):
        prescribe(h.office, "F12", (), is_withdrawal=True)


def test_it_comes_before_the_office_s_own(places, stick, files):
    a, h = places["a"], places["h"]
    own = a.home.folder / "templates"
    own.mkdir()
    (own / "F11.toml").write_text(TEXT.replace("总行", "支行"), encoding="utf-8")
    (own / "F11.docx").write_bytes(word("支行样式"))
    prescribe(h.office, "F11", files[:1])
    bring(h, a, stick)
    template = template_for(a.office, "F11")
    assert (template.heading, template.word) == ("总行处理决定书", None)


def test_a_letter_is_printed_again_by_the_template_it_was_issued_by(places, files, tmp_path):
    h = places["h"]
    case_no = told(h)
    _, before = printed(h, case_no, tmp_path / "before", extra="")
    prescribe(h.office, "F11", files)
    _, number = printed(h, case_no, tmp_path / "first")
    prescribe(h.office, "F11", (), is_withdrawal=True)
    why = {"reason": "副本遗失"}
    again, _ = printed(h, case_no, tmp_path / "again", form=number, **why)
    assert said(again)[1] == bare(f"{number}：附言总行样式")
    old, _ = printed(h, case_no, tmp_path / "old", form=before, **why)
    assert "附言" not in said(old)[0]


def test_what_the_law_wants_stays_wanted(places, files, tmp_path):
    h = places["h"]
    case_no = register(h.office)
    prescribe(h.office, "F11", files)
    with pytest.raises(Refusal, match="cannot be issued"):
        printed(h, case_no, tmp_path / "out")


def hostile(text="", packing=""):
    """Return a version as somebody would write it who has head office's keys, not its program."""
    return Version(
        id="0" * 32,
        form="F11",
        valid_from=TODAY.isoformat(),
        at="x",
        by="某",
        office="总行",
        text=text,
        packed=packing,
    )


DAMAGED = {
    "no toml": hostile("title ="),
    "deep": hostile("a = " + "[" * 60_000),
    "no text": hostile('title = { zh = "x", en = "x" }\nblocks = [{ line = 5 }]'),
    "no side": hostile('title = { zh = "x", en = "x" }\nblocks = [{ line = "x", side = "up" }]'),
    "no pair": hostile('title = { zh = "x", en = "x" }\nblocks = [{ row = [["x"]] }]'),
    "no lines": hostile(
        'title = { zh = "x", en = "x" }\nblocks = [{ row = [["x", "y"]], lines = 9999 }]'
    ),
    "no title": hostile('title = { zh = "", en = "x" }\nblocks = [{ line = "x" }]'),
    "large": hostile("#" * 70_000),
    "unknown": hostile('title = { zh = "x", en = "x" }\nblocks = [{ line = "{no_such}" }]'),
    "unknown needs": hostile(TEXT.replace("in_clear", 'needs = ["no_such"]\nin_clear')),
    "no base64": hostile(packing="not base64!"),
    "no word": hostile(packing=packed(b"PK no word")),
    "unknown in word": hostile(packing=packed(word("{no_such}"))),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_template_is_refused_in_a_sentence(name):
    with pytest.raises((BadTemplate, UnknownVariable), match="template"):
        need_usable(DAMAGED[name])


@pytest.mark.parametrize("name", ["no text", "no base64", "unknown in word"])
def test_a_hostile_template_never_stops_a_paper(places, stick, tmp_path, name):
    a, h = places["a"], places["h"]
    case_no = told(a)
    version = DAMAGED[name]
    with h.store.writing():
        work: Work = h.office.begin()
        facts = {f"versions/{version.id}": version.facts}
        work.write(TEMPLATE_SET, "template:F11", facts)
        work.write(TEMPLATE_SET, "template:F99", facts)
        work.write(TEMPLATE_SET, "template:F12", {"versions/1": {"at": 5}})
        work.settle()
    report = bring(h, a, stick)
    assert {one["form"] for one in report.templates if one["problem"]} == {"F11", "F99"}
    paper, _ = printed(a, case_no, tmp_path / "out", extra="")
    assert "处理决定告知书" in said(paper)[0]
    assert paper.note.startswith("What 总行 prescribed for F11 is not used.")
    assert [template_for(a.office, form).id for form in known_forms()] == list(known_forms())
    assert verify(a.store, a.office.reckoning) == []


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("not toml =", "cannot be used"),
        (TEXT.replace("{office}", "{no_such}"), "no_such"),
        (TEXT.replace('{ line = "', '{ lane = "'), "block 1"),
    ],
)
def test_a_file_that_no_paper_can_be_made_of_is_not_prescribed(places, files, broken, why):
    h = places["h"]
    files[0].write_text(broken, encoding="utf-8")
    before = h.office.identity, len(h.office.templates)
    with pytest.raises(Refusal, match=why):
        prescribe(h.office, "F11", files)
    assert before == (h.office.identity, len(h.office.templates))


def test_a_form_that_masks_cannot_be_made_to_show(places, tmp_path):
    h = places["h"]
    form = next(form for form in known_forms() if not shipped(form).get("in_clear"))
    path = tmp_path / "x.toml"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(BadTemplate, match="in_clear"):
        prescribe(h.office, form, [path])


def test_only_head_office_prescribes_and_only_who_may(places, files):
    with pytest.raises(OnlyHeadOffice):
        prescribe(places["a"].office, "F11", files)
    for login in ("chen", "he"):
        with pytest.raises(NotPermitted):
            prescribe(places["h"].desk(login), "F11", files)


def test_nothing_no_day_of_the_past_and_no_other_file_is_prescribed(places, files, tmp_path):
    h = places["h"]
    with pytest.raises(NothingPrescribed):
        prescribe(h.office, "F11", ())
    with pytest.raises(TooLate):
        prescribe(h.office, "F11", files, date(2026, 1, 1))
    for paths in ([tmp_path / "F11.docm"], [files[0], files[0]]):
        with pytest.raises(NotATemplateFile):
            prescribe(h.office, "F11", paths)
    with pytest.raises(BadTemplate, match="not there"):
        prescribe(h.office, "F11", [tmp_path / "F11.docx"])


def test_the_door_itself_refuses_what_the_files_are_asked_for(places):
    h = places["h"]
    with pytest.raises(BadTemplate):
        h.office.do(PrescribeTemplate(form="F11", word=b"no word"))
    with pytest.raises(UnknownVariable):
        h.office.do(PrescribeTemplate(form="F11", text=TEXT.replace("{office}", "{no_such}")))


@pytest.mark.parametrize("form", known_forms())
def test_every_form_that_ships_could_be_prescribed(form):
    need_usable(
        Version(
            id="",
            form=form,
            valid_from=TODAY.isoformat(),
            at="",
            by="",
            office="",
            text=shipped_text(form),
        )
    )
    assert template_of(form, None).needs == tuple(shipped(form).get("needs", ()))
