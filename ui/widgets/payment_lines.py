"""The payments of a case in lines; one that was corrected stays, struck through."""

from decimal import Decimal

from PySide6.QtWidgets import QLabel

from desk.base.shapes import Facts
from desk.base.words import mark, say, shown
from desk.rules.people.rights import People
from desk.rules.steps.payments import PaymentState, told
from ui.widgets.text import wrapped


def payment_lines(facts: Facts, people: People) -> list[QLabel]:
    """Return a label for each payment and counter-entry of the case, oldest first."""
    return [_line(one, standing, people) for one, standing in told(facts)]


def _line(payment: Facts, standing: PaymentState, people: People) -> QLabel:
    parts = [
        payment["on"],
        say(mark("{amount} yuan"), amount=f"{Decimal(payment['paid']):,.2f}"),
        payment.get("receipt") or "",
        people.name(payment["by"]),
        people.name(payment.get("confirmed_by") or ""),
        payment.get("reason") or "",
        "" if standing is PaymentState.COUNTS else shown(standing),
    ]
    line = wrapped("  ".join(part for part in parts if part), name=f"payment-{standing}")
    font = line.font()
    font.setStrikeOut(standing is PaymentState.CORRECTED)
    line.setFont(font)
    return line
