"""Refusals about packets, cards and receipts."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.words import mark


class NotAPacket(Refusal):
    """The file is something else."""

    text: ClassVar[str] = mark(
        "{name} is not a packet of the complaint desk. Nothing was taken. "
        "Choose a file whose name ends with .cdp or .cdr."
    )


class PacketDamaged(Refusal):
    """The file was changed, cut short or put together from others."""

    text: ClassVar[str] = mark(
        "{name} is damaged or was changed on the way. Nothing was taken. "
        "Copy it from the sender again, or have it exported anew."
    )


class NotForUs(Refusal):
    """The packet is sealed for somebody else."""

    text: ClassVar[str] = mark(
        "Packet {number} of {sender} is sealed for somebody else, not for {device}. "
        "Nothing was taken. Ask the sender to export it to {device}."
    )


class OwnPacket(Refusal):
    """The packet was made here."""

    text: ClassVar[str] = mark(
        "{name} was made by this workstation itself. Nothing was taken. Take it to the addressee."
    )


class UnknownSender(Refusal):
    """Nobody trusts the sender yet."""

    code: ClassVar[str] = "unknown-sender"
    text: ClassVar[str] = mark(
        "The sender {sender} is not known here. The packet is kept in quarantine. "
        "Let a director compare the sender's card and trust it, then import the packet again."
    )


class OtherKey(Refusal):
    """The sender's name is known, but with another key."""

    code: ClassVar[str] = "other-key"
    text: ClassVar[str] = mark(
        "{sender} signed with another key than the one on its card. The packet is kept in "
        "quarantine. Call the sender; if the workstation was set up anew, trust its new card."
    )


class RevokedSender(Refusal):
    """The sender was revoked."""

    code: ClassVar[str] = "revoked-sender"
    text: ClassVar[str] = mark(
        "The workstation {sender} was revoked. The packet is kept in quarantine. "
        "Ask a director how its last entries are to be taken over."
    )


class TooNew(Refusal):
    """The packet needs a newer program."""

    code: ClassVar[str] = "too-new"
    text: ClassVar[str] = mark(
        "Packet {number} of {sender} needs a newer version of the program. "
        "It is kept in quarantine. Update the program here, then import the packet again."
    )


class TakenBefore(Refusal):
    """The same packet was taken before."""

    text: ClassVar[str] = mark(
        "Packet {number} of {sender} was taken on {at} already. Nothing was changed, "
        "nothing is missing."
    )


class OldPacket(Refusal):
    """A packet that tells nothing that is not known."""

    text: ClassVar[str] = mark(
        "Packet {number} of {sender} is older than packet {latest}, which was taken already "
        "and holds everything in it. Nothing was changed, nothing is missing."
    )


class WentBack(Refusal):
    """The sender holds less than it held before."""

    code: ClassVar[str] = "went-back"
    text: ClassVar[str] = mark(
        "{sender} has gone back: packet {number} ends at entry {seq}, but entry {held} was here "
        "before. It was probably restored from an old backup. The packet is kept in quarantine. "
        "Send the sender a packet from here: it brings back what was lost there. "
        "Then import this one with “accept”, which keeps both sides."
    )


class Forked(Refusal):
    """Two different packets carry one number."""

    code: ClassVar[str] = "forked"
    text: ClassVar[str] = mark(
        "There are two different packets {number} of {sender}: its folder was copied and both "
        "copies are in use. The packet is kept in quarantine. Stop one of the copies; "
        "then import it with “accept”, which keeps the entries of both."
    )


class CountsDiffer(Refusal):
    """The packet does not hold what its header says."""

    text: ClassVar[str] = mark(
        "Packet {number} of {sender} does not hold what it announces ({told} entries announced, "
        "{found} found). Nothing was taken. Have it exported anew."
    )


class AttachmentDiffers(Refusal):
    """The packet does not hold the attachments that its header announces."""

    text: ClassVar[str] = mark(
        "Packet {number} of {sender} does not hold the attachments that it announces, or one of "
        "them was changed. Nothing was taken. Have it exported anew."
    )


class UnknownDevice(Refusal):
    """A name that stands for no workstation known here."""

    text: ClassVar[str] = mark(
        "There is no workstation “{name}” here. Known: {known}. "
        "Trust its card first: packet trust FILE."
    )


class BadCard(Refusal):
    """A card that cannot be used."""

    text: ClassVar[str] = mark(
        "{name} is not a whole card of a workstation. Have it made anew there: packet card."
    )


class DeviceTaken(Refusal):
    """Another workstation has this name already."""

    text: ClassVar[str] = mark(
        "There already is a workstation {device} with another key. Two workstations must not "
        "share a letter, else their case numbers would be equal. Set the new one up with another "
        "letter; if it replaces the old one, revoke the old one first."
    )


class ForgedAct(Refusal):
    """An act that must be signed by its author is not."""

    text: ClassVar[str] = mark(
        "Entry {seq} of {device} is not signed by {author}, in whose name it stands. "
        "Nothing was taken. Tell the auditor: somebody may have forged it."
    )


class BeyondItsKind(Refusal):
    """An act that writes what acts of its kind may not."""

    text: ClassVar[str] = mark(
        "Entry {seq} of {device}, by {author}, writes “{label}”, which an entry of the kind "
        "“{kind}” may not. Nothing was taken. Tell the auditor: somebody may have forged it."
    )


class NoSuchChoice(Refusal):
    """A decision for a value that nobody stated."""

    text: ClassVar[str] = mark(
        "“{value}” is not one of the values of “{label}” that stand against each other: {values}."
    )


class NoConflict(Refusal):
    """A decision where nothing is to be decided."""

    text: ClassVar[str] = mark("Nothing stands against each other in “{label}” of {case_no}.")


class NotDecided(Refusal):
    """A step that would settle a conflict in passing."""

    text: ClassVar[str] = mark(
        "Two workstations disagree on {labels} of this case. "
        "A supervisor decides that first, under “Data exchange”."
    )


QUARANTINED: Final = (UnknownSender, OtherKey, RevokedSender, TooNew, WentBack, Forked)


def quarantined(code: str, values: Mapping[str, Any]) -> Refusal:
    """Return the refusal that keeps a packet in quarantine, as it was stored."""
    return next(refusal for refusal in QUARANTINED if refusal.code == code)(**values)
