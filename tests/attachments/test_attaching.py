"""Attaching a file: what is kept, what is refused, and that nothing half is left."""

import hashlib
import os
import tracemalloc

import pytest

from desk.actions.attach_file import (
    MATERIAL,
    NoSuchMaterial,
    WithdrawAttachment,
    WithdrawnBefore,
)
from desk.actions.undo_step import NothingToUndo, UndoStep
from desk.attachments import attaching
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.case.attachments import (
    AttachedAlready,
    FileEmpty,
    FileTooLarge,
    FileUnreadable,
    IsAProgram,
    KindNotTaken,
    NoAttachment,
    NotYourAttachment,
    file_name,
    type_of,
)
from desk.rules.case.codes import code_list
from desk.rules.case.masks import masked
from desk.rules.case.materials import materials
from desk.rules.people.reasons import NoReason
from desk.rules.people.recusal import KeptAway
from desk.rules.people.rights import NotPermitted
from desk.rules.people.sight import NotYourCase
from desk.rules.steps.kinds import EXPORTED
from desk.store.disk import attachment_store
from desk.store.troubles import DiskTrouble
from tests.attachments.papers import EICAR, PROGRAM, pdf, picture, put, recording
from tests.builders import register, step


@pytest.fixture
def case_no(branch):
    number = register(branch.desk("chen"))
    step(branch.desk(), number, "assign", handler="chen", department="客户服务部")
    return number


def stored(branch):
    """Return the names of the files beside the database."""
    folder = attachment_store.folder_of(branch.store)
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def facts(branch, case_no):
    office = branch.desk()
    return read_case(office.store, office.reckoning, case_no).facts


def whole(branch):
    """Say that the record is whole."""
    return verify(branch.store, branch.desk().reckoning) == []


@pytest.mark.parametrize("content", [picture(), recording()], ids=["small", "large"])
def test_what_was_attached_comes_back_byte_for_byte(branch, case_no, tmp_path, content):
    path = put(tmp_path, "录音.mp3" if content[:3] == b"ID3" else "票据.jpg", content)
    told = attaching.attach(branch.desk("chen"), case_no, path, "grounds").result
    digest = hashlib.sha256(content).hexdigest()
    assert (told["hash"], told["size"], told["what"]) == (digest, len(content), "grounds")
    (entry,) = facts(branch, case_no)["attachments"]
    assert (entry["name"], entry["by"], entry["at"]) == (path.name, "chen", "2026-11-20T10:00:00")
    assert b"".join(attachment_store.pieces(branch.store, digest)) == content
    assert whole(branch)


def test_a_large_file_lies_beside_the_database_and_tells_nothing(branch, case_no, tmp_path):
    content = recording()
    attaching.attach(branch.desk("chen"), case_no, put(tmp_path, "a.mp3", content))
    (name,) = stored(branch)
    raw = (attachment_store.folder_of(branch.store) / name).read_bytes()
    assert hashlib.sha256(content).hexdigest() not in name
    assert content[1000:1040] not in raw
    assert len(raw) == attachment_store.length_of(len(content))
    if os.name == "posix":
        assert (attachment_store.folder_of(branch.store) / name).stat().st_mode & 0o077 == 0


def test_the_same_content_is_kept_once_for_all_cases(branch, case_no, tmp_path):
    office, path = branch.desk("chen"), put(tmp_path, "a.mp3", recording())
    other = register(office)
    attaching.attach(office, case_no, path)
    before = stored(branch)
    attaching.attach(office, other, put(tmp_path, "b.mp3", path.read_bytes()))
    assert stored(branch) == before
    assert len(attachment_store.contents(branch.store)) == 1
    with pytest.raises(AttachedAlready, match=r"a\.mp3"):
        attaching.attach(office, case_no, put(tmp_path, "c.mp3", path.read_bytes()))
    assert stored(branch) == before


def test_attaching_again_mends_what_was_damaged(branch, case_no, tmp_path):
    office, path = branch.desk("chen"), put(tmp_path, "a.mp3", recording())
    digest = attaching.attach(office, case_no, path).result["hash"]
    (attachment_store.folder_of(branch.store) / stored(branch)[0]).write_bytes(b"")
    with pytest.raises(attachment_store.ContentDamaged):
        list(attachment_store.pieces(branch.store, digest))
    attaching.attach(office, register(office), path)
    assert b"".join(attachment_store.pieces(branch.store, digest)) == path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("报价单.pdf", PROGRAM, IsAProgram),
        ("photo.jpg", b"#!/bin/sh\nrm -rf /\n", IsAProgram),
        ("page.html", b"<html><script>", KindNotTaken),
        ("macro.docm", b"\x01\x02\x03", KindNotTaken),
        ("blob.bin", bytes(90), KindNotTaken),
        ("empty.txt", b"", FileEmpty),
    ],
)
def test_what_is_no_paper_is_refused_by_its_content(branch, case_no, name, content, refusal):
    path = put(branch.home.folder.parent, name, content)
    with pytest.raises(refusal, match="Nothing was attached"):
        attaching.attach(branch.desk("chen"), case_no, path)
    assert "attachments" not in facts(branch, case_no)
    assert stored(branch) == []


def test_a_virus_test_text_is_kept_as_text_and_never_run(branch, case_no, tmp_path):
    told = attaching.attach(branch.desk("chen"), case_no, put(tmp_path, "eicar.txt", EICAR)).result
    assert told["type"] == "text/plain"


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("scan.jpg", pdf()[:64], "application/pdf"),
        ("x.ofd", b"PK\x03\x04", "application/ofd"),
        ("x.unknown", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument"),
        ("a.m4a", b"\0\0\0\x20ftypM4A ", "audio/mp4"),
        ("a.heic", b"\0\0\0\x20ftypheic", "image/heic"),
        ("a.amr", b"#!AMR\n", "audio/amr"),
        ("a.txt", "投诉".encode(), "text/plain"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(name, head, expected):
    assert type_of(name, head).id.startswith(expected)


def test_a_file_under_a_false_name_is_written_out_with_its_own_ending():
    assert file_name({"name": "scan.jpg", "type": "application/pdf"}) == "scan.jpg.pdf"
    assert file_name({"name": "scan.PDF", "type": "application/pdf"}) == "scan.PDF"


def test_a_file_that_grows_past_the_limit_while_it_is_read_is_refused(
    branch, case_no, tmp_path, monkeypatch
):
    office = branch.desk("chen")
    monkeypatch.setitem(office.settings.values, "attachment_megabytes", 1)
    with pytest.raises(FileTooLarge, match="larger than 1 MB"):
        attaching.attach(office, case_no, put(tmp_path, "a.mp3", recording()))
    assert stored(branch) == []


def test_a_file_that_cannot_be_read_is_named(branch, case_no, tmp_path):
    for path in (tmp_path / "gone.pdf", tmp_path):
        with pytest.raises(FileUnreadable, match="cannot be read"):
            attaching.attach(branch.desk("chen"), case_no, path)
    assert stored(branch) == []


def test_a_full_disk_keeps_nothing(branch, case_no, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskTrouble, match="the disk is full"):
        attaching.attach(branch.desk("chen"), case_no, put(tmp_path, "a.mp3", recording()))
    monkeypatch.undo()
    assert stored(branch) == []
    assert whole(branch)


def test_a_disk_that_gives_back_something_else_keeps_nothing(
    branch, case_no, tmp_path, monkeypatch
):
    monkeypatch.setattr("desk.store.disk.staging.read_sealed", lambda *_: iter([b"other"]))
    with pytest.raises(DiskTrouble, match="not what was written"):
        attaching.attach(branch.desk("chen"), case_no, put(tmp_path, "a.mp3", recording()))
    assert stored(branch) == []


def test_a_locked_folder_keeps_nothing(branch, case_no, tmp_path):
    attachment_store.folder_of(branch.store).write_bytes(b"a file where the folder should be")
    with pytest.raises(DiskTrouble):
        attaching.attach(branch.desk("chen"), case_no, put(tmp_path, "a.mp3", recording()))
    assert "attachments" not in facts(branch, case_no)


def test_a_refused_transaction_leaves_no_file(branch, tmp_path):
    path = put(tmp_path, "a.mp3", recording())
    with pytest.raises(Exception, match="There is no case"):
        attaching.attach(branch.desk("chen"), "TS-0101-20261120-A999", path)
    assert stored(branch) == []


def test_a_file_that_got_its_name_goes_when_the_transaction_fails(
    branch, case_no, tmp_path, monkeypatch
):
    monkeypatch.setattr(
        "desk.actions.work.Work.settle", lambda _: (_ for _ in ()).throw(KeyError("late"))
    )
    with pytest.raises(KeyError):
        attaching.attach(branch.desk("chen"), case_no, put(tmp_path, "a.mp3", recording()))
    assert stored(branch) == []
    assert attachment_store.contents(branch.store) == []


def test_what_a_kill_has_left_is_swept_and_nothing_else(branch, case_no, tmp_path):
    attaching.attach(branch.desk("chen"), case_no, put(tmp_path, "a.mp3", recording()))
    kept, folder = stored(branch), attachment_store.folder_of(branch.store)
    put(folder, "ab" * 32, b"named, no row")
    put(folder, "cd.part", b"nameless")
    assert attachment_store.sweep(branch.store) == ["ab" * 32]
    assert attachment_store.sweep(branch.store, is_alone=True) == ["cd.part"]
    assert stored(branch) == kept


def test_memory_stays_small_however_large_the_file(branch, case_no, tmp_path):
    path = put(tmp_path, "long.mp3", recording(40_000_000))
    office = branch.desk("chen")
    tracemalloc.start()
    told = attaching.attach(office, case_no, path).result
    for _ in attachment_store.pieces(branch.store, told["hash"]):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12_000_000


def test_progress_tells_how_far_it_is(branch, case_no, tmp_path):
    told = []
    path = put(tmp_path, "a.mp3", recording(3_000_000))
    attaching.attach(branch.desk("chen"), case_no, path, progress=lambda *far: told.append(far))
    assert told[-1] == (3_000_000, 3_000_000)
    assert len(told) == 3


def test_who_may_attach(branch, case_no, tmp_path):
    path = put(tmp_path, "a.jpg", picture())
    for login in ("he", "xu"):
        with pytest.raises(NotPermitted):
            attaching.attach(branch.desk(login), case_no, path)
    step(branch.desk("li"), case_no, "recuse", recused=["zhou"], text="亲属关系")
    with pytest.raises(KeptAway):
        attaching.attach(branch.desk("zhou"), case_no, path)


def test_the_kind_of_material_is_from_the_list(branch, case_no, tmp_path):
    office, path = branch.desk("chen"), put(tmp_path, "a.jpg", picture())
    with pytest.raises(NoSuchMaterial, match="authorisation"):
        attaching.attach(office, case_no, path, "whatever")
    assert attaching.attach(office, case_no, path, "授权委托书").result["what"] == "authorisation"
    other = put(tmp_path, "b.jpg", picture(colour=(1, 2, 3)))
    assert attaching.attach(office, case_no, other).result["what"] == "other"
    assert code_list(MATERIAL).label("other") == "Other material"


def test_material_that_is_attached_is_not_asked_for_again(branch, case_no, tmp_path):
    asked = materials({**facts(branch, case_no), "standing": "agent"})
    path = put(tmp_path, "a.jpg", picture())
    attaching.attach(branch.desk("chen"), case_no, path, "authorisation")
    left = materials({**facts(branch, case_no), "standing": "agent"})
    assert [item for item in asked if item not in left] == ["The signed authorisation, original"]
    wanted = facts(branch, case_no)["attachments"][0]["hash"]
    branch.desk("chen").do(
        WithdrawAttachment(case_no=case_no, wanted=wanted, reason="不清晰，另附")
    )
    assert materials({**facts(branch, case_no), "standing": "agent"}) == asked


def test_a_withdrawn_attachment_stays_on_record(branch, case_no, tmp_path):
    office, path = branch.desk("chen"), put(tmp_path, "a.jpg", picture())
    digest = attaching.attach(office, case_no, path).result["hash"]
    with pytest.raises(NoReason):
        office.do(WithdrawAttachment(case_no=case_no, wanted=digest[:8], reason=" "))
    with pytest.raises(NotYourAttachment, match="陈立"):
        branch.desk("zhou").do(
            WithdrawAttachment(case_no=case_no, wanted=digest[:8], reason="附错案件")
        )
    branch.desk("li").do(WithdrawAttachment(case_no=case_no, wanted=digest[:8], reason="附错案件"))
    (entry,) = facts(branch, case_no)["attachments"]
    assert (entry["withdrawn_by"], entry["withdrawn_why"]) == ("li", "附错案件")
    with pytest.raises(WithdrawnBefore):
        office.do(WithdrawAttachment(case_no=case_no, wanted=digest[:8], reason="附错案件"))
    attaching.attach(office, case_no, path)  # a new attachment, the old content
    assert len(facts(branch, case_no)["attachments"]) == 2
    assert len(attachment_store.contents(branch.store)) == 1
    assert whole(branch)


def test_attaching_is_taken_back_by_withdrawing_only(branch, case_no, tmp_path):
    office = branch.desk("chen")
    attaching.attach(office, case_no, put(tmp_path, "a.jpg", picture()))
    with pytest.raises(NothingToUndo, match="File attached"):
        office.do(UndoStep(case_nos=(case_no,)))


def test_seeing_needs_the_right_a_reason_and_is_on_record(branch, case_no, tmp_path):
    digest = attaching.attach(
        branch.desk("chen"), case_no, put(tmp_path, "a.jpg", picture())
    ).result["hash"]
    for login, refusal in (("he", NotPermitted), ("xu", NotPermitted), ("zhou", NotYourCase)):
        with pytest.raises(refusal):
            attaching.see(branch.desk(login), case_no, digest, "核对票据")
    with pytest.raises(NoReason):
        attaching.see(branch.desk("chen"), case_no, digest, "")
    with pytest.raises(NoAttachment):
        attaching.see(branch.desk("chen"), case_no, "0000", "核对票据")
    assert attaching.see(branch.desk("chen"), case_no, digest[:10], "核对票据")["hash"] == digest


def test_taking_out_is_an_export_in_the_register(branch, case_no, tmp_path):
    from desk.reads.audit_log import audit_lines  # noqa: PLC0415

    content = recording()
    digest = attaching.attach(
        branch.desk("chen"), case_no, put(tmp_path, "张三.mp3", content)
    ).result["hash"]
    with pytest.raises(NotPermitted):
        attaching.take_out(branch.desk("chen"), case_no, digest, tmp_path / "out", "移送法院")
    written = attaching.take_out(branch.desk("li"), case_no, digest, tmp_path / "out", "移送法院")
    assert written.read_bytes() == content
    assert "张三" not in written.name
    assert written.name == f"{case_no}_{digest[:8]}.mp3"
    (line,) = audit_lines(branch.store, EXPORTED.id)
    assert (line.by, line.told["file"], line.told["case_no"]) == ("li", digest, case_no)
    assert whole(branch)


def test_damaged_content_is_never_written_out(branch, case_no, tmp_path):
    digest = attaching.attach(
        branch.desk("chen"), case_no, put(tmp_path, "a.mp3", recording())
    ).result["hash"]
    path = attachment_store.folder_of(branch.store) / stored(branch)[0]
    raw = bytearray(path.read_bytes())
    for place in (3, 40, len(raw) // 2, len(raw) - 1):
        raw[place] ^= 1
        path.write_bytes(raw)
        with pytest.raises(attachment_store.ContentDamaged):
            attaching.take_out(branch.desk("li"), case_no, digest, tmp_path / "out", "移送法院")
        raw[place] ^= 1
    for cut in (raw[:-1], raw[:-65_553], raw[:20], raw + b"x"):
        path.write_bytes(cut)
        with pytest.raises(attachment_store.ContentDamaged):
            list(attachment_store.pieces(branch.store, digest))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_masked_file_name_gives_nobody_away(branch, case_no, tmp_path):
    attaching.attach(branch.desk("chen"), case_no, put(tmp_path, "张三 13800005678.jpg", picture()))
    (entry,) = masked(facts(branch, case_no))["attachments"]
    assert entry["name"] == "张* 138****5678.jpg"
