"""Attachments by the command line."""

import json
from pathlib import Path

import pytest

from tests.attachments.papers import PROGRAM, pdf, picture, put, recording
from tests.builders import INTAKE

pytestmark = pytest.mark.usefixtures("signed_in")


@pytest.fixture
def case_no(run):
    code, out, err = run("case", "add", "-", given=INTAKE)
    assert code == 0, err
    return json.loads(out)["case_no"]


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


def test_attach_list_take_out_withdraw(run, case_no, tmp_path):
    paper, sound = put(tmp_path, "张三账单.pdf", pdf()), put(tmp_path, "通话.mp3", recording())
    code, out, err = run("case", "attach", case_no, paper, sound, "--as", "grounds")
    assert code == 0, err
    attached = lines(out)
    assert [one["type"] for one in attached] == ["application/pdf", "audio/mpeg"]
    code, out, _ = run("case", "files", case_no)
    first, second = lines(out)
    assert (first["name"], first["what"], first["where"]) == ("张*账单.pdf", "grounds", "here")
    assert [first["hash"], second["hash"]] == [one["hash"] for one in attached]
    place = tmp_path / "out"
    code, out, err = run(
        "case", "take-out", case_no, second["hash"][:10], "--out", place, "--purpose", "移送法院"
    )
    assert code == 0, err
    assert Path(json.loads(out)["file"]).read_bytes() == sound.read_bytes()
    code, out, _ = run("exports")
    assert [(one["what"], one["purpose"]) for one in lines(out)] == [("attachment", "移送法院")]
    code, out, _ = run(
        "case", "withdraw-file", case_no, first["hash"][:10], "--reason", "附错了案件"
    )
    assert code == 0
    code, out, _ = run("case", "files", case_no)
    assert lines(out)[0]["withdrawn_why"] == "附错了案件"
    code, out, _ = run("case", "show", case_no)
    assert {one["name"] for one in json.loads(out)["attachments"]} == {"张*账单.pdf", "通话.mp3"}


def test_refusals_are_sentences_and_change_nothing(run, case_no, tmp_path, home):
    for name, content, words in (
        ("x.pdf", PROGRAM, "is a program"),
        ("x.html", b"<html>", "not taken here"),
        ("x.txt", b"", "is empty"),
    ):
        code, out, err = run("case", "attach", case_no, put(tmp_path, name, content))
        assert (code, out) == (1, "")
        assert words in err
    code, _, err = run("case", "attach", case_no, tmp_path / "none.pdf")
    assert (code, "cannot be read" in err) == (1, True)
    assert run("case", "files", case_no)[:2] == (0, "")
    assert not (home / "attachments").exists()


def test_an_auditor_lists_and_takes_nothing_out(run, case_no, tmp_path, monkeypatch, staff):
    path = put(tmp_path, "a.jpg", picture())
    digest = lines(run("case", "attach", case_no, path)[1])[0]["hash"]
    monkeypatch.setenv("COMPLAINT_DESK_USER", staff["auditor"])
    assert len(lines(run("case", "files", case_no)[1])) == 1
    code, _, err = run(
        "case", "take-out", case_no, digest, "--out", tmp_path, "--purpose", "看看内容"
    )
    assert (code, "may not" in err) == (1, True)
    assert run("case", "attach", case_no, path)[0] == 1


def test_doctor_and_verify_read_every_file(run, case_no, tmp_path, home):
    run("case", "attach", case_no, put(tmp_path, "a.mp3", recording()))
    run("backup")
    assert run("verify")[0] == 0
    assert run("doctor")[0] == 0
    (path,) = (home / "attachments").iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    code, out, _ = run("verify")
    assert (code, [one["what"] for one in json.loads(out)["findings"]]) == (1, ["damaged"])
    code, out, _ = run("doctor")
    assert code == 1
    assert json.loads(out)["checks"]["attachments"][0]["what"] == "damaged"
    code, out, _ = run("backup", "--list")
    (made,) = lines(out)
    assert (made["attachments"], made["attachments_missing"]) == (1, 0)
    code, out, err = run("restore", made["file"])
    assert (code, json.loads(out)["attachments_lost"]) == (0, []), err
    run("restore", "--confirm")
    assert run("verify")[0] == 0
