"""Where a paper cannot be written: one sentence, no half file, what was there stays, no record."""

from pathlib import Path

import pytest

from desk.base.files import CannotWrite
from desk.base.files_together import several_files
from desk.reads.print_register import prints_of
from desk.rules.reports.periods import period_of
from reports.blank_forms import print_blank_forms
from reports.certificate import print_certificate
from reports.ledger_export import export_ledger
from reports.letters.issuing import FormWish, IssuedOnly, letters_of, print_form, write_template
from reports.printing import print_disclosure, print_dossier, print_report
from reports.recovery_sheets import print_recovery_sheets
from reports.subject_copy import print_subject
from tests.builders import register
from tests.reports.papers import case_of, making_of

MONTH = period_of("month", "2026-11")
PAPERS = {
    "report": lambda office, _no, folder: print_report(office, MONTH, folder),
    "disclosure": lambda office, _no, folder: print_disclosure(office, MONTH, folder),
    "dossier": print_dossier,
    "full dossier": lambda office, no, folder: print_dossier(office, no, folder, reason="核对写入"),
    "draft of a letter": lambda office, no, folder: print_form(
        office, FormWish(case_no=no, form="F02", is_draft=True), folder
    ),
    "template": lambda office, _no, folder: write_template(office, "F11", folder),
    "blank forms": lambda office, _no, folder: print_blank_forms(office, 2, folder),
    "ledger": lambda office, no, folder: export_ledger(office, [no], folder / "ledger.xlsx"),
    "certificate": lambda office, _no, folder: print_certificate(office, [], folder),
    "recovery sheets": lambda office, _no, folder: print_recovery_sheets(
        "ABCD-EFGH", making_of(office), Path(office.folder), folder
    ),
    "a person's data": lambda office, _no, folder: print_subject(
        office, {"name": "张三", "phone": "13800005678"}, "本人申请", folder
    ),
}
MAKES_FOLDERS = ("ledger", "blank forms", "certificate", "recovery sheets", "a person's data")
EVERY = pytest.mark.parametrize("paper", PAPERS)
needs_a_full_device = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="there is no device that is always full (/dev/full)"
)


@pytest.fixture
def case_no(office):
    return register(office, complainant={"name": "张三", "phone": "13800005678"})


@pytest.fixture
def write(office, case_no):
    """Write a paper into a folder; return the names that are there then."""

    def write(paper, folder):
        PAPERS[paper](office, case_no, folder)
        return sorted(path.name for path in folder.iterdir())

    return write


@EVERY
def test_a_folder_that_is_gone_gets_nothing(write, office, tmp_path, paper):
    gone = tmp_path / "gone" / "with" / "the stick"
    before = prints_of(office.store)
    if paper in MAKES_FOLDERS:
        gone = tmp_path / "file"
        gone.write_text("in the way", encoding="utf-8")
    with pytest.raises(CannotWrite) as told:
        write(paper, gone)
    assert str(told.value).count("\n") == 0
    assert not gone.is_dir()
    assert prints_of(office.store) == before


@EVERY
@needs_a_full_device
def test_a_full_disk_leaves_no_half_file_and_what_was_there(write, office, tmp_path, paper):
    names = write(paper, tmp_path / "first")
    folder, before = tmp_path / "full", prints_of(office.store)
    folder.mkdir()
    wanted = names[:1]
    if paper == "blank forms":  # their numbers go on
        pytest.skip("the names of numbered forms are not known before")
    for name in wanted:
        (folder / name).write_text("as it was", encoding="utf-8")
        (folder / f"{name}.part").symlink_to("/dev/full")
    with pytest.raises(CannotWrite) as told:
        write(paper, folder)
    assert "the disk is full" in str(told.value)
    assert sorted(path.name for path in folder.iterdir()) == wanted
    assert all((folder / name).read_text(encoding="utf-8") == "as it was" for name in wanted)
    assert prints_of(office.store) == before


@EVERY
def test_a_name_that_is_taken_for_good_stays_and_nothing_is_half(write, office, tmp_path, paper):
    names = write(paper, tmp_path / "first")
    folder, before = tmp_path / "taken", prints_of(office.store)
    folder.mkdir()
    if paper == "blank forms":
        pytest.skip("the names of numbered forms are not known before")
    taken = names[0] if paper == "a person's data" else names[-1]
    (folder / taken / "inside").mkdir(parents=True)
    with pytest.raises(CannotWrite):
        write(paper, folder)
    assert [path.name for path in folder.iterdir()] == [taken]
    assert prints_of(office.store) == before


def test_an_issued_letter_that_could_not_be_written_is_printed_again(office, case_no, tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    wish = FormWish(case_no=case_no, form="F02")
    with pytest.raises(IssuedOnly) as told:
        print_form(office, wish, tmp_path / "file")
    (letter,) = letters_of(case_of(office, case_no))
    assert letter["no"] in str(told.value)
    again = FormWish(case_no=case_no, form=letter["no"], reason="首次未能写出")
    printed, number = print_form(office, again, tmp_path / "out")
    assert number == letter["no"]
    assert all(path.is_file() for path in printed.files.values())


def both(tmp_path, *, is_broken=""):
    """Write two files together over two that are there; ``is_broken`` names where it fails."""
    paths = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path in paths:
        path.write_text("old", encoding="utf-8")
    with several_files(paths) as files:
        for draft in files.drafts:
            draft.write_text("new", encoding="utf-8")
        if is_broken == "before":
            raise KeyError
        files.secure()
        if is_broken == "after":
            raise KeyError
        if is_broken == "moving":
            files.drafts[1].unlink()


def told(tmp_path):
    return {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}


def test_files_that_belong_together_come_together(tmp_path):
    both(tmp_path)
    assert told(tmp_path) == {"a.txt": "new", "b.txt": "new"}


@pytest.mark.parametrize(
    ("broken", "refusal"), [("before", KeyError), ("after", KeyError), ("moving", CannotWrite)]
)
def test_or_none_of_them_comes(tmp_path, broken, refusal):
    with pytest.raises(refusal):
        both(tmp_path, is_broken=broken)
    assert told(tmp_path) == {"a.txt": "old", "b.txt": "old"}


def test_a_file_that_another_programme_holds_is_named(tmp_path, monkeypatch):
    def held(self, target):
        if self.name == "b.txt":
            error = PermissionError(13, "The process cannot access the file", str(self))
            error.winerror = 32
            raise error
        return self.rename(target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(CannotWrite) as refused:
        both(tmp_path)
    assert str(refused.value).startswith("b.txt could not be written (another program has it open)")
    monkeypatch.undo()
    assert told(tmp_path) == {"a.txt": "old", "b.txt": "old"}
