"""Attachments in the dossier: pictures and PDF pages in place, a sentence where that cannot be."""

import gc
import io
import os
import sys
import tracemalloc
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader

from desk.actions.attach_file import WithdrawAttachment
from desk.attachments import attaching
from desk.base.resources import read_toml
from desk.reads.print_register import check_file
from desk.store.disk import attachment_store
from reports.press.exhibit_reading import TooMuchForPaper, Unreadable
from reports.press.exhibits import ExhibitPages, lay_in
from reports.printing import print_dossier
from tests.attachments.papers import pdf, picture, put, recording
from tests.builders import register, walk
from tests.reports.papers import bare


@pytest.fixture
def case_no(branch):
    number = register(branch.desk("chen"))
    walk(branch, number, until="investigate")
    return number


def attach(branch, case_no, tmp_path, name, content):
    path = put(tmp_path, name, content)
    return attaching.attach(branch.desk("chen"), case_no, path, "grounds").result["hash"]


def printed(branch, case_no, tmp_path, *, is_full=True):
    why = "核对附件" if is_full else None
    done = print_dossier(branch.desk(), case_no, tmp_path / "out", reason=why)
    assert [path.name for path in (tmp_path / "out").iterdir()] == [done.files["pdf"].name]
    return PdfReader(done.files["pdf"]), done.files["pdf"]


def words(page):
    return bare(page.extract_text())


def locked(content):
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as plain:
        plain.save(made, encryption=pikepdf.Encryption(user="secret", owner="secret"))
    return made.getvalue()


def test_pictures_and_pdf_pages_stand_in_place_with_the_stamp_of_the_paper(
    branch, case_no, tmp_path
):
    attach(branch, case_no, tmp_path, "statement.pdf", pdf(3, "Statement"))
    digest = attach(branch, case_no, tmp_path, "photo.jpg", picture(size=(1600, 1200)))
    paper, path = printed(branch, case_no, tmp_path)
    pages = [words(page) for page in paper.pages]
    whole = len(pages)
    shown = [n for n, text in enumerate(pages) if "Attachment1,page" in text]
    assert len(shown) == 3
    assert shown == list(range(shown[0], shown[0] + 3))
    for number, place in enumerate(shown, start=1):
        assert f"Statement{number}" in pages[place]
        assert f"Page{place + 1}of{whole}" in pages[place]
        assert "Checkcode" in pages[place]
    assert f"Attachment2,page1of1:photo.jpg(SHA-256{digest[:16]})" in pages[-1]
    assert len(paper.pages[-1].images) >= 1
    places = [
        next(n for n, text in enumerate(pages[1:], start=2) if heading in text)
        for heading in ("9.Attachments", "10.Auditextract")
    ]
    listed = f"9Attachments{places[0]}10Auditextract{places[1]}"
    assert f"{listed}11Attachmentsinplace{shown[0] + 1}" in pages[0]
    listed = next(text for text in pages[2:] if "9.Attachments" in text)
    assert digest in listed
    assert check_file(branch.store, path).is_same
    titles = {one.title: paper.get_destination_page_number(one) for one in paper.outline}
    assert titles["11. Attachments in place"] == shown[0]
    assert (paper.metadata.title, paper.trailer["/Root"]["/Lang"]) == ("Complaint dossier", "en")
    path.write_bytes(path.read_bytes() + b"\n")
    assert check_file(branch.store, path).is_same is False


def test_a_masked_copy_lists_them_and_says_that_they_are_not_in_it(branch, case_no, tmp_path):
    attach(branch, case_no, tmp_path, "张三账单.pdf", pdf(2, "Statement"))
    paper, _ = printed(branch, case_no, tmp_path, is_full=False)
    text = "".join(words(page) for page in paper.pages)
    assert "Theattachmentsarenotinthiscopy" in text
    assert "Statement1" not in text
    assert "张三账单" not in text
    assert "张*账单.pdf" in text


def test_a_case_without_attachments_has_no_such_part(branch, case_no, tmp_path):
    paper, _ = printed(branch, case_no, tmp_path)
    assert "9.Attachments" not in "".join(words(page) for page in paper.pages)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("locked.pdf", locked(pdf(1)), "lockedwithapassword"),
        ("broken.pdf", b"%PDF-1.7\nnothing that a reader could use", "cannotbereadaswhatitis"),
        ("cut.jpg", picture(size=(900, 900))[:1500], "cannotbereadaswhatitis"),
        ("cut.png", picture("PNG", size=(900, 900))[:300], "cannotbereadaswhatitis"),
        ("bomb.png", picture("PNG", size=(9000, 9000)), "moretimeormemory"),
    ],
)
def test_what_cannot_be_shown_gets_a_sentence_and_the_dossier_is_made(
    branch, case_no, name, content, sentence
):
    folder = branch.home.folder.parent
    attach(branch, case_no, folder, name, content)
    attach(branch, case_no, folder, "good.pdf", pdf(1, "Good"))
    paper, _ = printed(branch, case_no, folder)
    text = "".join(words(page) for page in paper.pages)
    assert sentence in text
    assert "Good1" in text


def test_content_that_is_missing_gets_its_sentence(branch, case_no, tmp_path):
    attach(branch, case_no, tmp_path, "a.pdf", pdf(1) + b"\n%" + bytes(1_100_000))
    (path,) = attachment_store.folder_of(branch.store).iterdir()
    path.unlink()
    paper, _ = printed(branch, case_no, tmp_path)
    assert "ismissing" in "".join(words(page) for page in paper.pages)


def test_recordings_and_withdrawn_ones_are_only_listed(branch, case_no, tmp_path):
    attach(branch, case_no, tmp_path, "call.mp3", recording())
    digest = attach(branch, case_no, tmp_path, "wrong.pdf", pdf(1, "Wrong"))
    branch.desk("chen").do(
        WithdrawAttachment(case_no=case_no, wanted=digest, reason="属于另一案件")
    )
    paper, _ = printed(branch, case_no, tmp_path)
    text = "".join(words(page) for page in paper.pages)
    assert "notonpaper" in text
    assert "属于另一案件" in text
    assert "Wrong1" not in text
    assert "10.Attachments" not in text


def test_no_more_pages_than_the_limit(branch, case_no, tmp_path, monkeypatch):
    monkeypatch.setitem(read_toml("attachments.toml")["paper"], "most_pages", 4)
    attach(branch, case_no, tmp_path, "a.pdf", pdf(3, "First"))
    attach(branch, case_no, tmp_path, "b.pdf", pdf(3, "Second"))
    paper, _ = printed(branch, case_no, tmp_path)
    text = "".join(words(page) for page in paper.pages)
    assert ("Second1" in text, "Second2" in text) == (True, False)
    assert "holds4pagesofattachments" in text


def test_too_large_for_paper(branch, case_no, tmp_path, monkeypatch):
    monkeypatch.setitem(read_toml("attachments.toml")["paper"], "largest", 200)
    attach(branch, case_no, tmp_path, "a.pdf", pdf(1, "First"))
    paper, _ = printed(branch, case_no, tmp_path)
    assert "larger" in "".join(words(page) for page in paper.pages)


@pytest.mark.parametrize(
    ("kind", "mode", "more"),
    [
        ("PNG", "RGBA", {}),
        ("PNG", "P", {}),
        ("PNG", "I;16", {}),
        ("GIF", "P", {}),
        ("BMP", "RGB", {}),
        ("TIFF", "1", {}),
        ("JPEG", "CMYK", {}),
        ("JPEG", "L", {}),
        ("WEBP", "RGB", {}),
    ],
)
def test_every_sort_of_picture_becomes_a_page(tmp_path, kind, mode, more):
    made = io.BytesIO()
    Image.new(mode, (60, 40)).save(made, kind, **more)
    pages = ExhibitPages(tmp_path / "pages.pdf")
    assert pages.add(made.getvalue(), "picture", 9) == 1
    pages.write()
    pages.close()
    (page,) = PdfReader(tmp_path / "pages.pdf").pages
    (image,) = page.images
    assert image.image.size == (60, 40)


def test_a_tiff_of_three_pages_becomes_three(tmp_path):
    made = io.BytesIO()
    frames = [Image.new("1", (50, 70), n % 2) for n in range(3)]
    frames[0].save(made, "TIFF", save_all=True, append_images=frames[1:])
    pages = ExhibitPages(tmp_path / "pages.pdf")
    assert pages.add(made.getvalue(), "picture", 9) == 3
    assert pages.add(made.getvalue(), "picture", 2) == 2
    pages.close()


@pytest.mark.parametrize("way", [1, 3, 6, 8])
def test_a_picture_stands_upright_as_the_camera_says(tmp_path, way):
    """The upper left quarter is red once it is turned; without turning another one would be."""
    upright = Image.new("RGB", (400, 200), "white")
    upright.paste((200, 0, 0), (0, 0, 200, 100))
    turned = upright.rotate({1: 0, 3: 180, 6: 90, 8: 270}[way], expand=True)
    exif = Image.Exif()
    exif[0x0112] = way
    made = io.BytesIO()
    turned.save(made, "JPEG", exif=exif, quality=95)
    pages = ExhibitPages(tmp_path / "pages.pdf")
    pages.add(made.getvalue(), "picture", 1)
    pages.write()
    pages.close()
    (page,) = PdfReader(tmp_path / "pages.pdf").pages
    wide, high = (float(part) for part in page.mediabox[2:])
    a, b, c, d, e, f = map(float, page.get_contents().get_data().split()[1:7])
    assert (wide > high, round(wide / high, 1)) == (True, 2.0)
    red = {1: (0.25, 0.75), 3: (0.75, 0.25), 6: (0.25, 0.25), 8: (0.75, 0.75)}[way]
    x, y = a * red[0] + c * red[1] + e, b * red[0] + d * red[1] + f
    assert (x / wide, y / high) == (pytest.approx(0.25, abs=0.01), pytest.approx(0.75, abs=0.01))


def test_what_was_filled_into_a_form_is_on_the_page(tmp_path):
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.acroForm.textfield(name="who", value="FilledIn", x=100, y=600, width=200, height=20)
    canvas.showPage()
    canvas.save()
    pages = ExhibitPages(tmp_path / "pages.pdf")
    pages.add(made.getvalue(), "pdf", 1)
    pages.write()
    pages.close()
    (page,) = PdfReader(tmp_path / "pages.pdf").pages
    assert "/Annots" not in page
    assert "FilledIn" in page.extract_text()


def test_memory_does_not_grow_with_the_number_of_attachments(tmp_path, monkeypatch):
    monkeypatch.setitem(read_toml("attachments.toml")["paper"], "held", 2_000_000)
    content = picture(size=(700, 700), quality=100) + bytes(900_000)
    pages = ExhibitPages(tmp_path / "pages.pdf")
    pages.add(content, "picture", 1)
    tracemalloc.start()
    for _ in range(20):
        pages.add(content, "picture", 1)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    pages.write()
    pages.close()
    assert most < 12_000_000
    assert len(PdfReader(tmp_path / "pages.pdf").pages) == 21


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")
def test_laying_pages_in_does_not_take_them_into_memory(tmp_path):
    content = picture(size=(700, 700), quality=100) + bytes(900_000)
    pages, blank = ExhibitPages(tmp_path / "pages.pdf"), pdf(20)
    for _ in range(20):
        pages.add(content, "picture", 1)
    pages.write()
    pages.close()
    paper = put(tmp_path, "paper.pdf", blank)
    before = resident()
    lay_in(paper, pages.path, {n: (n + 1, (50, 50, 500, 700)) for n in range(20)})
    assert resident() - before < 9_000_000 < paper.stat().st_size / 2
    assert [len(page.images) for page in PdfReader(paper).pages] == [1] * 20


def resident():
    """Return how much memory this process has in use, in bytes."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def later_frame_bomb():
    """Return a TIFF of some kilobytes: a small frame, then one of 676 million dots."""
    made = io.BytesIO()
    frames = [Image.new("1", (100, 100)), Image.new("1", (26_000, 26_000))]
    frames[0].save(made, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    return made.getvalue()


def contents_bomb(megabytes=300):
    """Return a PDF file of a page whose contents unfold to so much."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(1))) as plain:
        page = plain.pages[0]
        page.obj.Contents = pikepdf.Stream(plain, b"0 0 m S " * (megabytes << 17))
        plain.save(made, compress_streams=True)
    return made.getvalue()


@pytest.mark.parametrize(("make", "paper"), [(later_frame_bomb, "picture"), (contents_bomb, "pdf")])
def test_a_bomb_goes_off_where_it_hurts_nobody_and_the_next_one_is_read(tmp_path, make, paper):
    content = make()
    assert len(content) < 2_000_000
    pages, before = ExhibitPages(tmp_path / "pages.pdf"), peak()
    with pytest.raises(TooMuchForPaper):
        pages.add(content, paper, 9)
    assert peak() - before < 50 << 20
    assert pages.add(picture(), "picture", 9) == 1
    pages.close()


def peak():
    """Return how much memory this process ever had in use, in bytes; 0 where nobody knows."""
    if sys.platform == "win32":
        return 0
    import resource  # noqa: PLC0415 - not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def test_a_file_that_is_no_picture_takes_no_page(tmp_path):
    pages = ExhibitPages(tmp_path / "pages.pdf")
    with pytest.raises(Unreadable):
        pages.add(b"\xff\xd8\xff nothing", "picture", 1)
    assert pages.count == 0
    pages.close()
