"""Two offices each have a chen, a zhou, a li: what one may and did, the other may and did not."""

from datetime import datetime

import pytest

from desk.actions.attach_file import NotYourAttachment, WithdrawAttachment
from desk.actions.change_settings import ChangeSettings
from desk.actions.hold_and_erase import EraseCases, ListForErasure
from desk.actions.manage_people import ChangePerson
from desk.actions.reveal_case import RevealCase
from desk.actions.undo_step import NotYourStep, UndoStep
from desk.attachments.attaching import attach
from desk.reader import Reader
from desk.reads.audit_search import AuditQuery, read_audit
from desk.reads.case_file import read_case
from desk.reads.handover import open_cases_of
from desk.reads.queue import id_chunks, numbers_of
from desk.reads.verify import verify
from desk.rules.case.erasure import NotTwoPeople, Way
from desk.rules.people.recusal import KeptAway
from desk.rules.people.sight import NotYourCase
from desk.rules.query import QueueFilter
from desk.rules.steps.guards import HandlerConcerned, OwnPlan, SameVisitor
from desk.rules.steps.life_guards import NotAddressed, OwnReport, OwnWork
from tests.attachments.papers import picture, put
from tests.builders import agreed, register, step, walk
from tests.conftest import NOW
from tests.server import marked

PEOPLE_OF_THE_BRANCH = {"chen": "陈大川", "zhou": "周小河", "li": "李远山"}
LATER = datetime(2032, 1, 5, 10)  # what is archived is kept for five years
REVEAL = {"reason": "客户来电核对。"}


@pytest.fixture
def bring(stick):
    """Carry everything from one place to another."""
    return lambda giver, taker: taker.exchange.take(giver.send(taker, out=stick))


@pytest.fixture
def both(places):
    """The branch and head office; each has its own three of the same logins."""
    branch, head = places["c"], places["h"]
    for login, name in PEOPLE_OF_THE_BRANCH.items():
        branch.office.do(ChangePerson(login=login, facts={"name": name}))
    branch.office.read_again()
    return branch, head


@pytest.fixture
def case_of_branch(both, bring):
    """Register a case at the branch, take it so far, let more be done, carry it to head office."""
    branch, head = both

    def made(until="assign", also=lambda _branch, _no: None, **facts):
        case_no = register(branch.desk("chen"), **facts)
        if until:
            walk(branch, case_no, until)
        also(branch, case_no)
        bring(branch, head)
        return case_no

    return made


def facts_at(place, case_no):
    return read_case(place.store, place.office.reckoning, case_no).facts


def undo(office, case_no):
    return office.do(UndoStep(case_nos=[case_no]))


def are_whole(*places):
    return all(verify(place.store, place.office.reckoning) == [] for place in places)


@pytest.mark.parametrize("login", ["chen", "zhou"])
def test_a_namesake_sees_no_personal_data(both, case_of_branch, login):
    branch, head = both
    case_no = case_of_branch()
    with pytest.raises(NotYourCase):
        head.desk(login).do(RevealCase(case_no=case_no, **REVEAL))
    seen = branch.desk("chen").do(RevealCase(case_no=case_no, **REVEAL))
    assert seen.result["complainant.name"] == "张三"


def test_a_namesake_accepts_no_handover(both, case_of_branch):
    def offer(branch, case_no):
        step(branch.desk("chen"), case_no, "transfer", to="zhou", reason="休假。")

    branch, head = both
    case_no = case_of_branch(also=offer)
    for answer in ("accept-transfer", "refuse-transfer"):
        with pytest.raises(NotAddressed, match="周小河"):
            step(head.desk("zhou"), case_no, answer, reason="手头已满。")
    step(branch.desk("zhou"), case_no, "accept-transfer")
    assert facts_at(branch, case_no)["handler"] == "zhou"


@pytest.mark.parametrize("login", ["chen", "zhou"])
def test_a_namesake_takes_no_step_back(both, case_of_branch, login):
    branch, head = both
    case_no = case_of_branch("investigate")
    with pytest.raises(NotYourStep, match="陈大川"):
        undo(head.desk(login), case_no)
    undo(branch.desk("chen"), case_no)


def test_a_namesake_approves_what_the_other_one_planned(both, case_of_branch, bring):
    def plan(branch, case_no):
        step(branch.desk("li"), case_no, "plan", plan="退还。", compensation="8000")
        with pytest.raises(OwnPlan):
            step(branch.desk("li"), case_no, "approve", reason="同意。")

    branch, head = both
    case_no = case_of_branch("investigate", plan)
    agreed(head.office, head.desk("li"), ChangeSettings(values={"supervisor_limit": "10000"}))
    step(head.desk("li"), case_no, "approve", reason="同意。")
    bring(head, branch)
    planned_and_approved = [
        [facts_at(place, case_no)[name] for name in ("planned_by", "approved_by")]
        for place in (head, branch)
    ]
    assert planned_and_approved == [["0102/li", "li"], ["li", "0001/li"]]
    assert read_case(branch.store, branch.office.reckoning, case_no).unlawful == []
    assert are_whole(branch, head)


@pytest.mark.parametrize("field", ["complained_staff", "recused"])
def test_a_namesake_is_not_kept_away(both, case_of_branch, field):
    branch, head = both
    case_no = case_of_branch("", **{field: ["zhou"]})
    assert Reader(head.desk("zhou")).case(case_no).case_no == case_no
    with pytest.raises(KeptAway, match="周小河"):
        Reader(branch.desk("zhou")).case(case_no)


def test_a_name_keeps_away_whoever_bears_it(both, case_of_branch):
    """A complaint at a branch may be about somebody of head office, who is known by her name."""
    _, head = both
    case_no = case_of_branch("", complained_staff=["周敏"])
    with pytest.raises(KeptAway):
        Reader(head.desk("zhou")).case(case_no)
    assert Reader(head.desk("chen")).case(case_no).case_no == case_no


def test_the_handler_of_another_office_loses_a_case_from_which_she_is_recused(both, case_of_branch):
    _, head = both
    case_no = case_of_branch()
    step(head.desk("li"), case_no, "recuse", recused=["chen"], text="亲属。")
    assert facts_at(head, case_no)["handler"] == "0102/chen"  # head office's own chen keeps away
    step(head.desk("li"), case_no, "recuse", recused=["0102/chen"], text="亲属。")
    assert facts_at(head, case_no).get("handler") is None
    with pytest.raises(KeptAway):
        Reader(head.desk("chen")).case(case_no)


def test_a_correction_does_not_leave_a_case_with_the_one_complained_of(both, case_of_branch):
    _, head = both
    case_no = case_of_branch()
    step(head.desk("li"), case_no, "amend", complained_staff=["chen"])
    with pytest.raises(HandlerConcerned, match="陈大川"):
        step(head.desk("li"), case_no, "amend", complained_staff=["0102/chen"])


def test_a_namesake_may_follow_up(both, case_of_branch):
    branch, head = both
    case_no = case_of_branch("notify")
    told = {"satisfaction": "satisfied", "follow_up": "满意。"}
    with pytest.raises(SameVisitor):
        step(branch.desk("chen"), case_no, "follow-up", **told)
    step(head.desk("chen"), case_no, "follow-up", **told)


def test_a_namesake_may_check_a_rectification(both, case_of_branch):
    def order(branch, case_no):
        task = {"cause": "流程缺陷", "measure": "改收费流程", "due_on": "2026-12-20"}
        step(branch.desk("li"), case_no, "rectify", owner="li", **task)
        with pytest.raises(OwnWork):
            step(branch.desk("li"), case_no, "verify-rectification", result="已改。")

    _, head = both
    case_no = case_of_branch(also=order)
    step(head.desk("li"), case_no, "verify-rectification", result="已改。")
    (task,) = facts_at(head, case_no)["rectifications"]
    assert (task["by"], task["owner"], task["verified_by"]) == ("0102/li", "0102/li", "li")


def test_a_namesake_may_countersign(both, case_of_branch):
    def act(branch, case_no):
        group = {
            "group": ["陈大川", "周小河"],
            "reason": "客户情绪激动。",
            "measures": "先行垫付。",
        }
        step(branch.desk("director"), case_no, "emergency", **group)
        step(branch.desk("director"), case_no, "emergency-report", report="详细情况。")
        with pytest.raises(OwnReport):
            step(branch.desk("director"), case_no, "countersign", opinion="同意。")

    _, head = both
    case_no = case_of_branch(also=act)
    step(head.desk("director"), case_no, "countersign", opinion="同意。")


def test_a_namesake_withdraws_no_attachment(both, case_of_branch, tmp_path):
    def attached(branch, case_no):
        attach(branch.desk("chen"), case_no, put(tmp_path, "流水.jpg", picture()))

    _, head = both
    case_no = case_of_branch(also=attached)
    (entry,) = facts_at(head, case_no)["attachments"]
    wish = WithdrawAttachment(case_no=case_no, wanted=entry["id"], reason="附错了文件。")
    with pytest.raises(NotYourAttachment, match="陈大川"):
        head.desk("chen").do(wish)


def test_the_queue_and_a_handover_hold_one_person_s_cases(both, case_of_branch):
    branch, head = both
    case_no = case_of_branch()
    own = register(head.desk("chen"))
    walk(head, own, "assign")

    def held(place, typed):
        office = place.desk()
        want, now = QueueFilter(handler=typed), office.clock.now()
        found = numbers_of(office.store, id_chunks(office.store, want, now))
        cases = open_cases_of(
            office.store, office.reckoning, office.person(typed), office.actor, now
        )
        assert [one.case_no for one in cases] == found
        return found

    assert held(head, "chen") == held(head, "0001/chen") == [own]
    assert held(head, "0102/chen") == held(branch, "chen") == held(branch, "0102/chen") == [case_no]


def test_the_audit_log_tells_one_person_s_acts(both, case_of_branch):
    _, head = both
    case_no = case_of_branch("investigate")

    def told(by):
        found = read_audit(head.store, AuditQuery(by=by, case_no=case_no))
        return {head.office.people.name(one.line.by) for one in found}

    assert told("chen") == set()
    assert told("0102/chen") == {"陈大川"}


def test_head_office_s_chen_takes_over_from_the_branch_s(both, case_of_branch, bring):
    branch, head = both
    case_no = case_of_branch()
    step(head.desk("li"), case_no, "assign", handler="chen", department="总行客服部")
    bring(head, branch)
    assert facts_at(head, case_no)["handler"] == "chen"
    assert facts_at(branch, case_no)["handler"] == "0001/chen"
    assert facts_at(branch, case_no)["received_by"] == "chen"
    head.desk("chen").do(RevealCase(case_no=case_no, **REVEAL))
    assert are_whole(branch, head)


def test_what_head_office_takes_back_is_the_branch_s_chen_s_again(both, case_of_branch, bring):
    branch, head = both
    case_no = case_of_branch()
    step(head.desk("li"), case_no, "assign", handler="zhou", department="总行客服部")
    undo(head.desk("li"), case_no)
    bring(head, branch)
    assert facts_at(head, case_no)["handler"] == "0102/chen"
    assert facts_at(branch, case_no)["handler"] == "chen"
    assert are_whole(branch, head)


def test_a_namesake_erases_what_the_other_one_listed(both, case_of_branch):
    def listed(branch, case_no):
        branch.clock.moment = head.clock.moment = LATER
        branch.desk().do(ListForErasure(case_no=case_no, way=Way.ERASE))
        with pytest.raises(NotTwoPeople):
            branch.desk().do(EraseCases(case_nos=(case_no,)))

    _, head = both
    case_no = case_of_branch("archive", listed)
    assert facts_at(head, case_no)["erasure"]["by"] == "0102/director"
    head.desk().do(EraseCases(case_nos=(case_no,)))
    assert are_whole(head)


def test_a_home_of_an_earlier_program_names_the_other_office_after_it_is_opened(
    both, case_of_branch
):
    _, head = both
    case_no = case_of_branch("investigate")
    database = head.store.database
    bare = {"handler": "chen", "received_by": "chen"}
    for column, login in bare.items():  # as rows were before
        database.execute_sql(f"UPDATE \"case\" SET {column} = '{login}'")
    database.execute_sql("UPDATE \"case\" SET entries = replace(entries, '0102/', '')")
    forget = marked(head.store, "DELETE FROM schema_migration WHERE name LIKE ?")
    database.execute_sql(forget, ("0008%",))
    assert not are_whole(head)
    head.store.close()
    office = head.home.open_with(head.keys["director"], "director", head.clock)
    assert verify(office.store, office.reckoning) == []
    found = id_chunks(office.store, QueueFilter(handler="0102/chen"), NOW)
    assert numbers_of(office.store, found) == [case_no]
    office.store.close()
