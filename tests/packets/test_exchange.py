"""What a packet brings, and every way in which one is not taken."""

import json
import shutil
from dataclasses import replace

import pytest

from desk.actions.packets import TakePacket
from desk.actions.trust_device import RevokeDevice, TrustDevice
from desk.exchange.card import read_card
from desk.exchange.desk import Exchange
from desk.home.doctor import key_findings
from desk.reads.closed_to import CarriesClosed
from desk.reads.exchange_status import read_status
from desk.reads.office_facts import verify_keys
from desk.reads.verify import verify
from desk.rules.people.rights import NotPermitted
from desk.rules.record import packet_refusals as refusals
from desk.rules.record.devices import device_of, words
from desk.rules.steps.kinds import DEVICE_TRUSTED
from desk.store import packet_register as exchange
from desk.store.known_devices import read_devices
from desk.store.record import journal
from desk.store.record.home_fingerprint import settle_in
from desk.store.tables import ActRow, CaseRow, PayloadRow, PersonRow
from tests.builders import register, step
from tests.conftest import PASSWORD


def numbers(place):
    rows = place.store.rows(CaseRow.select(CaseRow.case_no).order_by(CaseRow.case_no))
    return [number for (number,) in rows]


def is_whole(*places):
    return all(verify(place.store, place.office.reckoning) == [] for place in places)


def everything(place):
    """Return every row of every table but quarantine, to see that nothing was written."""
    tables = ("act", "payload", "case", "clock", "person", "setting", "packet", "peer", "home")
    ask = place.store.database.execute_sql
    return {table: ask(f'SELECT * FROM "{table}"').fetchall() for table in tables}


# what a packet brings


def test_a_packet_brings_the_cases_of_another_counter(places, stick):
    a, b = places["a"], places["b"]
    number = register(a.office)
    report = b.exchange.take(a.send(b, out=stick))
    assert report.new == [number]
    assert numbers(b) == [number]
    assert is_whole(a, b)


def test_a_case_goes_on_at_the_other_counter_and_comes_back(places, stick):
    a, b = places["a"], places["b"]
    number = register(a.office)
    b.exchange.take(a.send(b, out=stick))
    step(b.desk("li"), number, "assign", handler="chen", department="客户服务部")
    report = a.exchange.take(b.send(a, out=stick))
    assert set(report.changed) == {number}
    assert "handler" in report.changed[number]
    assert report.conflicts == {}
    assert is_whole(a, b)


def test_a_packet_tells_nothing_personal_in_its_name_or_header(places, stick):
    a, b = places["a"], places["b"]
    register(a.office, complainant={"name": "欧阳修", "phone": "13912345678"})
    packet = a.send(b, out=stick)
    text = packet.read_bytes()
    assert packet.name == "0101-A-000001.cdp"
    for told in ("欧阳修", "13912345678", "director", "王敏", "信用卡"):
        assert told.encode() not in text
        assert json.dumps(told)[1:-1].encode() not in text


def test_what_was_confirmed_is_not_sent_again(places, stick):
    a, b = places["a"], places["b"]
    for _ in range(20):
        register(a.office)
    report = b.exchange.take(a.send(b, out=stick))
    a.exchange.take(stick / report.receipt.rpartition("/")[2])
    register(a.office)
    (again,) = a.exchange.send([b.id], stick)
    assert again["acts"] < 10
    assert b.exchange.take(stick / "0101-A-000002.cdp").cases == 1


def test_a_lost_packet_is_repeated_by_the_next(places, stick):
    a, b = places["a"], places["b"]
    first = register(a.office)
    a.send(b, out=stick).unlink()
    second = register(a.office)
    report = b.exchange.take(a.send(b, out=stick))
    assert numbers(b) == [first, second]
    assert report.gaps == []


def test_a_receipt_tells_what_the_other_side_holds(places, stick):
    a, b = places["a"], places["b"]
    register(a.office)
    report = b.exchange.take(a.send(b, out=stick))
    assert a.exchange.take(stick / report.receipt.rpartition("/")[2]).number == 1
    told = {d["device"]: d for d in read_status(a.store)["devices"]}
    assert told[b.id]["confirmed"] == 1
    assert told[b.id]["owed"] == 0
    assert told["0001-H"]["owed"] > 0


def test_a_simulation_tells_everything_and_changes_nothing(places, stick):
    a, b = places["a"], places["b"]
    number = register(a.office)
    packet = a.send(b, out=stick)
    b.exchange.take(packet, is_simulation=True)  # the first one gives the device its keys
    before = everything(b)
    report = b.exchange.take(packet, is_simulation=True)
    assert report.new == [number]
    assert everything(b) == before
    assert b.exchange.take(packet).new == [number]


def test_many_acts_are_split_into_several_packets(places, stick):
    a, b = places["a"], places["b"]
    for _ in range(20):
        register(a.office)
    a.exchange.__dict__["most_acts"] = 8
    reports = a.exchange.send([b.id], stick)
    assert len(reports) > 3
    for report in reversed(reports):  # in the wrong order, too
        b.exchange.take(stick / report["file"].rpartition("/")[2])
    assert len(numbers(b)) == 20
    assert read_status(b.store)["gaps"] == []
    assert is_whole(b)


def test_case_numbers_of_two_counters_never_meet(places, stick):
    a, b = places["a"], places["b"]
    given = {register(a.office), register(a.office), register(b.office), register(b.office)}
    b.exchange.take(a.send(b, out=stick))
    given.add(register(b.office))
    assert len(given) == 5
    assert given >= set(numbers(b))


# branch and head office


def test_head_office_holds_cases_but_keeps_its_own_people_and_settings(places, stick):
    a, h = places["a"], places["h"]
    number = register(a.office)
    h.exchange.take(a.send(h, out=stick))
    assert numbers(h) == [number]
    assert h.office.settings.text("office_code") == "0001"
    h.office.read_again()
    assert h.office.settings.text("office_name") == "总行"
    rows = h.store.rows(PersonRow.select(PersonRow.login))
    assert sorted(login for (login,) in rows) == ["chen", "director", "he", "li", "zhou"]
    assert read_status(h.store)["aside"]["elsewhere"] > 0
    assert is_whole(h)


def test_a_branch_never_reads_another_branch_s_cases(places, stick):
    a, c, h = places["a"], places["c"], places["h"]
    number = register(a.office, complainant={"name": "欧阳修"})
    h.exchange.take(a.send(h, out=stick))
    step(h.desk("li"), number, "note", text="总行意见：欧阳修一案从速。")
    c.exchange.take(h.send(c, out=stick))
    assert numbers(c) == []
    bodies = [body for (body,) in c.store.rows(PayloadRow.select(PayloadRow.body))]
    assert not any("欧阳修" in body for body in bodies)
    assert is_whole(c, h)


def test_head_office_s_word_on_a_case_comes_back_to_its_branch(places, stick):
    a, h = places["a"], places["h"]
    number = register(a.office)
    h.exchange.take(a.send(h, out=stick))
    step(h.desk("li"), number, "note", text="总行意见：从速办理。")
    a.exchange.take(h.send(a, out=stick))
    told = journal.folded(a.store, a.store.value(CaseRow.select(CaseRow.uuid))).facts["notes"]
    assert [note["text"] for note in told] == ["总行意见：从速办理。"]
    assert is_whole(a, h)


# what is not taken


def test_the_same_packet_again_is_told_and_changes_nothing(places, stick):
    a, b = places["a"], places["b"]
    register(a.office)
    packet = a.send(b, out=stick)
    b.exchange.take(packet)
    before = everything(b)
    with pytest.raises(refusals.TakenBefore, match="Nothing was changed"):
        b.exchange.take(packet)
    assert everything(b) == before


def test_an_old_packet_after_a_newer_one_is_told_and_changes_nothing(places, stick):
    a, b = places["a"], places["b"]
    register(a.office)
    old = a.send(b, out=stick)
    register(a.office)
    b.exchange.take(a.send(b, out=stick))
    before = everything(b)
    with pytest.raises(refusals.OldPacket, match="older than packet 2"):
        b.exchange.take(old)
    assert everything(b) == before


def test_a_packet_for_somebody_else_is_not_opened(places, stick):
    a, b, c = places["a"], places["b"], places["c"]
    packet = a.send(b, out=stick)
    with pytest.raises(refusals.NotForUs, match="sealed for somebody else"):
        c.exchange.take(packet)


def test_the_own_packet_is_not_taken(places, stick):
    a, b = places["a"], places["b"]
    with pytest.raises(refusals.OwnPacket):
        a.exchange.take(a.send(b, out=stick))


def test_a_stranger_s_packet_waits_in_quarantine_until_she_is_trusted(strangers, stick, tmp_path):
    a, b = strangers["a"], strangers["b"]
    for place, other in ((a, b), (b, a)):
        place.exchange.card()
        (tmp_path / place.id).write_text(json.dumps(place.exchange.card()[1]), encoding="utf-8")
        del other
    a.exchange.trust(tmp_path / b.id)
    number = register(a.office)
    packet = a.send(b, out=stick)
    with pytest.raises(refusals.UnknownSender, match="quarantine"):
        b.exchange.take(packet)
    assert numbers(b) == []
    (kept,) = exchange.quarantine(b.store)
    path = b.home.folder / "quarantine" / f"{kept['digest'][:32]}.cdp"
    assert path.read_bytes() == packet.read_bytes()
    b.exchange.trust(tmp_path / a.id)
    b.exchange.take(path)
    assert numbers(b) == [number]
    assert exchange.quarantine(b.store) == []
    assert not path.exists()


def test_what_a_revoked_workstation_writes_later_is_kept_apart(places, stick):
    a, b, h = places["a"], places["b"], places["h"]
    before = register(a.office)
    b.exchange.take(a.send(b, out=stick))
    h.office.do(RevokeDevice(name=a.id, reason="被盗"))
    b.office.do(RevokeDevice(name=a.id, reason="被盗"))
    register(a.office)
    with pytest.raises(refusals.RevokedSender):
        b.exchange.take(a.send(b, out=stick))
    assert numbers(b) == [before]
    assert is_whole(b)


def test_a_revoked_workstation_s_entries_by_way_of_another_are_set_aside(places, stick):
    a, b, h = places["a"], places["b"], places["h"]
    h.office.do(RevokeDevice(name=a.id, reason="被盗"))
    number = register(a.office)
    b.exchange.take(a.send(b, out=stick))
    h.exchange.take(b.send(h, out=stick))
    assert number not in numbers(h)
    assert read_status(h.store)["aside"]["revoked"] > 0
    assert is_whole(h)


def test_revoking_takes_back_nothing_that_counted(places, stick):
    a, h = places["a"], places["h"]
    number = register(a.office)
    h.exchange.take(a.send(h, out=stick))
    h.office.do(RevokeDevice(name=a.id))
    assert numbers(h) == [number]
    assert is_whole(h)


def test_a_packet_signed_with_another_key_is_kept_apart(places, stick):
    a, b = places["a"], places["b"]
    facts = {**read_devices(b.store)[a.id].facts, "sign_key": "ab" * 32}
    with b.store.writing():
        work = b.office.begin()
        subject = f"device:{a.id}"
        seen = journal.folded(b.store, subject)
        work.write(DEVICE_TRUSTED, subject, facts, before=seen)
        work.settle()
    with pytest.raises(refusals.OtherKey):
        b.exchange.take(a.send(b, out=stick))


def test_a_newer_program_s_packet_is_kept_for_later(places, stick, monkeypatch):
    a, b = places["a"], places["b"]
    monkeypatch.setattr("desk.exchange.desk.SCHEMA", 3)
    packet = a.send(b, out=stick)
    monkeypatch.undo()
    with pytest.raises(refusals.TooNew, match="newer version"):
        b.exchange.take(packet)
    (kept,) = exchange.quarantine(b.store)
    assert (kept["reason"], kept["told"]) == ("too-new", {"number": 1, "sender": a.id})


@pytest.mark.usefixtures("in_a_file")
def test_a_restored_sender_is_noticed_and_taken_when_a_person_says_so(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    backup = tmp_path / "backup"
    a.store.checkpoint()
    shutil.copytree(a.home.folder, backup)
    lost = register(a.office)
    b.exchange.take(a.send(b, out=stick))
    back = type(a)(backup, a.keys, a.id, "back")
    register(back.office)
    (stick / "0101-A-000001.cdp").unlink()
    packet = back.send(b, out=stick)
    with pytest.raises(refusals.WentBack, match="restored from an old backup"):
        b.exchange.take(packet)
    assert b.exchange.take(packet, is_accepted=True).acts > 0
    report = back.exchange.take(b.send(back, out=stick))
    assert lost in report.new
    assert is_whole(b, back)
    back.store.close()


@pytest.mark.usefixtures("in_a_file")
def test_two_copies_of_one_folder_are_noticed(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    a.store.checkpoint()
    shutil.copytree(a.home.folder, tmp_path / "copy")
    twin = type(a)(tmp_path / "copy", a.keys, a.id, "twin")
    journal.write_identity(twin.store, a.office.identity)  # nobody noticed the copying
    twin.office.read_again()
    register(a.office)
    register(twin.office)
    b.exchange.take(a.send(b, out=stick))
    (stick / "0101-A-000001.cdp").unlink()
    packet = twin.send(b, out=stick)
    with pytest.raises(refusals.Forked, match="copied"):
        b.exchange.take(packet)
    report = b.exchange.take(packet, is_accepted=True)
    assert report.forks
    assert len(numbers(b)) == 1 or numbers(b)
    twin.store.close()


def test_a_home_that_was_moved_begins_a_new_epoch_and_its_clock_goes_on(places):
    a = places["a"]
    register(a.office)
    before, head = a.office.identity, journal.read_head(a.store, a.office.identity)
    settle_in(a.store, "elsewhere", a.home.entropy)
    a.office.read_again()
    assert a.office.identity.epoch != before.epoch
    assert journal.read_head(a.store, a.office.identity).hlc == head.hlc
    register(a.office)
    assert is_whole(a)


@pytest.mark.usefixtures("in_a_file")
def test_own_entries_that_come_back_begin_a_new_epoch(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    backup = tmp_path / "backup"
    a.store.checkpoint()
    shutil.copytree(a.home.folder, backup)
    lost = register(a.office)
    b.exchange.take(a.send(b, out=stick))
    back = type(a)(backup, a.keys, a.id, "back")
    journal.write_identity(back.store, a.office.identity)
    back.office.read_again()
    (report,) = b.exchange.send([back.id], stick, is_whole=True)
    back.exchange.take(stick / report["file"].rpartition("/")[2])
    assert numbers(back) == [lost]
    assert back.office.identity.epoch != a.office.identity.epoch
    register(back.office)
    assert is_whole(back)
    back.store.close()


def test_an_act_that_its_author_did_not_sign_is_not_taken(places, stick):
    a, b = places["a"], places["b"]
    number = register(a.office)
    step(a.desk("li"), number, "assign", handler="chen", department="部")
    forged = ActRow.update(signature=bytes(64)).where(ActRow.kind == "device.trusted")
    a.store.run(forged)
    before = everything(b)
    with pytest.raises(refusals.ForgedAct, match="not signed by director"):
        b.exchange.take(a.send(b, out=stick))
    assert everything(b) == before


def test_a_step_without_the_right_to_it_is_named_wherever_a_packet_brings_it(places, stick):
    a, b = places["a"], places["b"]
    step(a.desk("li"), register(a.office), "assign", handler="chen", department="部")
    head = journal.read_head(a.store, a.office.identity)
    entropy, key = a.home.entropy, a.keys["chen"].signing
    pen = journal.Pen(
        store=a.store, head=head, author="chen", now=a.clock.now(), entropy=entropy, key=key
    )
    (uuid,) = a.store.row(CaseRow.select(CaseRow.uuid))
    with a.store.writing():
        pen.write("case.approve", uuid, {"approved_by": "chen"}, {}, is_signed=True)
        pen.flush()
    b.exchange.take(a.send(b, out=stick))
    rights = [one.where for one in verify(b.store, b.office.reckoning) if one.what == "right"]
    assert [where.split()[2:] for where in rights] == [["chen", "approve"]]


def test_a_packet_that_holds_less_than_it_announces_is_not_taken(places, stick):
    a, b = places["a"], places["b"]
    register(a.office)
    packet = a.send(b, out=stick)
    from desk.exchange.opened_packet import envelope_of  # noqa: PLC0415
    from desk.exchange.sealed import open_packet  # noqa: PLC0415

    before = everything(b)
    command = TakePacket(envelope=envelope_of(open_packet(packet)), pages=[])
    with pytest.raises(refusals.CountsDiffer):
        b.office.do(command)
    assert everything(b) == before


def test_a_full_disk_while_exporting_leaves_no_packet_and_no_act(places, tmp_path):
    a, b = places["a"], places["b"]
    file = tmp_path / "no-folder"
    file.write_text("x", encoding="utf-8")
    before = everything(a)
    with pytest.raises(refusals.Refusal, match="could not be written"):
        a.exchange.send([b.id], file)
    assert everything(a) == before


# cards and rights


def test_the_words_of_fingerprints_are_256_and_all_different():
    told = words()
    assert len({word["zh"] for word in told}) == len({word["en"] for word in told}) == 256


def test_a_fingerprint_stands_for_name_role_and_both_keys(places):
    device = read_devices(places["a"].store)["0101-A"]
    told = {"card": "complaint-desk-card", "device": device.id, **device.facts}
    assert len(device.fingerprint) == 16
    for part, other in (
        ("role", "head_office"),
        ("sign_key", "0" * 64),
        ("box_key", "1" * 64),
    ):
        assert device_of({**told, part: other}).fingerprint != device.fingerprint


def test_a_changed_card_is_not_trusted(places, tmp_path):
    a, b = places["a"], places["b"]
    _, card = a.exchange.card()
    for part, value in (("role", "head_office"), ("box_key", "0" * 64), ("signature", "00")):
        path = tmp_path / "changed.card"
        path.write_text(json.dumps({**card, part: value}), encoding="utf-8")
        with pytest.raises(refusals.BadCard):
            b.exchange.trust(path)
    for text in ("", "[]", "{}", "null", '{"card": "complaint-desk-card"}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(refusals.BadCard):
            read_card(path)


def test_two_workstations_must_not_share_a_letter(places):
    a = places["a"]
    twin = read_devices(a.store)["0101-B"]
    other = replace(twin, sign_key="ab" * 32)
    with pytest.raises(refusals.DeviceTaken, match="case numbers"):
        a.office.do(TrustDevice(device=other))


def test_only_a_director_trusts_and_revokes(places):
    a = places["a"]
    device = read_devices(a.store)["0101-B"]
    for login in ("chen", "li", "he"):
        with pytest.raises(NotPermitted):
            a.desk(login).do(TrustDevice(device=device))
        with pytest.raises(NotPermitted):
            a.desk(login).do(RevokeDevice(name=device.id))


def test_nobody_unknown_is_an_addressee(places, stick):
    a = places["a"]
    with pytest.raises(refusals.UnknownDevice, match="0001-H"):
        a.exchange.send(["0999-Z"], stick)
    a.office.do(RevokeDevice(name="0102-C"))
    with pytest.raises(refusals.RevokedSender):
        a.exchange.send(["0102-C"], stick)


def test_a_changed_receipt_is_not_taken(places, stick):
    a, b = places["a"], places["b"]
    register(a.office)
    report = b.exchange.take(a.send(b, out=stick))
    path = stick / report.receipt.rpartition("/")[2]
    told = json.loads(path.read_text(encoding="utf-8"))
    for part, value in (("number", 9), ("heads", {}), ("key", "00" * 32)):
        path.write_text(json.dumps({**told, part: value}), encoding="utf-8")
        with pytest.raises(refusals.PacketDamaged):
            a.exchange.take(path)


def test_the_same_login_at_two_counters_keeps_signing_in_at_both(places, stick):
    a, b = places["a"], places["b"]
    b.exchange.take(a.send(b, out=stick))
    a.exchange.take(b.send(a, out=stick))
    for place in (a, b):
        known = verify_keys(place.store)["director"]
        assert known == place.keys["director"].signing.verify_key.encode().hex()
        signed = place.home.sign_in("director", PASSWORD, place.clock)
        assert key_findings(signed) == []
        signed.close()
    assert is_whole(a, b)


def test_whoever_is_complained_of_makes_no_packet_that_carries_the_case(places, stick):
    a, b = places["a"], places["b"]
    case_no = register(a.desk("zhou"), complained_staff=["李卓"])
    exchange = Exchange(a.desk("li"), a.exchange.folder)
    with pytest.raises(CarriesClosed, match=case_no):
        exchange.send([b.id], stick)
    assert not list(stick.glob("*.cdp"))
    b.exchange.take(a.send(b, out=stick))
    a.exchange.take(b.send(a, out=stick))  # b confirms that it holds the case
    register(a.desk("zhou"))
    assert exchange.send([b.id], stick)


@pytest.mark.usefixtures("in_a_file")
@pytest.mark.parametrize("first", range(3))
def test_the_packets_of_two_epochs_may_come_in_any_order(places, stick, first):
    a, b = places["a"], places["b"]
    number = register(a.office)
    settle_in(a.store, "elsewhere", a.home.entropy)
    a.office.read_again()
    step(a.desk("li"), number, "assign", handler="chen", department="部")
    a.exchange.__dict__["most_acts"] = 12
    files = [report["file"] for report in a.exchange.send([b.id], stick)]
    assert len(files) == 3
    for file in sorted(files, key=lambda file: file != files[first]):
        b.exchange.take(stick / file.rpartition("/")[2], is_accepted=True)
    assert numbers(b) == [number]
    assert is_whole(a, b)
