"""Two offices may each have a Chen: a case names the one whose office wrote it."""

import pytest

from desk.actions.people import ChangePerson
from desk.reads.case_file import read_case
from desk.reads.case_names import in_names
from reports.dossier import dossier
from reports.letters.form import filled_form
from reports.letters.templates import template_of
from reports.places import making_of
from tests.builders import register, step, walk


@pytest.fixture
def case_no(places, stick):
    """A case of the branch, which its Chen handles; head office has it, and a Chen of its own."""
    c, h = places["c"], places["h"]
    for login, name in (("chen", "陈大川"), ("zhou", "周小河")):
        c.office.do(ChangePerson(login=login, facts={"name": name}))
    found = register(c.desk("chen"))
    walk(c, found, "notify")
    h.exchange.take(c.send(h, out=stick))
    return found


def shown(place, case_no):
    """Return the case as ``place`` shows it, and how it calls a login."""
    office = place.desk("director")
    case = read_case(office.store, office.reckoning, case_no)
    return in_names(case, office.everybody), making_of(office).name


def test_head_office_names_the_branch_s_people_in_the_branch_s_case(places, case_no):
    case, name = shown(places["h"], case_no)
    assert name("chen") == "陈立"
    assert name(case.facts["handler"]) == "陈大川"
    assert name(case.facts["received_by"]) == "陈大川"
    assert {name(entry["by"]) for entry in case.facts["contacts"]} == {"陈大川"}
    handlers = [told.values["handler"] for told in case.story if told.values.get("handler")]
    assert {name(login) for login in handlers} == {"陈大川"}


def test_who_handled_it_before_is_named_as_well(places, stick, case_no):
    c, h = places["c"], places["h"]
    step(c.desk("li"), case_no, "assign", handler="zhou", department="客户服务部")
    h.exchange.take(c.send(h, out=stick))
    case, name = shown(h, case_no)
    handlers = [told.values["handler"] for told in case.story if told.values.get("handler")]
    assert [name(login) for login in handlers] == ["陈大川", "周小河"]
    assert name(case.facts["handler"]) == "周小河"


def test_what_head_office_decides_on_is_still_the_branch_s_entry(places, stick, case_no):
    c, h = places["c"], places["h"]
    step(c.desk("chen"), case_no, "apply-review", grounds="不服。")
    h.exchange.take(c.send(h, out=stick))
    step(h.desk("li"), case_no, "decide-review", result="redo", text="责令重新处理。")
    c.exchange.take(h.send(c, out=stick))
    for place in (c, h):
        case, name = shown(place, case_no)
        (review,) = case.facts["reviews"]
        assert name(review["by"]) == "陈大川"


def test_papers_name_them_too(places, case_no):
    h = places["h"]
    office = h.desk("director")
    case, making = read_case(office.store, office.reckoning, case_no), making_of(office)
    told = str(dossier(case, making))
    assert "陈大川" in told
    assert "陈立" not in told
    form = str(filled_form(template_of("F05", None), case, making, {}))
    assert "陈大川" in form
    assert "陈立" not in form


def test_the_branch_s_own_case_is_shown_as_it_is(places, case_no):
    c = places["c"]
    case = read_case(c.store, c.office.reckoning, case_no)
    assert in_names(case, c.office.everybody) is case


def test_a_login_without_a_name_stands_for_itself(places, case_no):
    h = places["h"]
    case = in_names(read_case(h.store, h.office.reckoning, case_no), {"chen", "li"})
    assert case.facts["handler"] == "chen"
