"""Forms by the command line: files to begin with, prescribed, listed, taken back."""

import json

import pytest

pytestmark = pytest.mark.usefixtures("signed_in")


def written(run, *argv):
    code, out, _ = run(*argv)
    assert code == 0
    return json.loads(out.splitlines()[-1])


def form(run, name):
    _, out, _ = run("forms")
    return next(one for one in map(json.loads, out.splitlines()) if one["form"] == name)


def made_head_office(run, tmp_path):
    path = tmp_path / "role.json"
    path.write_text(json.dumps({"office_role": "head_office"}), encoding="utf-8")
    assert run("settings", "set", str(path))[0] == 0


def test_a_form_is_prescribed_listed_and_taken_back(run, tmp_path):
    made_head_office(run, tmp_path)
    files = written(run, "form-template", "F11", "--out", str(tmp_path))
    told = written(run, "form-prescribe", "f11", files["toml"], files["docx"])
    assert (told["form"], told["parts"]) == ("F11", ["toml", "docx"])
    listed = form(run, "F11")
    assert (listed["from"], listed["problem"], listed["own_word"]) == ("head_office", "", True)
    assert listed["prescribed"]["valid_from"] == told["valid_from"]
    assert form(run, "F12")["from"] == "shipped"
    assert written(run, "form-prescribe", "F11", "--withdraw")["parts"] == []
    assert form(run, "F11")["from"] == "shipped"


def test_what_cannot_be_prescribed_is_refused_in_a_sentence(run, tmp_path):
    bad = tmp_path / "F11.docx"
    bad.write_bytes(b"no word")
    assert run("form-prescribe", "F11", str(bad))[0] == 1
    made_head_office(run, tmp_path)
    for argv in (["F11", str(bad)], ["F99", str(bad)], ["F11"], ["F11", str(bad), "--from", "x"]):
        code, out, err = run("form-prescribe", *argv)
        assert (code, out) == (1, "")
        assert err.count("\n") == 1
    assert form(run, "F11")["from"] == "shipped"
