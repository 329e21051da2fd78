"""The dossier tells who was shown personal data of its case, and which copies were printed."""

from pypdf import PdfReader

from desk.actions.reveal_case import RevealCase
from reports.printing import print_dossier
from tests.builders import register


def text_of(path):
    return "".join(page.extract_text() for page in PdfReader(path).pages)


def test_a_first_copy_says_that_nobody_saw_anything(branch, tmp_path):
    case_no = register(branch.desk())
    text = text_of(print_dossier(branch.desk(), case_no, tmp_path).files["pdf"])
    assert "9. Audit extract" in text
    assert "Nobody was shown personal data" in text


def test_a_later_copy_tells_of_what_was_shown_and_printed(branch, tmp_path):
    case_no, other = register(branch.desk()), register(branch.desk())
    branch.desk("li").do(RevealCase(case_no=case_no, reason="回访核对张三电话"))
    branch.desk("li").do(RevealCase(case_no=other, reason="别的案件"))
    first = print_dossier(branch.desk("li"), case_no, tmp_path / "one")
    text = text_of(print_dossier(branch.desk(), case_no, tmp_path / "two").files["pdf"])
    assert first.code in text.replace("\n", "")
    assert "李卓" in text
    assert "回访核对张*电话" in text
    assert "别的案件" not in text
