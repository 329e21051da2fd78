"""Templates of letters: Word files and TOML."""

import io
import zipfile

from tests.attachments.papers import pdf
from tests.torture.outside.spoiling import MEGABYTE, content, cut, entities, flipped
from tests.word_files import word


def word_file(name, part):
    """Return a maker of a Word file with one part replaced, added, or passed through a function."""

    def make(path):
        whole = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(word("{case_no}"))) as old:
            parts = {info.filename: old.read(info) for info in old.infolist()}
        parts[name] = part(parts[name]) if callable(part) else part
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
            for each, told in parts.items():
                new.writestr(each, told)
        path.write_bytes(whole.getvalue())

    return make


def body(more):
    return word_file(
        "word/document.xml", lambda raw: raw.replace(b"<w:body>", b"<w:body>" + more.encode(), 1)
    )


def relation(kind, target):
    return word_file(
        "word/_rels/document.xml.rels",
        lambda raw: raw.replace(
            b"</Relationships>",
            f'<Relationship Id="r99" TargetMode="External" Target="{target}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/></Relationships>'.encode(),
        ),
    )


def word_templates():
    """Return Word files that fetch, start, unfold or nest."""

    def declared(told):
        return word_file(
            "word/document.xml", lambda raw: raw.replace(b"?>", b"?>" + told.encode(), 1)
        )

    return {
        "with entities of entities": declared(f"<!DOCTYPE w [{entities(12)}]>"),
        "with an entity that reads a file": declared(
            '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        ),
        "in UTF-16": word_file(
            "word/document.xml",
            lambda raw: raw.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        ),
        "with a template of another place": relation(
            "attachedTemplate", "http://example.org/x.dotm"
        ),
        "with a picture of a network path": relation("image", r"\\host\share\x.png"),
        "with a program to start": body(
            '<w:p><w:r><w:instrText>DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"'
            "</w:instrText></w:r></w:p>"
        ),
        "with a field that includes a file": body(
            '<w:p><w:fldSimple w:instr="INCLUDETEXT /etc/passwd"/></w:p>'
        ),
        "with a macro": word_file("word/vbaProject.bin", b"macro"),
        "with an object in it": word_file("word/embeddings/a.bin", b"MZ"),
        "with a part outside": word_file("../../evil.xml", "<a/>"),
        "that unfolds to 200 MB": word_file("word/media/a.bin", bytes(200 * MEGABYTE)),
        "that nests 100,000 elements": body("<w:p>" * 100_000),
        "of 500,000 elements": body("<w:p/>" * 500_000),
        "with a variable that nobody knows": content(lambda: word("{password}")),
        "with a variable of 100,000 letters": content(lambda: word("{" + "x" * 100_000 + "}")),
        "cut in half": content(cut(lambda: word("{case_no}"), 0.5)),
        "with 40 bytes changed": content(flipped(lambda: word("{case_no}"), 3)),
        "that is a PDF file": content(lambda: pdf(1)),
        "of zeros": content(bytes(9000)),
        "an empty file": content(b""),
    }


def toml_templates():
    """Return templates in TOML with wrong types in each part."""
    good = 'blocks = [{ line = "{case_no}" }]\n[title]\nzh = "函"\nen = "Letter"\n'
    texts = {
        "that is no TOML": "blocks = [",
        "without a title": 'blocks = [{ line = "x" }]',
        "whose title is a number": good.replace('"函"', "5"),
        "whose blocks are a text": good.replace('[{ line = "{case_no}" }]', '"x"'),
        "whose block is a number": good.replace('{ line = "{case_no}" }', "5"),
        "whose line is a list": good.replace('"{case_no}"', "[[]]"),
        "with a block that nobody knows": good.replace("line =", "script ="),
        "with a row of a thousand pairs": good.replace(
            '{ line = "{case_no}" }', f"{{ row = {[['a', 'b']] * 1000} }}"
        ),
        "with a variable that nobody knows": good.replace("{case_no}", "{secrets}"),
        "with a brace that never closes": good.replace("{case_no}", "{case_no"),
        "with 100,000 brackets": "x = " + "[" * 100_000,
        "with a name of 100,000 parts": ".".join("a" * 100_000) + " = 1",
        "with infinity": good + "x = inf",
        "of 10 MB": lambda: good + "#" * 10 * MEGABYTE,
        "in GB18030": good.encode("gb18030"),
        "with NUL": good + "\0",
        "an empty file": "",
    }
    return {name: content(text) for name, text in texts.items()}
