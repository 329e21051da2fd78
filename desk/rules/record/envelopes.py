"""What a packet says of itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desk.rules.record.chains import Heads


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What a packet says of itself.

    Attributes:
        sender: Workstation.
        epoch: Of the sender.
        number: Of the packet.
        key: That signed it, hex.
        digest: Of the whole file, hex.
        heads: What the sender held.
        counts: Acts by kind.
        schema: Oldest format of the program that reads it.
        made_at: When, by the sender's clock.
        unconfirmed: By key of an addressee (hex) the numbers of earlier packets to it of this
            epoch for which the sender had no receipt; nothing from older programs.
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
