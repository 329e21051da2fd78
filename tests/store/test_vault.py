"""The key file: the promises of the keyring model, kept by the real one."""

import base64

import pytest

from desk.base.errors import Refusal
from desk.base.files import CannotWrite
from desk.rules.people.passwords import WeakPassword
from desk.store.keys import vault
from desk.store.keys.vault import (
    FLOOR,
    LEAST,
    MOST,
    KeyFileDamaged,
    Keys,
    NoHome,
    Vault,
    WrongPassword,
)
from tests.store.key_files import LI, MIXED, ROOT, WANG, edited, entropy, read, stretched

# opening


def test_everybody_and_the_recovery_code_open_the_same_home(made):
    path, code = made
    found = read(path)
    keys = [found.open("zhang", MIXED), found.open("li", LI), found.open("wang", WANG)]
    keys.append(found.open_with_recovery(code))
    assert [key.root for key in keys] == [ROOT] * 4
    assert keys[3].signing is None
    signing = {key.signing.encode() for key in keys[:3]}
    assert len(signing) == 3
    assert found.logins == ["zhang", "li", "wang"]
    assert not found.is_training
    assert len(bytes.fromhex(found.home)) == 16


def test_a_signing_key_is_the_one_that_was_given_out(tmp_path):
    found = Vault.create(tmp_path / "keys.json", entropy(1))
    given = found.add_user("li", "supervisor", LI, ROOT)
    assert found.open("li", LI).signing == given


def test_full_width_typing_of_the_same_password_opens(made):
    assert read(made[0]).open("zhang", "密码一二三四五六\u3000Ａｂｃ").root == ROOT


WRONG = {
    "wrong": ("li", "x" * 12),
    "empty": ("li", ""),
    "other case": ("li", "B" * 12),
    "one letter less": ("li", "b" * 11),
    "a space more": ("li", LI + " "),
    "another's": ("li", WANG),
    "unknown name": ("nobody", LI),
    "no name": ("", LI),
    "the recovery slot by its name": ("recovery", LI),
}


@pytest.mark.parametrize(("login", "password"), WRONG.values(), ids=WRONG)
def test_the_wrong_name_or_password_is_refused_without_saying_which(made, login, password):
    with pytest.raises(WrongPassword, match="name or the password") as caught:
        read(made[0]).open(login, password)
    assert caught.value.field == "password"


def test_an_unknown_name_costs_as_much_stretching_as_a_known_one(made, monkeypatch):
    costs = []

    def counting(secret, salt, *rest):
        costs.append(rest)
        return stretched(secret, salt, *rest)

    monkeypatch.setattr(vault, "hash_secret_raw", counting)
    for login in ("li", "nobody"):
        with pytest.raises(WrongPassword):
            read(made[0]).open(login, "x" * 12)
    assert costs[0] == costs[1]


def test_the_shipped_cost_is_the_one_of_rfc_9106():
    assert FLOOR == {"t": 3, "m": 65_536, "p": 1}
    assert LEAST == {"t": 2, "m": 19_456, "p": 1}
    assert all(LEAST[name] <= FLOOR[name] <= MOST[name] for name in FLOOR)


# passwords


def test_a_changed_password_opens_and_the_old_one_does_not(made):
    path, _ = made
    found = read(path)
    found.add_user("li", "supervisor", "n" * 12, ROOT)
    found.save()
    again = read(path)
    assert again.open("li", "n" * 12).root == ROOT
    assert again.logins.count("li") == 1
    with pytest.raises(WrongPassword):
        again.open("li", LI)


@pytest.mark.parametrize(
    ("password", "is_weak"),
    [("a" * 11, True), ("a" * 12, False), ("密" * 11, True), ("密" * 12, False), ("", True)],
)
def test_a_short_password_is_refused_before_anything_changes(made, password, is_weak):
    found = read(made[0])
    if not is_weak:
        found.add_user("li", "supervisor", password, ROOT)
        return
    with pytest.raises(WeakPassword, match="at least 12") as caught:
        found.add_user("li", "supervisor", password, ROOT)
    assert caught.value.field == "password"
    assert found.open("li", LI).root == ROOT


# tampering


def set_in(slot, **values):
    return lambda _, slots: slots[slot].update(values)


LI_SLOT = ("li", "password")
TAMPERED = {
    "a higher role": (set_in(LI_SLOT, role="director"), WrongPassword),
    "a weakened kdf": (set_in(LI_SLOT, kdf={"t": 1, "m": 8, "p": 1}), KeyFileDamaged),
    "a kdf that would take all memory": (
        set_in(LI_SLOT, kdf={"t": 3, "m": 1 << 30, "p": 1}),
        KeyFileDamaged,
    ),
    "a kdf that would take for ever": (
        set_in(LI_SLOT, kdf={"t": 10_000, "m": 65_536, "p": 1}),
        KeyFileDamaged,
    ),
    "a kdf with a thousand lanes": (
        set_in(LI_SLOT, kdf={"t": 3, "m": 65_536, "p": 1_000}),
        KeyFileDamaged,
    ),
    "another lawful kdf": (
        set_in(LI_SLOT, kdf={"t": 2, "m": 20_000, "p": 1}),
        WrongPassword,
    ),
    "a kdf in words": (set_in(LI_SLOT, kdf={"t": "3", "m": "65536", "p": "1"}), KeyFileDamaged),
    "no kdf": (set_in(LI_SLOT, kdf=None), KeyFileDamaged),
    "another generation": (set_in(LI_SLOT, gen=2), WrongPassword),
    "another salt": (set_in(LI_SLOT, salt=base64.b64encode(bytes(16)).decode()), WrongPassword),
    "a salt that is none": (set_in(LI_SLOT, salt="?"), KeyFileDamaged),
    "a box that is none": (set_in(LI_SLOT, box=7), KeyFileDamaged),
    "an empty box": (set_in(LI_SLOT, box=""), WrongPassword),
    "a short nonce": (set_in(LI_SLOT, nonce=""), WrongPassword),
    "the slot of another": (
        lambda _, slots: slots[LI_SLOT].update({**slots["wang", "password"], "id": "li"}),
        WrongPassword,
    ),
    "a training home made of a real one": (
        lambda data, _: data.update(training=True),
        WrongPassword,
    ),
    "another home's id": (lambda data, _: data.update(home="00" * 16), WrongPassword),
    "her slot taken out": (
        lambda data, slots: data["slots"].remove(slots[LI_SLOT]),
        WrongPassword,
    ),
}


@pytest.mark.parametrize(("change", "refusal"), TAMPERED.values(), ids=TAMPERED)
def test_a_slot_that_was_tampered_with_opens_nothing(made, change, refusal):
    with pytest.raises(refusal):
        edited(made[0], change).open("li", LI)


def test_her_slot_does_not_care_what_is_done_to_the_others(made):
    changed = edited(made[0], set_in(("wang", "password"), role="auditor"))
    assert changed.open("li", LI).root == ROOT


def test_a_changed_byte_anywhere_never_gives_a_wrong_key(made):
    path, code = made
    whole, given = path.read_bytes(), {}
    for place in range(0, len(whole), 3):
        for flip in (0x01, 0x20):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
            for way, secret in (("li", LI), (None, code)):
                root = root_or_refusal(path, way, secret)
                given[root] = given.get(root, 0) + 1
    assert given.keys() == {ROOT, None}
    assert given[None] > 200


def root_or_refusal(path, login, secret):
    try:
        found = read(path)
        return (found.open(login, secret) if login else found.open_with_recovery(secret)).root
    except Refusal:
        return None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "7",
        '{"v": 1}',
        '{"v": 2, "alg": "x"}',
        '{"v": 1, "alg": "argon2id+xchacha20poly1305"}',
        '{"v": 1, "alg": "other", "home": "", "training": false, "generation": 1, "slots": []}',
        "\x00",
    ],
)
def test_what_is_no_key_file_is_named(tmp_path, text):
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KeyFileDamaged, match=r"keys\.json"):
        read(path)


def test_a_file_in_another_encoding_is_named(tmp_path):
    path = tmp_path / "keys.json"
    path.write_bytes("密码".encode("gbk"))
    with pytest.raises(KeyFileDamaged):
        read(path)


@pytest.mark.parametrize(
    "slots", ["x", 7, [7], ["x"], [None], {"x": 1}, [{}], [{"kind": "password"}]]
)
def test_slots_that_are_none_open_nothing_and_are_no_fault(made, slots):
    with pytest.raises((KeyFileDamaged, WrongPassword)):
        edited(made[0], lambda data, _: data.update(slots=slots)).open("li", LI)


def test_a_folder_without_a_key_file_is_no_home(tmp_path):
    with pytest.raises(NoHome, match="no complaint desk"):
        read(tmp_path / "keys.json")


# keys and files


def test_every_purpose_has_a_key_of_its_own_and_always_the_same():
    keys = Keys(ROOT, None)
    derived = {purpose: keys.derive(purpose) for purpose in ("store", "attachments", "index")}
    assert all(len(key) == 32 for key in derived.values())
    assert len({ROOT, *derived.values()}) == 4
    assert keys.derive("store") == Keys(ROOT, None).derive("store")
    assert Keys(bytes(32), None).derive("store") != derived["store"]


def test_the_key_file_holds_no_secret_in_the_clear(made):
    path, code = made
    text = path.read_text(encoding="utf-8")
    for secret in (
        MIXED,
        LI,
        code,
        code.replace("-", ""),
        ROOT.hex(),
        base64.b64encode(ROOT).decode(),
    ):
        assert secret not in text


def test_saving_again_is_whole_or_leaves_the_old_file(made):
    path, _ = made
    before = path.read_bytes()
    found = read(path)
    found.add_user("he", "auditor", "d" * 12, ROOT)
    path.with_name("keys.json.part").mkdir()
    with pytest.raises(CannotWrite):
        found.save()
    assert path.read_bytes() == before
    path.with_name("keys.json.part").rmdir()
    found.save()
    assert "he" in read(path).logins


def test_a_training_home_says_so(tmp_path):
    path = tmp_path / "keys.json"
    Vault.create(path, entropy(1), is_training=True).save()
    assert read(path).is_training


def test_two_homes_have_nothing_in_common(tmp_path):
    one, other = (Vault.create(tmp_path / "x", entropy(seed)) for seed in (1, 2))
    for made in (one, other):
        made.add_user("li", "supervisor", LI, ROOT)
    assert one.home != other.home
    assert one._data["slots"][0]["box"] != other._data["slots"][0]["box"]
