"""Every paper has a code: the register tells what it was, and whether a file is still the same."""

import pypdf
import pytest

from desk.base.files import CannotWrite
from desk.reads.print_register import NotOurs, check_code, check_file, prints_of
from desk.reads.verify import verify
from desk.rules.forms.prints import LETTERS, NoPrint, NotAPrintCode, clean_code, code_of
from desk.rules.reports.periods import period_of
from reports.printing import print_dossier, print_dossiers, print_report
from tests.builders import register, walk
from tests.reports.papers import bare


@pytest.fixture
def case_no(branch):
    number = register(branch.desk())
    walk(branch, number)
    return number


def test_a_dossier_carries_its_code_and_its_copy_on_every_page(branch, case_no, tmp_path):
    first = print_dossier(branch.desk(), case_no, tmp_path)
    pages = [page.extract_text() for page in pypdf.PdfReader(first.files["pdf"]).pages]
    assert len(pages) > 2
    for text in pages:
        assert bare(f"Check code {first.code}") in bare(text)
        assert "copyA1" in bare(text)
    again = print_dossier(branch.desk(), case_no, tmp_path)
    assert again.code != first.code
    assert [one.copy for one in prints_of(branch.store, case_no)] == ["A1", "A2"]


def test_a_file_and_its_code_are_found_in_the_register(branch, case_no, tmp_path):
    printed = print_dossier(branch.desk("li"), case_no, tmp_path, reason="核对原件")
    by_file = check_file(branch.store, printed.files["pdf"])
    by_code = check_code(branch.store, printed.code.lower().replace("-", " "))
    assert by_file.print == by_code.print
    assert (by_file.is_same, by_code.is_same) == (True, None)
    found = by_file.print
    assert (found.what, found.about, found.is_full, found.by) == ("dossier", case_no, True, "li")
    assert found.is_sound
    assert verify(branch.store, branch.desk().reckoning) == []


def test_a_changed_file_is_found_out(branch, case_no, tmp_path):
    path = print_dossier(branch.desk(), case_no, tmp_path).files["pdf"]
    path.write_bytes(path.read_bytes() + b"\n%changed")
    assert check_file(branch.store, path).is_same is False


def test_a_workbook_is_known_by_its_content(branch, tmp_path):
    printed = print_report(branch.desk(), period_of("month", "2026-11"), tmp_path)
    assert list(printed.files) == ["xlsx", "pdf"]
    for path in printed.files.values():
        assert check_file(branch.store, path).print.code == printed.code


def test_what_was_not_printed_here_is_said_to_be_so(branch, tmp_path):
    path = tmp_path / "foreign.pdf"
    path.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(NotOurs):
        check_file(branch.store, path)
    with pytest.raises(NoPrint):
        check_code(branch.store, "7K3M-9QXA-2FTC")
    path.write_bytes(b"%PDF-1.4 desk-code 7K3M-9QXA-2FTC")
    with pytest.raises(NoPrint):
        check_file(branch.store, path)


def test_a_register_that_was_written_over_is_noticed(branch, case_no, tmp_path):
    printed = print_dossier(branch.desk(), case_no, tmp_path)
    sql = "UPDATE payload SET body = replace(body, ?, ?) WHERE body LIKE '%hashes%'"
    branch.store.database.execute_sql(sql, (f'"{case_no}"', '"TS-0101-20260101-A001"'))
    assert not check_code(branch.store, printed.code).print.is_sound


def test_a_paper_that_could_not_be_written_is_not_in_the_register(branch, case_no, tmp_path):
    with pytest.raises(CannotWrite):
        print_dossier(branch.desk(), case_no, tmp_path / "gone" / "stick")
    assert prints_of(branch.store) == []


def test_many_dossiers_are_printed_until_nobody_asks_for_more(branch, tmp_path):
    numbers = [register(branch.desk()) for _ in range(3)]
    papers = print_dossiers(branch.desk(), numbers, tmp_path)
    next(papers)
    next(papers)
    papers.close()
    assert len(list(tmp_path.glob("*.pdf"))) == 2
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("text", ["7k3m-9qxa-2ftc", " 7K3M 9QXA 2FTC ", "7K3M9QXA2FTC"])
def test_a_code_is_read_as_people_type_it(text):
    assert clean_code(text) == "7K3M-9QXA-2FTC"


def test_letters_that_look_like_digits_are_digits():
    assert clean_code("OIL0-0000-0000") == "0110-0000-0000"


@pytest.mark.parametrize("text", ["", "7K3M", "7K3M-9QXA-2FT!", "TS-0101-20261122-A003"])
def test_what_is_no_code_is_refused(text):
    with pytest.raises(NotAPrintCode):
        clean_code(text)


def test_another_word_gives_another_code():
    assert code_of(["a", "b"]) != code_of(["a", "c"])
    assert code_of(["ab", ""]) != code_of(["a", "b"])
    assert set(code_of(["a"])) <= {*LETTERS, "-"}
