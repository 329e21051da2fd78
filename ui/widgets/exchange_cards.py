"""Cards of the exchange page: workstations in words, alarms, quarantine, packets."""

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame

from desk.base.shapes import JsonMapping, JsonObject, Payload
from desk.base.words import mark, say
from desk.reads.exchange_status import reason_of
from desk.rules.record.devices import HEAD_OFFICE
from desk.rules.record.packet_refusals import quarantined
from ui.widgets.cards import Card
from ui.widgets.text import wrapped


def own_words(device: str, own: JsonMapping | None) -> str:
    """Return the sentence about this workstation."""
    if own is None:
        return say(mark("This workstation is {device}."), device=device)
    words = " ".join(own["fingerprint"])
    return say(
        mark("This workstation is {device}. Its fingerprint: {words}"), device=device, words=words
    )


def device_words(device: JsonMapping) -> Iterator[str]:
    """Yield sentences on the state of exchange with a workstation."""
    if device["revoked"]:
        yield say(mark("Revoked; what it writes from then on is kept apart."))
        return
    if not device["trusted"]:
        yield say(mark("Known by others, not trusted here."))
        return
    yield _held(device)
    if device["sent"] > device["confirmed"]:
        yield say(mark("Its receipt for packet {sent} is not here yet."), sent=device["sent"])
    if device["owed"]:
        words = mark("We owe it {owed} entries: export a packet.")
        yield say(words, owed=f"{device['owed']:,}")
    else:
        yield say(mark("We owe it nothing."))
    if device["owes"]:
        words = mark("It owes us entry {seq} and what follows: ask for its earlier packet.")
        yield say(words, seq=min(device["owes"]))
    elif device["taken"]:
        words = mark("We hold everything up to its packet {taken}.")
        yield say(words, taken=device["taken"])


def _held(device: JsonMapping) -> str:
    if not device["confirmed"]:
        return say(mark("It has confirmed nothing yet."))
    words = (
        mark("Head office holds everything up to our packet {number} (heard {at}).")
        if device["role"] == HEAD_OFFICE
        else mark("It holds everything up to our packet {number} (heard {at}).")
    )
    return say(words, number=device["confirmed"], at=_when(device["heard_at"]))


def alarms(status: JsonMapping, conflicts: int) -> list[str]:
    """Return sentences about conflicts, gaps, forks and acts set aside."""
    found = []
    if conflicts:
        found.append(say(mark("Workstations disagree on {count} cases."), count=conflicts))
    for gap in status["gaps"]:
        words = mark("Entries wait for entry {seq} of {device}: import its earlier packet.")
        found.append(say(words, seq=gap.seq, device=gap.device))
    for device in sorted({fork.device for fork in status["forks"]}):
        words = mark("{device} was copied and both copies were used; both sides are kept.")
        found.append(say(words, device=device))
    for aside, count in status["aside"].items():
        if aside in ("newer", "revoked"):
            found.append(f"{count} × {reason_of(aside)}")
    return found


def quarantine(kept: list[Payload]) -> QFrame:
    """Return the card of quarantined packets."""
    made = Card(say(mark("Quarantine")), spacing=6)
    for one in kept:
        words = mark("Packet {number} of {sender}, since {at}")
        told = say(words, number=one["number"], sender=one["sender"], at=_when(one["at"]))
        made.put(wrapped(told))
        made.put(wrapped(str(quarantined(one["reason"], one["told"])), "muted"))
    if not kept:
        made.put(say(mark("Empty.")))
    return made


def packets(shown: list[JsonObject]) -> QFrame:
    """Return the packets sent and taken."""
    made = Card(say(mark("Packets")), spacing=6)
    ways = {
        "sent": mark("{at}  sent packet {number} to {peer}: {acts} entries"),
        "taken": mark("{at}  {peer} took packet {number} of {device}: {acts} entries"),
    }
    for packet in shown:
        values = {name: packet[name] for name in ("number", "peer", "device", "acts")}
        values["at"] = _when(packet["at"])
        words = ways[packet["way"]]
        made.put(say(words, **values))
    if not shown:
        made.put(say(mark("None yet.")))
    return made


def _when(stamped: str) -> str:
    return stamped.replace("T", " ")[:16]
