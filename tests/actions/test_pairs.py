"""Two cases: link, merge and split, and each taken back."""

from datetime import timedelta

import pytest

from desk.base.errors import Refusal
from desk.reads.case_file import read_case
from desk.reads.verify import verify
from desk.rules.steps import guards, pair_steps
from tests.builders import register, step, walk


def case_of(branch, case_no):
    return read_case(branch.store, branch.desk().reckoning, case_no)


def due(branch, case_no, rule="decide"):
    (clock,) = [c for c in case_of(branch, case_no).clocks if c.rule.id == rule]
    return clock.due.on.isoformat()


@pytest.fixture
def two(branch):
    """An older and a newer case of the same person, three days apart."""
    older = register(branch.desk("chen"))
    branch.clock.moment += timedelta(days=3)
    return older, register(branch.desk("chen"), facts="又来电，还是年费的事。")


def merge(branch, newer, older, **more):
    given = {"merged_into": older, "new_facts": False, "reason": "同一投诉。", **more}
    return step(branch.desk("chen"), newer, "merge", **given)


def sound(branch):
    return verify(branch.store, branch.desk().reckoning) == []


def test_the_same_complaint_is_merged_with_the_deadline_unchanged(branch, two):
    older, newer = two
    before = due(branch, older)
    merge(branch, newer, older)
    facts = case_of(branch, newer).facts
    assert (facts["state"], facts["outcome"]) == ("closed", "merged")
    assert (facts["merged_into"], facts["repeat_of"]) == (older, older)
    assert due(branch, older) == before
    (merger,) = case_of(branch, older).facts["mergers"]
    assert (merger["case_no"], merger["reason"]) == (newer, "同一投诉。")
    assert sound(branch)


def test_new_facts_and_reasons_restart_the_deadline_from_the_day_they_came_in(branch, two):
    older, newer = two
    with pytest.raises(guards.Missing) as caught:
        merge(branch, newer, older, new_facts=True)
    assert caught.value.field == "evidence"
    merge(branch, newer, older, new_facts=True, evidence="新流水 2 页")
    assert due(branch, older) == "2026-12-08"  # 15 days after 23 November
    step(branch.desk("chen"), newer, "unmerge", reason="不是同一件事。")
    assert due(branch, older) == "2026-12-05"
    assert sound(branch)


def test_a_merger_is_undone_without_a_trace_in_the_clocks(branch, two):
    older, newer = two
    walk(branch, newer, until="contact")
    before, due_before = case_of(branch, newer).facts, due(branch, newer)
    merge(branch, newer, older)
    step(branch.desk("zhou"), newer, "unmerge", reason="不是同一件事。")
    after = case_of(branch, newer).facts
    for name in ("state", "outcome", "closed_at", "merged_into", "repeat_of", "handler"):
        assert after.get(name) == before.get(name), name
    assert due(branch, newer) == due_before
    assert not case_of(branch, older).facts.get("mergers")
    (kept,) = after["mergers"]
    assert kept["undone_by"] == "zhou"
    merge(branch, newer, older)
    assert sound(branch)


def test_a_merged_case_is_not_reopened_but_the_one_it_lives_on_in(branch, two):
    older, newer = two
    merge(branch, newer, older)
    with pytest.raises(Refusal, match=older):
        step(branch.desk(), newer, "reopen", reason="再办。")


def test_work_on_a_merged_case_is_refused_with_the_number_it_lives_on_under(branch, two):
    older, newer = two
    merge(branch, newer, older)
    with pytest.raises(guards.LivesOn, match=older):
        step(branch.desk("chen"), newer, "investigate", investigation="x", finding="upheld")


def test_what_cannot_be_merged_is_said(branch, two):
    older, newer = two
    with pytest.raises(pair_steps.SameCase):
        merge(branch, newer, newer)
    with pytest.raises(pair_steps.OlderIntoNewer, match="earlier deadline"):
        merge(branch, older, newer)
    merge(branch, newer, older)
    third = register(branch.desk("chen"))
    with pytest.raises(pair_steps.OtherMerged, match=older):
        merge(branch, third, newer)
    step(branch.desk(), older, "withdraw", remarks="撤回。")
    with pytest.raises(pair_steps.OtherEnded):
        merge(branch, third, older)
    with pytest.raises(pair_steps.RestartedSince):
        step(branch.desk(), newer, "unmerge", reason="有误。")


def test_a_link_is_seen_from_both_sides_and_taken_back_on_both(branch, two):
    older, newer = two
    step(branch.desk("chen"), newer, "link", other_no=older, reason="同一网点。")
    assert case_of(branch, newer).facts["related"] == [older]
    assert case_of(branch, older).facts["related"] == [newer]
    with pytest.raises(pair_steps.LinkedAlready):
        step(branch.desk("chen"), newer, "link", other_no=older, reason="再次。")
    step(branch.desk("zhou"), older, "unlink", other_no=newer, reason="误关联。")
    assert not case_of(branch, newer).facts.get("related")
    assert not case_of(branch, older).facts.get("related")
    with pytest.raises(pair_steps.NotLinked):
        step(branch.desk("chen"), newer, "unlink", other_no=older, reason="再次。")
    assert sound(branch)


def test_a_split_case_has_a_number_of_its_own_and_the_same_deadline(branch, two):
    older, _ = two
    changes = step(branch.desk("chen"), older, "split", facts="另一笔扣款。", reason="两件事。")
    new_no = changes.result
    facts = case_of(branch, new_no).facts
    assert (facts["facts"], facts["complainant.name"]) == ("另一笔扣款。", "张三")
    assert facts["state"] == "to_assign"
    assert facts["related"] == [older]
    assert new_no in case_of(branch, older).facts["related"]
    assert due(branch, new_no) == due(branch, older)
    merge(branch, new_no, older)
    assert sound(branch)


STRANGER = {"name": "李四", "phone": "13900001111"}


def test_a_case_of_somebody_else_is_merged_only_when_that_is_said(branch, two):
    older, _ = two
    other = register(branch.desk("chen"), complainant=STRANGER)
    with pytest.raises(pair_steps.OtherPerson, match=older) as caught:
        merge(branch, other, older)
    assert caught.value.field == "other_person"
    assert case_of(branch, other).facts["state"] != "closed"
    merge(branch, other, older, other_person=True)
    assert case_of(branch, other).facts["merged_into"] == older
    step(branch.desk("chen"), other, "unmerge", reason="不是同一件事。")
    assert sound(branch)


def test_a_stranger_with_new_facts_restarts_the_deadline_as_anybody_does(branch, two):
    older, _ = two
    other = register(branch.desk("chen"), complainant=STRANGER)
    merge(branch, other, older, new_facts=True, evidence="新流水", other_person=True)
    assert due(branch, older) == "2026-12-08"
    assert sound(branch)
