"""Attachments travel with packets, are held back when there is no room, and come later."""

import pytest

from desk.actions.attach_file import WithdrawAttachment
from desk.actions.packets import AttachmentCounts
from desk.attachments import attaching
from desk.exchange.parcels import Arrivals, Item
from desk.exchange.sealed import ATTACHMENT
from desk.reads.case_attachments import Where, case_attachments
from desk.reads.case_file import read_case
from desk.reads.exchange_status import read_status
from desk.reads.stored_files import file_findings
from desk.reads.verify import verify
from desk.rules.record.packet_refusals import AttachmentDiffers
from desk.store.disk import attachment_store
from desk.store.disk.attachment_store import HeldBack
from tests.attachments.papers import picture, put, recording
from tests.builders import register


def attach(place, case_no, tmp_path, name="录音.mp3", content=None):
    path = put(tmp_path, name, content or recording())
    return attaching.attach(place.office, case_no, path).result["hash"]


def where(place, case_no):
    facts = read_case(place.store, place.office.reckoning, case_no).facts
    return [one.where for one in case_attachments(place.store, facts)]


def sent(place, to, out, **more):
    """Write one packet; return its report and its path."""
    (report,) = place.exchange.send([to.id], out, **more)
    return report, out / f"{place.id}-{report['number']:06d}.cdp"


def is_whole(*places):
    return all(verify(one.store, one.office.reckoning) == [] for one in places)


def test_an_attachment_arrives_with_its_case(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    case_no = register(a.office)
    digests = [attach(a, case_no, tmp_path), attach(a, case_no, tmp_path, "a.jpg", picture())]
    report, path = sent(a, b, stick)
    assert (report["attachments"], report["attachments_owed"]) == (2, [])
    taken = b.exchange.take(path)
    assert taken.attachments == AttachmentCounts(came=2, waiting=0)
    for digest in digests:
        assert b"".join(attachment_store.pieces(b.store, digest)) == b"".join(
            attachment_store.pieces(a.store, digest)
        )
    assert file_findings(b.store) == []
    assert is_whole(a, b)


def test_what_is_held_back_is_shown_as_waiting_and_comes_later(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    case_no = register(a.office)
    small, large = attach(a, case_no, tmp_path, "a.jpg", picture()), attach(a, case_no, tmp_path)
    report, path = sent(a, b, stick, megabytes=1)
    assert (report["attachments"], report["attachments_owed"]) == (1, [large])
    taken = b.exchange.take(path)
    assert taken.attachments == AttachmentCounts(came=1, waiting=1)
    assert sorted(where(b, case_no)) == [Where.HERE, Where.WAITING]
    assert read_status(b.store)["attachments_waiting"] == [large]
    assert file_findings(b.store) == []  # waiting is no fault
    with pytest.raises(attachment_store.ContentNotHere, match="waits for a later packet"):
        list(attachment_store.pieces(b.store, large))
    a.exchange.take(stick / taken.receipt)
    report, path = sent(a, b, stick)
    assert (report["attachments"], report["attachments_owed"]) == (1, [])
    taken = b.exchange.take(path)
    assert taken.attachments == AttachmentCounts(came=1, waiting=0)
    assert where(b, case_no) == [Where.HERE, Where.HERE]
    a.exchange.take(stick / taken.receipt)
    report, _ = sent(a, b, stick)
    assert report["attachments"] == 0
    assert small
    assert is_whole(a, b)


def test_before_it_is_written_a_packet_tells_what_it_would_hold(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    case_no = register(a.office)
    small, large = attach(a, case_no, tmp_path, "a.jpg", picture()), attach(a, case_no, tmp_path)
    told = a.exchange.outlook([b.id], megabytes=1)
    assert list(stick.iterdir()) == []
    report, _ = sent(a, b, stick, megabytes=1)
    same = ("to", "acts", "attachments", "attachment_bytes", "attachments_owed", "owed_bytes")
    assert {name: told[name] for name in same} == {name: report[name] for name in same}
    assert (told["packets"], told["attachments"], told["attachments_owed"]) == (1, 1, [large])
    assert told["attachment_bytes"] == attachment_store.content_of(a.store, small).size
    assert told["owed_bytes"] == attachment_store.content_of(a.store, large).size


def test_a_look_at_a_packet_tells_what_is_held_back_and_of_which_case(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    case_no = register(a.office)
    attach(a, case_no, tmp_path, "a.jpg", picture())
    large = attach(a, case_no, tmp_path)
    size = attachment_store.content_of(a.store, large).size
    _, path = sent(a, b, stick, megabytes=1)
    for how in ({"is_simulation": True}, {}):
        told = b.exchange.take(path, **how)
        assert told.held_back == [HeldBack(hash=large, size=size, cases=[case_no])]
        assert (told.held, told.held_bytes) == (1, size)
        assert told.attachments.came == 1


def test_what_was_never_confirmed_is_sent_again_and_kept_once(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    case_no = register(a.office)
    attach(a, case_no, tmp_path)
    b.exchange.take(sent(a, b, stick)[1])
    before = sorted(path.name for path in attachment_store.folder_of(b.store).iterdir())
    register(a.office)
    report, path = sent(a, b, stick)
    assert report["attachments"] == 1
    b.exchange.take(path)
    assert sorted(path.name for path in attachment_store.folder_of(b.store).iterdir()) == before


def test_a_simulation_keeps_nothing(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    attach(a, register(a.office), tmp_path)
    path = sent(a, b, stick)[1]
    taken = b.exchange.take(path, is_simulation=True)
    assert taken.attachments.came == 1
    assert not attachment_store.folder_of(b.store).exists()
    assert attachment_store.contents(b.store) == []


def test_withdrawn_and_damaged_ones_stay_here(places, stick, tmp_path):
    a, b = places["a"], places["b"]
    case_no = register(a.office)
    gone = attach(a, case_no, tmp_path, "a.jpg", picture())
    a.office.do(WithdrawAttachment(case_no=case_no, wanted=gone, reason="附错案件"))
    broken = attach(a, case_no, tmp_path)
    (path,) = attachment_store.folder_of(a.store).iterdir()
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    report, packet = sent(a, b, stick)
    assert (report["attachments"], report["attachments_owed"]) == (0, [broken])
    b.exchange.take(packet)
    assert read_status(b.store)["attachments_waiting"] == [broken]


def test_another_office_gets_no_attachment_of_a_case_that_is_not_its_own(places, stick, tmp_path):
    a, b, c, h = (places[name] for name in "abch")
    attach(a, register(a.office), tmp_path)
    h.exchange.take(sent(a, h, stick)[1])
    assert len(attachment_store.contents(h.store)) == 1
    report, path = sent(h, c, stick)
    assert (report["attachments"], report["attachments_owed"]) == (0, [])
    c.exchange.take(path)
    assert attachment_store.contents(c.store) == []
    assert attachment_store.contents(b.store) == []


@pytest.mark.parametrize("lie", ["other", "short", "more", "unasked"])
def test_a_packet_whose_attachments_are_not_as_announced_is_refused_whole(
    places, stick, tmp_path, monkeypatch, lie
):
    a, b = places["a"], places["b"]
    attach(a, register(a.office), tmp_path, "a.jpg", picture())

    def lying(_store, writer, several):
        content = picture(colour=(9, 9, 9)) if lie == "other" else picture()
        name = bytes.fromhex(several[0].hash)
        if lie == "unasked":
            name = bytes(32)
        if lie == "more":
            content += b"more"
        if lie != "short":
            writer.write(ATTACHMENT, name + content)

    monkeypatch.setattr("desk.exchange.desk.write_items", lying)
    path = sent(a, b, stick)[1]
    before = b.store.database.execute_sql("SELECT count(*) FROM act").fetchone()
    with pytest.raises(AttachmentDiffers, match="Nothing was taken"):
        b.exchange.take(path)
    assert b.store.database.execute_sql("SELECT count(*) FROM act").fetchone() == before
    assert attachment_store.contents(b.store) == []


def test_a_refused_large_one_leaves_no_file(places):
    b = places["b"]
    content = recording()
    arriving = Arrivals(
        sender="0101-A",
        number=1,
        home=b.home.folder,
        items=(Item("ab" * 32, len(content), sent=True),),
    )
    arriving.take(bytes.fromhex("ab" * 32) + content)
    with pytest.raises(AttachmentDiffers):
        arriving.close()
    arriving.discard(b.store)
    assert list(attachment_store.folder_of(b.store).iterdir()) == []
