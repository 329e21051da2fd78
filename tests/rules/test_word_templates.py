"""A Word template brings text and pictures; programs and what lies elsewhere stay out."""

import io
import zipfile

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from desk.rules.forms.form_templates import BadTemplate
from desk.rules.forms.word_templates import MAIN, TYPES, word_variables_in
from tests.word_files import word

OUTSIDE = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r9" TargetMode="{mode}" Target="{target}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
    "</Relationships>"
)
RELS = "word/_rels/settings.xml.rels"


def changed(content, **parts):
    """Return a Word file with parts replaced, added, or passed through a function."""
    whole = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(whole, "w") as new:
        for info in old.infolist():
            part = parts.pop(info.filename, old.read(info))
            new.writestr(info.filename, part(old.read(info)) if callable(part) else part)
        for name, part in parts.items():
            new.writestr(name, part)
    return whole.getvalue()


def with_part(name, part):
    return changed(word("{case_no}"), **{name: part})


def body(more):
    """Return a Word file with ``more`` at the beginning of its body."""
    return with_part(MAIN, lambda raw: raw.replace(b"<w:body>", b"<w:body>" + more.encode(), 1))


def field(words):
    return f"<w:p><w:r><w:instrText>{words}</w:instrText></w:r></w:p>"


def complex_field(*pieces):
    run = "<w:r>{}</w:r>".format
    told = [run(f"<w:instrText>{piece}</w:instrText>") for piece in pieces]
    begin, end = (run(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "end"))
    return f"<w:p>{begin}{''.join(told)}{end}</w:p>"


def test_variables_are_found_however_word_cut_them():
    made = docx.Document()
    made.add_paragraph("编号{case").add_run("_no}")
    made.add_table(1, 1).rows[0].cells[0].text = "{office} {given.extra}"
    made.sections[0].footer.paragraphs[0].text = "{today}"
    whole = io.BytesIO()
    made.save(whole)
    found = word_variables_in("F11.docx", whole.getvalue())
    assert found == {"case_no", "office", "given.extra", "today"}


@pytest.mark.parametrize(
    "words",
    ["PAGE", " NUMPAGES \\* MERGEFORMAT", 'HYPERLINK "https://bank.example/x" \\o "a"', "= 1"],
)
def test_harmless_fields_stay(words):
    escaped = words.replace('"', "&quot;")
    assert word_variables_in("F11.docx", body(complex_field(escaped))) == {"case_no"}


def test_a_link_that_a_reader_may_click_stays():
    link = OUTSIDE.format(mode="External", target="https://bank.example", kind="hyperlink")
    assert word_variables_in("F11.docx", with_part("word/_rels/header9.xml.rels", link))


def macro_main(raw):
    return raw.replace(
        b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml"
    )


def bomb():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(MAIN, b" " * (17 << 20))
    return whole.getvalue()


def encrypted():
    raw = bytearray(word("x"))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := raw.find(sign, start)) >= 0:
            raw[start + place] |= 1
            start += 4
    return bytes(raw)


def deep():
    return body("<w:p>" * 150 + "</w:p>" * 150)


def nested_in_field():
    start, end = (f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "end"))
    instr = "<w:r><w:instrText>{}</w:instrText></w:r>".format
    outer, inner = instr("PAGE"), instr("INCLUDETEXT x")
    return body(f"<w:p>{start}{outer}{start}{inner}{end}{end}</w:p>")


HOSTILE = {
    "text": (b"not a zip at all", "no Word file"),
    "empty": (b"", "no Word file"),
    "cut": (word("x")[:-40], "no Word file"),
    "larger": (b"PK" + bytes(1 << 20), "1024 KB"),
    "bomb": (bomb(), "16 MB"),
    "encrypted": (encrypted(), "no Word file"),
    "another zip": (
        with_part(MAIN, lambda _raw: b"<a/>").replace(b"word/doc", b"xord/doc"),
        "no W",
    ),
    "macros": (with_part("word/vbaProject.bin", b"x"), "vbaProject"),
    "macros by type": (with_part(TYPES, macro_main), "no Word file"),
    "embedded": (with_part("word/embeddings/a.bin", b"x"), "embeddings"),
    "remote template": (
        with_part(
            RELS, OUTSIDE.format(mode="External", target="http://x", kind="attachedTemplate")
        ),
        "attachedTemplate",
    ),
    "remote picture": (
        with_part(RELS, OUTSIDE.format(mode="EXTERNAL", target="http://x/a.png", kind="image")),
        "image",
    ),
    "link to a share": (
        with_part(RELS, OUTSIDE.format(mode="External", target="file://x/s", kind="hyperlink")),
        "file://x",
    ),
    "dde": (body(complex_field("DDEAUTO c:\\\\x")), "DDEAUTO"),
    "dde in pieces": (body(complex_field("DDE", "AUTO x")), "DDEAUTO"),
    "dde simple": (body('<w:p><w:fldSimple w:instr="DDE x"/></w:p>'), "DDE"),
    "field within": (nested_in_field(), "INCLUDETEXT"),
    "field alone": (body(field("INCLUDEPICTURE x")), "INCLUDEPICTURE"),
    "link field to a share": (
        body(complex_field("HYPERLINK &quot;\\\\\\\\x\\s&quot;")),
        "HYPERLINK",
    ),
    "other document": (body('<w:altChunk xmlns:r="r" r:id="x"/>'), "altChunk"),
    "declared": (
        with_part(MAIN, b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'),
        "DOCTYPE",
    ),
    "another encoding": (
        with_part(MAIN, lambda raw: raw.replace(b"UTF-8", b"UTF-7", 1)),
        "UTF-7",
    ),
    "outside": (with_part("../x.xml", b"<a/>"), "no Word file"),
    "deep": (deep(), "no Word file"),
    "broken": (with_part(MAIN, lambda raw: raw[:-20]), "no Word file"),
    "in a footnote": (
        with_part(
            "word/footnotes.xml",
            b'<w:footnotes xmlns:w="w"><w:p><w:t>{case_no}</w:t></w:p></w:footnotes>',
        ),
        "footnotes",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_no_template_may_hold_is_refused_in_a_sentence(name):
    content, why = HOSTILE[name]
    with pytest.raises(BadTemplate, match=r"F11\.docx cannot be used") as caught:
        word_variables_in("F11.docx", content)
    assert why in str(caught.value)


def test_a_box_on_a_paragraph_is_read_for_itself():
    made = docx.Document()
    paragraph = made.add_paragraph("外{case_no}")
    box = OxmlElement("w:txbxContent")
    inner = OxmlElement("w:p")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "内{office}"
    run.append(text)
    inner.append(run)
    box.append(inner)
    pict = OxmlElement("w:pict")
    pict.append(box)
    paragraph.runs[0]._r.append(pict)
    assert pict.find(qn("w:txbxContent")) is not None
    whole = io.BytesIO()
    made.save(whole)
    assert word_variables_in("F11.docx", whole.getvalue()) == {"case_no", "office"}


def test_a_part_that_does_not_unfold_is_refused_in_a_sentence():
    content = bytearray(word("{case_no}"))
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        place = file.getinfo(MAIN).header_offset + 60
    for at in range(place, place + 40):
        content[at] ^= 0x55
    with pytest.raises(BadTemplate, match="it is no Word file"):
        word_variables_in("F01.docx", bytes(content))
