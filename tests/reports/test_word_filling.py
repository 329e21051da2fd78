"""Variables of a Word template are filled in wherever they stand; the rest stays as it is."""

import io
from zipfile import ZipFile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from desk.rules.forms.form_templates import BadTemplate
from reports.word import filled_word
from tests.attachments.papers import picture

SAID = {"case_no": "TS-1", "office": "城东支行", "facts": "第一行\n第二行\n"}


def filled(made):
    whole = io.BytesIO()
    made.save(whole)
    return docx.Document(io.BytesIO(filled_word("F11.docx", whole.getvalue(), SAID.__getitem__)))


def around(text, outer, inner):
    line = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    return parse_xml(f"<w:{outer} {nsdecls('w')}><w:{inner}>{line}</w:{inner}></w:{outer}>")


def words(root):
    return "".join(text.text or "" for text in root.iter(qn("w:t")))


def test_in_boxes_content_controls_and_heads_of_first_pages():
    made = docx.Document()
    paragraph = made.add_paragraph("外{case_no}")
    paragraph.runs[0]._r.append(around("内{office}", "pict", "txbxContent"))
    made.element.body.insert(0, around("控{case_no}", "sdt", "sdtContent"))
    section = made.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "首{office}"
    done = filled(made)
    assert words(done.element.body) == "控TS-1外TS-1内城东支行"
    assert words(done.sections[0].first_page_header._element) == "首城东支行"


def test_a_picture_a_tab_and_a_bold_word_in_the_same_line_stay():
    made = docx.Document()
    paragraph = made.add_paragraph()
    paragraph.add_run().add_picture(io.BytesIO(picture()), width=Mm(10))
    paragraph.add_run("\t编号{case")
    paragraph.add_run("_no}，")
    paragraph.add_run("{office}").bold = True
    done = filled(made).paragraphs[0]
    assert done.text == "\t编号TS-1，城东支行"
    assert [run.text for run in done.runs if run.bold] == ["城东支行"]
    assert list(done._p.iter(qn("w:drawing")))


def test_what_has_several_lines_keeps_them():
    done = filled(_of("事实：{facts}。")).paragraphs[0]
    assert done.text == "事实：第一行\n第二行\n。"


def test_one_full_stop_ends_what_ends_itself():
    whole = io.BytesIO()
    _of("理由：{facts}。编号：{case_no}。").save(whole)
    said = {"facts": "退还年费。", "case_no": "TS-1"}
    done = filled_word("F11.docx", whole.getvalue(), said.__getitem__)
    assert docx.Document(io.BytesIO(done)).paragraphs[0].text == "理由：退还年费。编号：TS-1。"


def _of(text):
    made = docx.Document()
    made.add_paragraph(text)
    return made


def test_what_a_value_says_is_no_variable_itself():
    whole = io.BytesIO()
    _of("{case_no}{office}").save(whole)
    said = {"case_no": "{office}", "office": "{case_no}"}
    done = filled_word("F11.docx", whole.getvalue(), said.__getitem__)
    assert docx.Document(io.BytesIO(done)).paragraphs[0].text == "{office}{case_no}"


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04"])
def test_what_is_no_word_file_is_refused(content):
    with pytest.raises(BadTemplate, match=r"F11\.docx cannot be used"):
        filled_word("F11.docx", content, SAID.__getitem__)


def test_a_zip_without_a_document_is_refused():
    whole = io.BytesIO()
    with ZipFile(whole, "w") as file:
        file.writestr("a.txt", "x")
    with pytest.raises(BadTemplate):
        filled_word("F11.docx", whole.getvalue(), SAID.__getitem__)
