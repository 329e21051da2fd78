"""A packet's signed header."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desk.rules.record.chains import Heads


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A packet's signed header.

    Attributes:
        sender: Id of the sending workstation.
        epoch: Of the sender.
        number: Of the packet.
        key: Public signing key, hex.
        digest: Of the whole file, hex.
        heads: Heads of all chains that the sender held.
        counts: Acts by kind.
        schema: Format that a reader must support.
        made_at: When, by the sender's clock.
        unconfirmed: By addressee's key (hex) the numbers of earlier packets to it in this
            epoch without a receipt; empty from older programs.
        rules: The versions of rules that the sender reckons by, each with what tells its content
            (`rule_files.version_of`); empty from older programs.
    """

    sender: str
    epoch: str
    number: int
    key: str
    digest: str
    heads: Heads
    counts: Mapping[str, int]
    schema: int
    made_at: str
    unconfirmed: Mapping[str, Sequence[int]] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
