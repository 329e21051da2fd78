"""Who may do what: the table of rights is written down here once more, role by right."""

import pytest

from desk.base import words
from desk.base.resources import read_toml
from desk.rules.people.rights import (
    BadLogin,
    NotPermitted,
    Person,
    Right,
    Role,
    clean_login,
    right_label,
    rights_of,
    role_label,
)
from desk.rules.steps.table import STEPS
from tests.families import each
from tests.rules.life_table import LETTERS, RIGHTS


@each(role=Role, right=Right)
def test_a_role_includes_exactly_the_rights_of_the_table(role, right):
    person = Person(login="x", name="某", role=role)
    may = LETTERS[role] in RIGHTS[right]
    assert person.may(right) is may
    if may:
        person.need(right)
        return
    with pytest.raises(NotPermitted) as caught:
        person.need(right)
    sentence = str(caught.value)
    assert role_label(role) in sentence
    assert right_label(right) in sentence
    for other in Role:
        assert (role_label(other) in sentence.split("includes it")[1]) is (
            LETTERS[other] in RIGHTS[right]
        )


def test_the_table_is_complete():
    data = read_toml("rights.toml")
    assert set(data["rights"]) == {right.value for right in Right} == set(RIGHTS)
    assert set(data["roles"]) == {role.value for role in Role}
    for entry in data["rights"].values():
        assert set(entry["roles"]) <= {role.value for role in Role}
        assert entry["zh"]
        assert entry["en"]
        assert entry["roles"]


def test_the_administrator_sees_no_case_content():
    without = {Right.SETTINGS, Right.PEOPLE, Right.BACKUP, Right.SECOND}
    assert rights_of(Role.ADMINISTRATOR) == without


def test_the_auditor_changes_nothing():
    changing = {step.right for step in STEPS.values()} | {Right.REGISTER, Right.IMPORT}
    assert not rights_of(Role.AUDITOR) & changing


def test_who_has_left_may_do_nothing_any_more():
    gone = Person(login="x", name="某", role=Role.DIRECTOR, active=False)
    assert not any(gone.may(right) for right in Right)


def test_roles_and_rights_have_words_in_both_languages():
    assert (role_label(Role.AUDITOR), right_label(Right.READ)) == ("Auditor", "read cases")
    words.use(words.CHINESE)
    assert (role_label(Role.AUDITOR), right_label(Right.READ)) == ("审计", "查看案件")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("chen", "chen"),
        ("  Chen.Li ", "chen.li"),
        ("陈立", "陈立"),
        ("0101-a", "0101-a"),
        ("ab", "ab"),
        ("a" * 32, "a" * 32),
    ],
)
def test_a_login_name_is_kept_in_lower_case(typed, kept):
    assert clean_login(typed) == kept
    assert clean_login(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "a",
        "a" * 33,
        "a b",
        "-ab",
        ".ab",
        "_ab",
        "a/b",
        "a:b",
        "a\nb",
        "a\x00b",
        "{x}",
        "a@b",
    ],
)
def test_what_cannot_be_a_login_name_is_refused(typed):
    with pytest.raises(BadLogin, match="login name") as caught:
        clean_login(typed)
    assert caught.value.field == "login"
