"""The printed recovery code: small slips are forgiven, every wrong letter is noticed."""

import pytest

from desk.store.keys.vault import NotARecoveryCode
from tests.store.key_files import LETTERS, ROOT, edited, read


def test_a_recovery_code_is_32_letters_in_groups_of_five(made):
    groups = made[1].split("-")
    assert [len(group) for group in groups] == [5, 5, 5, 5, 5, 5, 2]
    assert set("".join(groups)) <= set(LETTERS)


FORGIVEN = {
    "as printed": lambda code: code,
    "lower case": str.lower,
    "without dashes": lambda code: code.replace("-", ""),
    "with spaces": lambda code: f"  {code.replace('-', ' ')}\n",
    "0 for O, 1 for I, 8 for B": lambda code: code.translate(str.maketrans("OIB", "018")),
}


@pytest.mark.parametrize("typed", FORGIVEN.values(), ids=FORGIVEN)
def test_small_slips_in_the_recovery_code_are_forgiven(made, typed):
    path, code = made
    assert read(path).open_with_recovery(typed(code)).root == ROOT


def test_every_single_wrong_letter_in_the_recovery_code_is_refused(made):
    path, code = made
    found, tried = read(path), 0
    for place, letter in enumerate(code):
        for wrong in LETTERS.replace(letter, "") if letter != "-" else "":
            with pytest.raises(NotARecoveryCode):
                found.open_with_recovery(code[:place] + wrong + code[place + 1 :])
            tried += 1
    assert tried == 32 * 31


@pytest.mark.parametrize(
    "typed", ["", "-", "ABCDE", "密码", "A" * 32, "7" * 40, "?" * 32, "A" * 31]
)
def test_what_is_no_recovery_code_is_refused(made, typed):
    with pytest.raises(NotARecoveryCode, match="printed sheet") as caught:
        read(made[0]).open_with_recovery(typed)
    assert caught.value.field == "code"


def test_letters_that_changed_places_are_refused(made):
    path, code = made
    place = next(
        n for n in range(len(code)) if code[n] != code[n + 1] and "-" not in code[n : n + 2]
    )
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    with pytest.raises(NotARecoveryCode):
        read(path).open_with_recovery(swapped)


def test_a_new_code_makes_the_old_one_useless(made):
    path, old = made
    found = read(path)
    new, _ = found.add_recovery(ROOT)
    assert found.open_with_recovery(new).root == ROOT
    with pytest.raises(NotARecoveryCode):
        found.open_with_recovery(old)


def test_a_home_without_a_recovery_slot_refuses_every_code(made):
    path, code = made
    without = edited(path, lambda data, slots: data["slots"].remove(slots["recovery", "recovery"]))
    with pytest.raises(NotARecoveryCode):
        without.open_with_recovery(code)
