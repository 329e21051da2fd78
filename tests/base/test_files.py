"""Files are whole or not there; what was there before stays until the new one is whole."""

import os

import pytest

from desk.base.errors import Refusal
from desk.base.files import CannotWrite, sync_folder, whole_file


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_is_there_when_it_is_whole(tmp_path):
    target = tmp_path / "report.pdf"
    with whole_file(target) as draft:
        draft.write_text("half", encoding="utf-8")
        assert names(tmp_path) == [draft.name]
        draft.write_text("whole", encoding="utf-8")
    assert target.read_text(encoding="utf-8") == "whole"
    assert names(tmp_path) == ["report.pdf"]


def test_the_old_file_is_there_until_the_new_one_is_whole(tmp_path):
    target = tmp_path / "report.pdf"
    target.write_text("old", encoding="utf-8")
    with whole_file(target) as draft:
        draft.write_text("new", encoding="utf-8")
        assert target.read_text(encoding="utf-8") == "old"
    assert target.read_text(encoding="utf-8") == "new"
    assert names(tmp_path) == ["report.pdf"]


class No(Refusal):
    """A refusal while writing."""


@pytest.mark.parametrize("error", [ValueError, No, KeyboardInterrupt])
@pytest.mark.parametrize("written", [False, True])
def test_the_old_file_stays_when_something_goes_wrong(tmp_path, error, written):
    target = tmp_path / "report.pdf"
    target.write_text("old", encoding="utf-8")

    def fail():
        with whole_file(target) as draft:
            if written:
                draft.write_text("half", encoding="utf-8")
            raise error

    with pytest.raises(error):
        fail()
    assert target.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["report.pdf"]


def test_what_the_world_refuses_is_told_in_a_sentence_with_the_name(tmp_path):
    target = tmp_path / "report.pdf"
    target.mkdir()
    (target / "inside").touch()
    told = r"report\.pdf could not be written.*Nothing was changed"
    with pytest.raises(CannotWrite, match=told), whole_file(target) as draft:
        draft.write_text("new", encoding="utf-8")
    assert names(tmp_path) == ["report.pdf"]


def test_a_full_disk_leaves_no_part_behind(tmp_path):
    def fail():
        with whole_file(tmp_path / "report.pdf") as draft:
            draft.write_text("half", encoding="utf-8")
            raise OSError(28, "No space left on device")

    with pytest.raises(CannotWrite, match="the disk is full"):
        fail()
    assert names(tmp_path) == []


def test_nothing_written_is_a_refusal_and_leaves_the_old_file(tmp_path):
    target = tmp_path / "report.pdf"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(CannotWrite), whole_file(target):
        pass
    assert target.read_text(encoding="utf-8") == "old"


def test_missing_folders_are_made(tmp_path):
    with whole_file(tmp_path / "a" / "b" / "report.pdf") as draft:
        draft.write_text("x", encoding="utf-8")
    assert (tmp_path / "a" / "b" / "report.pdf").is_file()


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "a").touch()
    with (
        pytest.raises(CannotWrite, match=r"report\.pdf"),
        whole_file(tmp_path / "a" / "report.pdf"),
    ):
        pytest.fail("there is no such folder")


def test_a_name_of_many_chinese_characters_has_room_for_its_draft(tmp_path):
    target = tmp_path / ("名" * 60 + ".pdf")
    with whole_file(target) as draft:
        draft.write_text("x", encoding="utf-8")
    assert target.is_file()


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be synced there")
def test_the_file_and_its_folder_are_synced_before_it_is_told(tmp_path, monkeypatch):
    synced = []
    really = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.fstat(fd).st_ino), really(fd))[1])
    with whole_file(tmp_path / "report.pdf") as draft:
        draft.write_text("x", encoding="utf-8")
        assert synced == []
    assert synced == [(tmp_path / "report.pdf").stat().st_ino, tmp_path.stat().st_ino]
    sync_folder(tmp_path)
    assert len(synced) == 3
