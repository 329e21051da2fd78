"""When the complainant received the decision: the time to ask for a review runs from then (第20条).

A notice is in time when it was sent (R22); what it begins for the complainant begins with its
receipt. Who is told face to face or by telephone has received it at that moment.
"""

from typing import Final

from desk.base.shapes import Facts

AT_ONCE: Final = ("handed_over", "phone")  # codes of the list ``notice_way``


def is_told_at_once(facts: Facts) -> bool:
    """Say whether the complainant received the notice when it was given."""
    return facts.get("notice_way") in AT_ONCE


def received_at(facts: Facts) -> str | None:
    """Return when the notice that stands was received, None while that is unknown.

    A moment before it is the receipt of an earlier notice: the complaint came back meanwhile.
    """
    told, received = facts.get("notified_at"), facts.get("delivered_at")
    return received if received and (not told or received >= told) else None


def waits_for_delivery(facts: Facts) -> bool:
    """Say whether a notice was sent of which nobody knows yet when it was received."""
    is_sent = bool(facts.get("notified_at")) and not is_told_at_once(facts)
    return is_sent and not received_at(facts)
