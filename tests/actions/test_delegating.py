"""A deputy's line gives a role away: who may not give the role may not write the line."""

from datetime import datetime

import pytest

from desk.actions.change_settings import ChangeSettings
from desk.rules.people.deputies import CannotStand
from desk.rules.people.rights import RankTooLow, Right, Role
from tests.builders import register

DAYS = "2026-11-20 2026-11-30"


def name(branch, by, person, deputy):
    line = f"{person} {deputy} {DAYS}"
    branch.desk(by).do(ChangeSettings(values={"deputies": [line]}))


def test_an_administrator_makes_nobody_a_directors_deputy(branch):
    with pytest.raises(RankTooLow):
        name(branch, "xu", "director", "chen")
    assert branch.desk("chen").acting.stands_for == ()


@pytest.mark.parametrize(("person", "deputy"), [("chen", "xu"), ("he", "chen"), ("chen", "nobody")])
def test_who_works_on_no_cases_neither_stands_nor_is_stood_for(branch, person, deputy):
    with pytest.raises(CannotStand):
        name(branch, "director", person, deputy)


def test_an_old_line_that_names_an_administrator_gives_her_nothing(branch):
    office = branch.desk()
    office.settings.values["deputies"] = [f"chen xu {DAYS}"]
    administrator = branch.desk("xu")
    administrator.settings = office.settings
    assert not administrator.acting.may(Right.READ)


def test_a_clock_turned_back_brings_no_deputy_back(branch):
    name(branch, "director", "li", "chen")
    today = branch.clock.moment
    branch.clock.moment = datetime(2026, 12, 1, 9)
    register(branch.desk("zhou"))
    branch.clock.moment = today
    assert branch.desk("chen").acting.stands_for == ()


def test_a_director_names_a_specialist_for_the_time_of_her_leave(branch):
    name(branch, "director", "li", "chen")
    assert branch.desk("chen").acting.stands_for == (Role.SUPERVISOR,)
    branch.desk("xu").do(ChangeSettings(values={"deputies": [f"li chen {DAYS}"]}))
