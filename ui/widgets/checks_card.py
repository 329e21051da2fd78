"""The card of checks: results and times, with buttons to run them."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from PySide6.QtCore import Slot

from desk.base.errors import Refusal
from desk.base.progress import Progress
from desk.base.text import plain
from desk.base.words import mark, say
from desk.home.alarms import Kept, last_checks, remember
from desk.home.doctor import CHECKS, QUICK, WHOLE, CheckResult, check_up, survived
from desk.office import Office
from desk.reads.verify import DEEP_PARTS, verify_part
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from ui.base.hub import Hub
from ui.models.check_words import check_name, told, verdict
from ui.widgets.boxes import STRETCH, leave_out, row
from ui.widgets.cards import Card
from ui.widgets.running_bar import RunningBar
from ui.widgets.text import button, wrapped


class ChecksCard(Card):
    """Runs `verify` and the doctor, shows their findings, and stores them."""

    def __init__(self, hub: Hub) -> None:
        """Build the card; `start` reads the stored results."""
        words = mark(
            "The desk looks quickly at each start, and at one part of everything a day. “Verify” "
            "compares every table with the signed entries; the doctor looks at keys, encryption, "
            "pages, chains and the newest backup too."
        )
        super().__init__(say(mark("Checks")), say(words))
        self._hub = hub
        self._running = RunningBar(hub)
        self._said = wrapped("", "", "verdict")
        self._last = wrapped("", "muted", "last-checks")
        self._verify = button(say(mark("Verify the record")), "verify", self._on_verify)
        self._quick = button(
            say(mark("Doctor, quick")), "doctor-quick", partial(self.examine, is_quick=True)
        )
        self._full = button(
            say(mark("Doctor, everything")), "doctor", partial(self.examine, is_quick=False)
        )
        may = hub.reader.office.acting.may(Right.BACKUP) and hub.reader.signed is not None
        for part in (self._quick, self._full):
            leave_out(part, unless=may)
        self.put(self._running, self._said, self._last)
        self.put(row(self._verify, self._quick, self._full, STRETCH))
        self._said.hide()

    def start(self) -> None:
        """Read the stored results."""
        office = self._hub.reader.office
        self._hub.tasks.read(self, lambda: last_checks(office), self._show_last)

    def _show_last(self, known: Mapping[str, Kept]) -> None:
        lines = []
        for name, one in known.items():
            found = " ".join(told(finding) for finding in one.findings) or say(mark("all is well"))
            words = mark("{name}: {found} ({at})")
            lines.append(say(words, name=check_name(name), found=found, at=one.at))
        self._last.setText(plain("\n".join(lines) or say(mark("Nothing was looked at yet."))))

    @Slot()
    def _on_verify(self) -> None:
        reader = self._hub.reader
        office, signed = reader.office, reader.signed

        def parts() -> Iterator[CheckResult]:
            for name, check in WHOLE.items():
                if signed is not None and name != "record":
                    yield CheckResult(name, survived(name, partial(check, signed)))
            for name in DEEP_PARTS:
                look = partial(verify_part, office.store, office.reckoning, name)
                yield CheckResult(name, survived(name, look))

        self._look(parts, len(DEEP_PARTS) + len(WHOLE) - 1)

    def examine(self, *, is_quick: bool) -> None:
        """Run the doctor."""
        signed = self._hub.reader.signed
        if signed is not None:
            self._look(
                lambda: check_up(signed, is_quick=is_quick), len(QUICK if is_quick else CHECKS)
            )

    def _look(self, parts: Callable[[], Iterator[CheckResult]], count: int) -> None:
        def job(tell: Progress) -> list[CheckResult]:
            done = []
            for one in parts():
                done.append(one)
                tell(len(done), count)
            return done

        self._enable(is_free=False)
        self._said.hide()
        words = say(mark("Looking…"))
        self._running.run(words, job, self._on_looked, self._on_no, is_reading=True)

    def _on_no(self, refusal: Refusal) -> None:
        self._enable(is_free=True)
        self._hub.say_no(refusal)

    def _on_looked(self, done: list[CheckResult]) -> None:
        self._enable(is_free=True)
        self._said.setText(plain(verdict(done)))
        self._said.setProperty("role", "problem" if any(one.findings for one in done) else "")
        self._said.style().polish(self._said)
        self._said.show()
        office = self._hub.reader.office
        self._hub.tasks.write(
            self, lambda: put_down(office, done), lambda _: self.start(), self._hub.say_no
        )

    def _enable(self, *, is_free: bool) -> None:
        for part in (self._verify, self._quick, self._full):
            part.setEnabled(is_free)


def put_down(office: Office, done: list[CheckResult]) -> None:
    """Store the findings, and audit the check."""
    remember(office, done)
    parts = [one.name for one in done]
    office.audit(kinds.CHECKED, parts=parts, findings=sum(len(one.findings) for one in done))
