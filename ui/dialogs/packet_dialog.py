"""What a packet would change, before anything is written."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from desk.actions.packets import PacketTaken
from desk.base.words import mark, say
from desk.rules.case.attachments import MEGABYTE
from desk.rules.time.rule_files import shipped_rules
from ui.dialogs.dialog import Dialog
from ui.widgets.boxes import Grown, column
from ui.widgets.scrolled import fill, scrolled
from ui.widgets.text import label, wrapped

NAMED = 20
WIDTH, HEIGHT = 600, 360

LEAVE = (mark("Leave it"), "leave-it")


class PacketDialog(Dialog):
    """Tells what is new, what changes, which conflicts arise and which deadlines move."""

    def __init__(self, told: PacketTaken, parent: QWidget | None = None) -> None:
        """Show what came of a simulation."""
        title = say(mark("Packet {number} of {sender}"), number=told.number, sender=told.sender)
        super().__init__(title, parent, width=WIDTH, height=HEIGHT)
        body = scrolled()
        fill(body, column(*map(wrapped, lines(told)), spacing=8))
        foot = self.foot(say(mark("Take it in")), "take-in", self.accept, LEAVE)
        self.lay_out(label(title, "heading"), Grown(body), foot)


def _moved(told: PacketTaken) -> Iterator[str]:
    """Yield the deadlines moved by rules or a calendar in the packet."""
    if not told.moved:
        return
    words = mark("Rules or a calendar come along; {count} deadlines move:")
    yield say(words, count=told.moved_count)
    for moved in told.moved[:NAMED]:
        before, after = (at.replace("T", " ")[:16] for at in (moved.before, moved.after))
        clock = shipped_rules().title(moved.clock)
        words = mark("{case_no}, {clock}: from {before} to {after}")
        yield say(words, case_no=moved.case_no, clock=clock, before=before, after=after)


def megabytes(size: int) -> str:
    """Return a size in MB, formatted."""
    return f"{max(size / MEGABYTE, 0.1 if size else 0):,.1f}"


def _attachments(told: PacketTaken) -> Iterator[str]:
    """Yield the attachments in the packet, and those held back."""
    if told.attachments.came:
        words, size = mark("{count} attachments come along ({size} MB)."), told.attachment_bytes
        yield say(words, count=told.attachments.came, size=megabytes(size))
    if told.held:
        words = mark(
            "{count} attachments are held back ({size} MB); they come with a later packet, after "
            "our receipt has asked for them. They belong to: {cases}"
        )
        cases = sorted({case for one in told.held_back for case in one.cases})
        yield say(words, count=told.held, size=megabytes(told.held_bytes), cases=cases)


def _forms(told: PacketTaken) -> Iterator[str]:
    """Yield the prescribed forms in the packet."""
    for one in told.templates:
        words = mark("Form {form} comes along, prescribed by {office} ({by}), from {day} on.")
        yield say(
            words, form=one["form"], office=one["office"], by=one["by"], day=one["valid_from"]
        )
        if one["problem"]:
            yield say(mark("It is not used here. {why}"), why=one["problem"])


def _rules(told: PacketTaken) -> Iterator[str]:
    """Yield which rules its sender reckons by that this workstation lacks."""
    if told.rules_missing:
        words = mark(
            "{sender} reckons by rules that this workstation lacks: {rules}. Deadlines may differ "
            "until they are here; take them in, or bring this program up to date."
        )
        yield say(words, sender=told.sender, rules=told.rules_missing)


def lines(told: PacketTaken) -> Iterator[str]:
    """Yield what the packet would change, a sentence each."""
    words = mark("{acts} new entries, {known} known; {new} new cases, {changed} change.")
    yield say(
        words,
        acts=told.acts,
        known=told.known,
        new=told.cases,
        changed=told.changed_count,
    )
    if told.conflicts:
        yield say(mark("In conflict: {cases}"), cases=sorted(told.conflicts)[:NAMED])
    for case_no, sentences in list(told.unlawful.items())[:NAMED]:
        for sentence in sentences:
            yield say(mark("{case_no}: {sentence}"), case_no=case_no, sentence=sentence)
    yield from _attachments(told)
    if told.numbers_missing:
        words = mark(
            "Earlier packets of {sender} for this workstation never came: {numbers}. This one "
            "holds what was in them; ask what became of the files."
        )
        yield say(words, sender=told.sender, numbers=told.numbers_missing)
    yield from _moved(told)
    yield from _forms(told)
    yield from _rules(told)
    for one in told.deadlines[:NAMED]:
        words = mark("{case_no}: the next deadline moves from {before} to {after}")
        yield say(words, case_no=one.case_no, before=one.before, after=one.after)
    for gap in told.gaps:
        words = mark("Entries wait for entry {seq} of {device}: import its earlier packet.")
        yield say(words, seq=gap.seq, device=gap.device)
    if told.clocks_ahead:
        yield say(mark("Its clock is days ahead: {devices}"), devices=told.clocks_ahead)
