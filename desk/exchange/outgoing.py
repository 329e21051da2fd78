"""Planning outgoing packets: which acts and attachments go, and what is held back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desk.exchange.parcels import Item, items
from desk.exchange.plans import Plan, joined, split
from desk.office import Office
from desk.reads.closed_to import need_none_closed
from desk.rules.case.attachments import MEGABYTE
from desk.rules.record.chains import Heads, office_of
from desk.rules.record.devices import Device
from desk.store import packet_register
from desk.store.record.heads import Span, concerns, missing_spans, tips


@dataclass(frozen=True, slots=True)
class Wanted:
    """Options for sending packets.

    Attributes:
        to: The addressees.
        most_acts: Most acts in one file; more become several packets.
        is_whole: Send everything, whatever they confirmed.
        megabytes: Limit for attachments; None is the office's setting.
    """

    to: Sequence[Device]
    most_acts: int
    is_whole: bool = False
    megabytes: int | None = None


def planned(office: Office, wanted: Wanted) -> tuple[list[Plan], Heads]:
    """Return a plan for each packet, and the heads that this workstation holds.

    Raises:
        CarriesClosed: It would contain a case in which the signed-in person is recused.
    """
    store, to, device = office.store, wanted.to, office.identity.device
    with store.snapshot():
        theirs = [
            {} if wanted.is_whole else packet_register.peer_heads(store, one.id) for one in to
        ]
        own, heads = office_of(device), tips(store)
        offices = frozenset(one.office for one in to if not one.sees_all(own))
        spans = joined([missing_spans(store, held, heads) for held in theirs])
        spans = [span for span in spans if concerns(span.chain, device, offices)]
        need_none_closed(store, spans, office.actor)
        plans = list(split(store, spans, wanted.most_acts, offices))
        plans[-1:] = [_with_files(office, plan, spans, wanted) for plan in plans[-1:]]
    return plans, heads


def _with_files(office: Office, plan: Plan, spans: Sequence[Span], wanted: Wanted) -> Plan:
    """Add the attachments named by all acts to the last packet's plan."""
    setting = office.settings.number("packet_megabytes")
    most = setting if wanted.megabytes is None else wanted.megabytes
    devices = [device.id for device in wanted.to]
    found = items(office.store, spans, plan.offices, devices, most * MEGABYTE)
    return replace(plan, items=found)


def outlook(office: Office, wanted: Wanted) -> dict[str, Any]:
    """Return what a packet would contain; writes nothing.

    Raises:
        CarriesClosed: As `planned`.
    """
    plans, _ = planned(office, wanted)
    return {
        "to": [device.id for device in wanted.to],
        "acts": sum(sum(plan.counts.values()) for plan in plans),
        "packets": len(plans),
        **told_items(item for plan in plans for item in plan.items),
    }


def told_items(found: Iterable[Item]) -> dict[str, Any]:
    """Return number and size of the attachments that go along and of those held back."""
    several = list(found)
    sent = [item for item in several if item.sent]
    held = [item for item in several if not item.sent]
    return {
        "attachments": len(sent),
        "attachment_bytes": sum(item.size for item in sent),
        "attachments_owed": [item.hash for item in held],
        "owed_bytes": sum(item.size for item in held),
    }
