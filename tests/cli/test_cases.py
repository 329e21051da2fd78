"""Cases by the command line, in process: add, list, show, do, queue, clock."""

import json
from datetime import datetime

import pytest

from desk.base.clock import SetClock
from desk.home.opening import Home, person_of
from desk.rules.case.fields import BY_ID, flat
from desk.training.home import PASSWORD
from tests.builders import DECISION, INTAKE

NOW = "2026-11-20T10:00:00"


@pytest.fixture(autouse=True)
def _environment(signed_in):
    """Sign the director in."""


@pytest.fixture
def add(run):
    """Register a case; return its number."""

    def add(now=NOW, **more):
        code, out, err = run("case", "add", "-", given={**INTAKE, **more}, now=now)
        assert (code, err) == (0, "")
        return json.loads(out)["case_no"]

    return add


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


# add


def test_a_case_is_registered_from_a_file_or_standard_input(run, tmp_path):
    file = tmp_path / "case.json"
    file.write_text(json.dumps(INTAKE), encoding="utf-8-sig")
    for argv, given in ((("case", "add", file), None), (("case", "add", "-"), INTAKE)):
        code, out, err = run(*argv, given=given)
        assert (code, err) == (0, "")
        told = json.loads(out)
        assert set(told) == {"case_no", "uuid"}
        assert told["case_no"].startswith("TS-0101-20261120-A00")
        assert len(told["uuid"]) == 32


REFUSED = {
    "a list": ([INTAKE], "JSON object"),
    "a text": ('"x"', "JSON object"),
    "no JSON": ("{", "no valid JSON"),
    "nothing": ("", "no valid JSON"),
    "an unknown field": ({**INTAKE, "income": "1"}, "income"),
    "a later field": ({**INTAKE, "outcome": "agreed"}, "later"),
    "a bad amount": ({**INTAKE, "amount": "12.345"}, "12.345"),
    "no facts": ({**INTAKE, "facts": " "}, "Facts is missing"),
    "in the future": ({**INTAKE, "received_at": "2026-11-21T10:00:00"}, "future"),
    "several things": ({"amount": "much"}, "much"),
    "text that is a number too large": ({**INTAKE, "people_count": 10**30}, "people"),
}


@pytest.mark.parametrize(("given", "named"), REFUSED.values(), ids=REFUSED)
def test_a_case_that_cannot_be_registered_is_refused_and_no_number_is_lost(run, add, given, named):
    code, out, err = run("case", "add", "-", given=given)
    assert (code, out) == (1, "")
    assert named in err
    assert add().endswith("A001")


def test_half_a_character_is_no_fault(run):
    text = '{"channel": "phone", "complainant": {"name": "x"}, "facts": "a \\ud800 b"}'
    code, out, err = run("case", "add", "-", given=text)
    assert code in {0, 1}
    assert (bool(out), bool(err)) == ((True, False), (False, True))[code]


def test_everything_that_is_wrong_is_told_at_once(run):
    code, _, err = run("case", "add", "-", given={"amount": "much", "grade": "Z"})
    assert code == 1
    for part in (
        "much",
        "“Z”",
        "Intake channel is missing",
        "Complainant is missing",
        "Facts is missing",
    ):
        assert part in err


# list


def test_cases_are_listed_as_json_lines_with_every_id_masked(run, add):
    first, second = add(), add(complainant={"name": "欧阳锋", "phone": "010-55551256"})
    code, out, err = run("case", "list")
    assert (code, err) == (0, "")
    told = {line["case_no"]: line for line in lines(out)}
    assert told.keys() == {first, second}
    assert set(BY_ID) <= set(flat(told[first]))
    assert {"lights", "due", "light", "clock", "due_on", "due_at"} <= set(told[first])
    assert told[second]["complainant"]["name"] == "欧阳*"
    assert told[second]["complainant"]["phone"] == "010-****56"
    assert "13800005678" not in out


def test_a_query_chooses_and_all_shows_the_ended_ones_too(run, add):
    kept, gone = add(), add(facts="理财亏损")
    assert run("case", "do", gone, "withdraw", "-", given={"remarks": "撤回。"})[0] == 0
    listed = {
        argv: [line["case_no"] for line in lines(run("case", "list", *argv)[1])]
        for argv in ((), ("--all",), ("理财",), ("状态:分派",), ("状态:办结",), ("房贷",))
    }
    assert listed == {
        (): [kept],
        ("--all",): [gone, kept],
        ("理财",): [gone],
        ("状态:分派",): [kept],
        ("状态:办结",): [gone],
        ("房贷",): [],
    }


def test_a_query_that_means_nothing_is_refused_and_nothing_is_printed(run, add):
    add()
    for command in (("case", "list"), ("queue",)):
        code, out, err = run(*command, "状态:睡觉")
        assert (code, out) == (1, "")
        assert "睡觉" in err


# show and clock


def test_a_case_is_shown_whole_and_masked(run, add):
    case_no = add()
    contact = {"way": "phone", "result": "reached", "summary": "已告知受理。"}
    assert run("case", "do", case_no, "contact", "-", given=contact)[0] == 0
    code, out, err = run("case", "show", case_no)
    assert (code, err, len(out.splitlines())) == (0, "", 1)
    told = json.loads(out)
    assert told["complainant"]["name"] == "张*"
    assert told["contacts"][0]["summary"] == "已告知受理。"
    assert [act["kind"] for act in told["acts"]] == ["case.registered", "case.contact"]
    assert told["acts"][0]["at"] == NOW
    assert {clock["clock"] for clock in told["clocks"]} >= {"decide", "register", "plan"}
    assert (told["conflicts"], told["version"]) == ({}, 2)
    assert "assign" in told["actions"]
    assert "13800005678" not in out


def test_the_clocks_of_a_case_are_told_line_by_line(run, add):
    case_no = add()
    code, out, err = run("clock", case_no)
    assert (code, err) == (0, "")
    told = {line["clock"]: line for line in lines(out)}
    assert told["decide"]["due_at"] == "2026-12-05T23:59:59"
    assert "第十八条" in told["decide"]["article"]
    assert told["register"]["state"] == "stopped"
    assert told["first-response"]["light"] == "green"


@pytest.mark.parametrize(
    "argv", [("case", "show", "TS-1"), ("clock", "TS-1"), ("case", "do", "TS-1", "note", "-")]
)
def test_a_case_that_is_not_here_is_refused_by_its_number(run, argv):
    code, out, err = run(*argv, given={"text": "x"})
    assert (code, out) == (1, "")
    assert "TS-1" in err


# do


def test_a_case_walks_its_way_by_the_command_line(run, add, staff):
    case_no = add()
    way = [
        ("assign", {"handler": staff["specialist"]}, "to_investigate"),
        ("investigate", {"investigation": "属实。", "finding": "upheld"}, "planning"),
        ("plan", {"plan": "退费。", "compensation": "300"}, "executing"),
        ("execute", {"execution": "已退费。"}, "to_notify"),
        (
            "notify",
            {
                "decision": DECISION,
                "outcome": "agreed",
                "notice_way": "phone",
                "notice_proof": "录音 1",
            },
            "to_follow_up",
        ),
        ("follow-up", {"satisfaction": "satisfied", "follow_up": "满意。"}, "to_follow_up"),
        ("close", {}, "closed"),
    ]
    for action, given, state in way:
        code, out, err = run("case", "do", case_no, action, "-", given=given)
        assert (code, err) == (0, "")
        assert json.loads(out)["state"] == state
        assert json.loads(out)["case_no"] == case_no
    assert run("verify")[0] == 0


def test_a_step_without_a_file_states_nothing(run, add):
    code, out, err = run("case", "do", add(), "assign")
    assert (code, out) == (1, "")
    assert "Handler is missing" in err


def test_an_unknown_action_is_refused_with_those_that_are_known(run, add):
    code, out, err = run("case", "do", add(), "forget")
    assert (code, out) == (1, "")
    assert "“forget”" in err
    assert "follow-up" in err


def test_a_refused_step_changes_nothing(run, add):
    case_no = add()
    before = run("case", "show", case_no)
    code, out, err = run("case", "do", case_no, "execute", "-", given={"execution": "x"})
    assert (code, out) == (1, "")
    assert "next comes: Assign" in err
    assert run("case", "show", case_no) == before


# queue


def test_the_queue_tells_the_most_urgent_first(run, add):
    calm = add("2026-11-20T09:00:00")
    late = add("2026-10-20T09:00:00")
    code, out, err = run("queue")
    assert (code, err) == (0, "")
    told = lines(out)
    assert [line["case_no"] for line in told] == [late, calm]
    assert told[0] == {
        "case_no": late,
        "state": "to_assign",
        "clock": "decide",
        "track": "statutory",
        "due_on": "2026-11-04",
        "due_at": "2026-11-04T23:59:59",
        "light": "black",
        "provisional": False,
        "legal_light": "black",
        "legal_due": "2026-11-04T23:59:59",
        "house_light": "black",
        "house_due": "2026-10-21T09:00:00",
    }
    assert [line["case_no"] for line in lines(run("queue", "--limit", "1")[1])] == [late]
    assert run("queue", "--limit", "0") == (0, "", "")
    assert [line["case_no"] for line in lines(run("queue", "逾期")[1])] == [late]


@pytest.mark.parametrize("limit", ["-1", "some", "1.5"])
def test_a_limit_that_is_none_is_wrong_usage(run, limit):
    assert run("queue", f"--limit={limit}")[0] == 2


# who may, and when


def test_who_may_not_read_is_told_nothing(run, add, staff):
    case_no = add()
    for command in (("case", "list"), ("case", "show", case_no), ("queue",), ("clock", case_no)):
        code, out, err = run(*command, "--user", staff["administrator"])
        assert (code, out) == (1, "")
        assert "may not read cases" in err
        assert run(*command, "--user", staff["auditor"])[0] == 0


def test_who_may_only_read_changes_nothing(run, add, staff):
    case_no = add()
    auditor = ("--user", staff["auditor"])
    assert run("case", "add", "-", *auditor, given=INTAKE)[0] == 1
    code, out, err = run("case", "do", case_no, "note", "-", *auditor, given={"text": "x"})
    assert (code, out) == (1, "")
    assert "As Auditor you may not record the handling" in err
    assert json.loads(run("case", "show", case_no)[1])["version"] == 1


def test_what_the_administrator_did_to_a_case_tells_her_nothing_of_it(run, add, staff):
    # `case do` answers with the case's state: who may not read gets no answer either.
    code, out, _ = run(
        "case", "do", add(), "note", "-", "--user", staff["administrator"], given={"text": "x"}
    )
    assert (code, out) == (1, "")


def test_today_is_the_day_that_was_set_in_a_training_home(run, add):
    assert add("2026-03-05T09:00:00") == "TS-0101-20260305-A001"
    lights = {
        now: lines(run("queue", now=now)[1])[0]["light"]
        for now in ("2026-03-05T09:00:00", "2026-03-05T22:00:00", "2026-03-07T09:00:00")
    }
    assert list(lights.values()) == ["green", "yellow", "black"]


def test_a_moment_with_a_zone_is_refused(run):
    code, _, err = run("queue", now="2026-11-20T10:00:00+00:00")
    assert code == 1
    assert "+00:00" in err


@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_options_may_stand_anywhere_around_the_command(run, add, home, staff, place):
    case_no = add()
    argv = ["case", "show", case_no]
    argv[place:place] = ["--home", str(home), "--user", staff["supervisor"], "--json"]
    code, out, _ = run(*argv)
    assert (code, json.loads(out)["case_no"]) == (0, case_no)


def test_a_person_added_later_takes_part(run, add, home, staff):
    director = Home(home).open(staff["director"], PASSWORD, SetClock(datetime.fromisoformat(NOW)))
    root = Home(home).vault().open(staff["director"], PASSWORD).root
    Home(home).add_user(director, person_of("neu", "新人", "specialist"), PASSWORD, root)
    director.store.close()
    case_no = add()
    code, _, err = run("case", "do", case_no, "assign", "-", given={"handler": "neu"})
    assert (code, err) == (0, "")
    assert run("case", "do", case_no, "note", "-", "--user", "neu", given={"text": "x"})[0] == 0


def test_a_decision_is_begun_written_and_told(run, add, staff):
    case_no = add()
    for action, given in (
        ("assign", {"handler": staff["specialist"]}),
        ("investigate", {"investigation": "核实属实。", "finding": "upheld"}),
        ("plan", {"plan": "内部方案。", "remedies": ["explanation"]}),
        ("execute", {"execution": "已办。"}),
    ):
        assert run("case", "do", case_no, action, "-", given=given, now=NOW)[0] == 0
    code, out, _ = run("case", "decision", case_no, now=NOW)
    begun = json.loads(out)
    assert code == 0
    assert begun["decision"]["facts_found"] == "核实属实。"
    assert "三十日内" in begun["decision"]["remedies"]
    assert "内部方案" not in out
    assert run("case", "do", case_no, "decide", "-", given=begun, now=NOW)[0] == 0
    told = {"outcome": "agreed", "notice_way": "phone", "notice_proof": "录音 1"}
    assert run("case", "do", case_no, "notify", "-", given=told, now=NOW)[0] == 0
    shown = json.loads(run("case", "show", case_no, now=NOW)[1])
    assert shown["decision"] == begun["decision"]


# on the spot


def test_a_case_that_was_resolved_on_the_spot_is_registered_and_closed(run):
    resolved = {
        "execution": "当场核对并退还年费。",
        "way": "meeting",
        "summary": "同意。",
        "finding": "upheld",
        "notice_proof": "签收单 1",
    }
    code, out, err = run("case", "add", "-", given={**INTAKE, "resolved": resolved}, now=NOW)
    assert (code, err) == (0, "")
    told = json.loads(run("case", "show", json.loads(out)["case_no"], now=NOW)[1])
    assert (told["state"], told["outcome"], told["closed_at"]) == ("closed", "agreed", NOW)
    for wrong in ("yes", ["x"], {"execution": ""}, {**resolved, "colour": "red"}):
        given = {**INTAKE, "resolved": wrong}
        code, out, err = run("case", "add", "-", given=given, now=NOW)
        assert (code, out) == (1, ""), wrong
        assert "Traceback" not in err


# options and words in any order


@pytest.mark.parametrize(
    "argv",
    [
        ("do", "{no}", "assign", "-", "--preview"),
        ("do", "{no}", "assign", "--preview", "-"),
        ("do", "{no}", "--preview", "assign", "-"),
        ("do", "--preview", "{no}", "assign", "-"),
    ],
    ids=" ".join,
)
def test_options_stand_anywhere_among_the_words(run, add, argv):
    words = [word.format(no=add()) for word in argv]
    code, out, err = run("case", *words, given={"handler": "chenli"}, now=NOW)
    assert (code, err) == (0, "")
    assert json.loads(out)["preview"] is True


def test_a_word_too_many_is_still_wrong_usage(run, add):
    code, _, err = run("case", "do", add(), "note", "-", "--preview", "more", given={"text": "x"})
    assert (code, "unrecognized" in err) == (2, True)
