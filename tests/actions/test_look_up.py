"""Somebody is looked up by the whole of what masks hide: on record, and not without end."""

import json

import pytest

from desk.actions.reveal_case import RevealCase
from desk.base.errors import Refusal
from desk.home.alarms import alarms
from desk.reader import Reader
from desk.reads.audit_log import audit_lines
from desk.reads.audit_search import AuditQuery, read_audit
from desk.rules import looking_up
from desk.rules.looking_up import TooManyLookUps
from desk.rules.people.sight import NotYourCase
from desk.rules.query import Order, parse
from reports.subject_copy import print_subject
from tests.builders import register, step

PHONE, ID_NO, NAME = "18131062877", "110101199003074610", "诸葛孔明"
TELLS = {"name": NAME, "phone": PHONE, "id_no": ID_NO, "id_type": "resident_id"}


@pytest.fixture
def case_no(branch):
    """A case of chen's; zhou has nothing to do with it."""
    return register(
        branch.desk("chen"), complainant=TELLS, contract_no="PICC20260001234", facts="年费争议。"
    )


def search(branch, login, typed, reader=None):
    """Search as the window and the command line do; return numbers of cases."""
    reader = reader or Reader(branch.desk(login))
    return reader.numbers(parse(typed, parse("收到:2026")))


def looked_up(branch):
    """Return who looked up what, as the audit log has it."""
    lines = audit_lines(branch.store, "audit.looked-up", branch.desk("he").actor)
    return [(one.by, one.told["fields"], one.told["count"]) for one in lines]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (PHONE, "complainant.phone"),
        ("181-3106-2877", "complainant.phone"),
        ("181 3106 2877", "complainant.phone"),
        ("+86 18131062877", "complainant.phone"),
        (f"尾号:{PHONE}", "complainant.phone"),
        ("PICC20260001234", "contract_no"),
        (NAME, "complainant.name"),
        (f"投诉人:{NAME}", "complainant.name"),
        ("zhugekongming", "complainant.name"),
        (f"年费 {PHONE}", "complainant.phone"),
    ],
)
def test_a_colleague_s_case_is_found_by_a_whole_value_and_that_is_on_record(
    branch, case_no, typed, field
):
    assert search(branch, "zhou", typed) == [case_no]
    assert looked_up(branch) == [("zhou", [field], 1)]
    told = json.dumps([one.told for one in audit_lines(branch.store, "audit")], ensure_ascii=False)
    assert not [one for one in (PHONE, NAME, ID_NO, "20260001234", "3106") if one in told]


@pytest.mark.parametrize(
    "typed",
    [
        *("孔明", "诸葛孔", "孔", "kongming", "zgkm", "zhugek", "投诉人:孔明", "投诉人:zhugekong"),
        *("投诉人:zgkm", "3106", "1813106", "尾号:62877", "260001234", "产品:孔明"),
    ],
)
@pytest.mark.usefixtures("case_no")
def test_a_colleague_s_case_is_found_by_no_part_of_what_is_hidden(branch, typed):
    assert search(branch, "zhou", typed) == []


@pytest.mark.parametrize("typed", ["诸葛", "zhuge", "2877", "尾号:2877", "181", "年费", "1234"])
def test_what_the_mask_shows_is_found_and_is_no_look_up(branch, case_no, typed):
    assert search(branch, "zhou", typed) == [case_no]
    assert looked_up(branch) == []


@pytest.mark.parametrize("typed", ["孔明", "zgkm", "投诉人:zhugek"])
@pytest.mark.parametrize("login", ["chen", "li", "director"])
def test_whoever_may_see_the_case_in_clear_finds_it_by_parts_of_the_name(
    branch, case_no, typed, login
):
    assert search(branch, login, typed) == [case_no]


def test_a_name_in_a_text_is_found_no_more_than_in_its_field(branch):
    case_no = register(branch.desk("chen"), complainant=TELLS, facts="诸葛孔明来电称年费不符")
    for typed in ("明来电", "孔明来", "葛孔"):
        assert search(branch, "zhou", typed) == []
    assert search(branch, "zhou", "来电称") == [case_no]


@pytest.mark.parametrize("typed", ["八一三", "三一〇六", "九零六", "零六二"])
def test_a_number_that_was_spoken_is_found_by_no_part(branch, typed):
    register(branch.desk("chen"), facts="手机一八一三一〇六二八七七，又说幺三九零六二零六二幺三六")
    for login in ("zhou", "director", "he"):
        assert search(branch, login, typed) == [], login


def test_hints_at_intake_are_on_record_too_once_for_what_is_typed_on(branch, case_no):
    reader = Reader(branch.desk("zhou"))
    for facts in ({"complainant.phone": PHONE}, {"complainant.phone": PHONE, "facts": "年费"}):
        (found,) = reader.known(facts).cases
        assert found.case_no == case_no
    reader.known({"complainant.phone": "13900000000"})
    reader.known({"complainant.phone": "1390000"[:6]})  # not whole yet
    assert sorted(looked_up(branch)) == [
        ("zhou", ["complainant.phone"], 0),
        ("zhou", ["complainant.phone"], 1),
    ]


def test_the_same_search_again_is_one_look_up(branch, case_no):
    reader = Reader(branch.desk("zhou"))
    for _ in range(3):
        assert search(branch, "zhou", PHONE, reader) == [case_no]
    assert looked_up(branch) == [("zhou", ["complainant.phone"], 1)]


def test_whoever_tries_numbers_is_stopped_and_the_director_is_told(branch, case_no, monkeypatch):
    rules = dict(looking_up.read_toml("searching.toml")) | {"most_a_day": 4, "told_from": 3}
    monkeypatch.setattr(looking_up, "read_toml", lambda _name: rules)
    reader = Reader(branch.desk("zhou"))
    for place in range(4):
        assert search(branch, "zhou", f"1813106000{place}", reader) == []
    for typed in (PHONE, NAME, f"尾号:{PHONE}"):
        with pytest.raises(TooManyLookUps, match="4 times"):
            search(branch, "zhou", typed, reader)
    with pytest.raises(TooManyLookUps):
        reader.known({"complainant.id_no": ID_NO})
    assert search(branch, "zhou", "诸葛", reader) == [case_no]  # what the mask shows goes on
    assert search(branch, "chen", PHONE) == [case_no]  # a colleague's day is her own
    for login in ("director", "he"):
        told = [str(one) for one in alarms(branch.desk(login)) if one.kind == "probed"]
        assert len(told) == 1
        assert "zhou" in told[0]
        assert "4" in told[0]
    assert not [one for one in alarms(branch.desk("zhou")) if one.kind == "probed"]
    branch.clock.moment = branch.clock.moment.replace(day=21)
    assert search(branch, "zhou", PHONE, reader) == [case_no]


def test_a_day_of_customers_is_no_alarm(branch):
    reader = Reader(branch.desk("zhou"))
    for place in range(12):
        search(branch, "zhou", f"1391111{place:04}", reader)
    assert not [one for one in alarms(branch.desk("director")) if one.kind == "probed"]


@pytest.mark.parametrize("closes", [{"recused": ["zhou"]}, {"complained_staff": ["周敏"]}])
def test_a_merged_case_that_is_closed_tells_nothing_of_where_it_lives_on(branch, closes):
    other = {"name": "王五", "phone": "13700001111"}
    living = register(branch.desk("chen"), complainant=other, facts="年费争议。")
    shut = register(branch.desk("chen"), complainant=other, facts="留学缴费被拒。", **closes)
    given = {"merged_into": living, "reason": "同一事项", "new_facts": False}
    step(branch.desk("director"), shut, "merge", **given)
    assert search(branch, "chen", "留学缴费") != []
    for typed in ("留学缴费", "留学 缴费", "liuxue", "13700001111", "王五 留学", shut[-4:]):
        assert living not in search(branch, "zhou", typed) or typed == "13700001111", typed


def test_cases_like_it_are_told_only_to_whoever_may_see_it(branch, case_no):
    reader, archived = Reader(branch.desk("zhou")), Reader(branch.desk("chen")).case(case_no)
    step(branch.desk("director"), case_no, "amend", recused=["zhou"])
    with pytest.raises(Exception, match="recused"):
        reader.like(archived)


def test_no_order_count_or_hint_tells_of_a_case_that_is_closed(branch):
    """Every question of the window answers as if the case were not there."""

    def asked():
        reader = Reader(branch.desk("zhou"))
        lists = [reader.numbers(parse("", parse("收到:2026"))) for _ in Order]
        hints = reader.known({"complainant.phone": PHONE, "facts": "年费重复扣收"})
        return (lists, reader.queue_counts(), reader.forecast(), reader.conflicts(), hints)

    register(branch.desk("chen"), facts="柜面服务态度")
    before = asked()
    register(branch.desk("chen"), complainant=TELLS, recused=["zhou"], facts="年费重复扣收不退")
    assert asked() == before


def test_personal_data_in_clear_stays_refused_to_whoever_found_it(branch, case_no):
    search(branch, "zhou", PHONE)
    with pytest.raises(NotYourCase):
        branch.desk("zhou").do(RevealCase(case_no=case_no, reason="客户来电核对"))


def test_whoever_asks_for_a_person_s_data_leaves_the_search_on_record_though_refused(
    branch, case_no, tmp_path
):
    step(branch.desk("director"), case_no, "amend", complained_staff=["李卓"])
    with pytest.raises(Refusal):
        print_subject(branch.desk("li"), {"phone": PHONE}, "本人查询。", tmp_path)
    assert looked_up(branch) == [("li", ["complainant.phone"], 1)]


def test_the_audit_log_tells_no_number_that_somebody_typed_as_her_reason(branch, case_no):
    reason = f"客户来电{PHONE}核对，证件{ID_NO}"
    branch.desk("chen").do(RevealCase(case_no=case_no, reason=reason))
    auditor = branch.desk("he").actor
    told = [str(one.told) for one in audit_lines(branch.store, "audit", auditor)]
    for query in (AuditQuery(), AuditQuery(case_no=case_no)):
        lines = [one.line for one in read_audit(branch.store, query, auditor)]
        assert any("181****2877" in str(one.told) for one in lines)
        told += [str(one.told) for one in lines]
    assert not [one for one in told if "3106" in one or "19900307" in one]
    for part in ("1813106", "3106", "0307"):  # nor does the log find it by a piece
        assert read_audit(branch.store, AuditQuery(case_no=part), auditor) == []
