"""The hub: sends the pages' commands to the office, and announces changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from desk.actions.work import Command, Done
from desk.base.errors import Refusal
from desk.base.words import mark, say
from desk.reader import Reader
from desk.rules.case.life import Action
from desk.rules.people.confirming import PasswordAgain
from desk.rules.people.two_persons import Proposal
from reports.printing import Printed
from ui.base.page_id import PageId
from ui.base.tasks import Tasks

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Again:
    """A command waiting for the password.

    Attributes:
        go_on: Sends it again.
        give_up: Reports to the sender that it was refused.
    """

    go_on: Callable[[], None]
    give_up: Callable[[], object]


@dataclass(frozen=True, slots=True)
class ExclusiveJob:
    """A job that needs exclusive use of the home: the window signs out, runs it, signs in again.

    Attributes:
        job: Called with login and password while the home is closed.
            Returns the sentence to show.
        words: What is being done, shown while it runs.
        question: Why the password is asked for.
    """

    job: Callable[[str, str], str]
    words: str
    question: str


class Hub(QObject):
    """Sends commands to the office and announces what they changed.

    Signals:
        changed: A command finished; carries its Done. Emitted after the
            commit, on the GUI thread, once per command.
        refused: A command was refused; carries the sentence to show.
        told: A command succeeded; carries the sentence to show.
        wants_page: The window shall show a page.
        wants_case: It shall show a case: its row id or number.
        wants_seconds: It shall show what waits for a second person.
        wants_step: It shall show a case and open a step of it: the action, or None for the next.
        asks: A command needs the password once more; carries an ``Again``.
        alone: A job needs exclusive use of the home; carries an ``ExclusiveJob``.
        signs_out: Somebody else shall sign in.
        locks: The window shall hide its content behind the password.
        leaving: The program is about to end; forms save their drafts now.
    """

    changed = Signal(object)
    refused = Signal(str)
    told = Signal(str)
    wants_page = Signal(object)
    wants_case = Signal(object)
    wants_seconds = Signal()
    wants_step = Signal(object, object)
    asks = Signal(object)
    alone = Signal(object)
    signs_out = Signal()
    locks = Signal()
    leaving = Signal()

    def __init__(self, reader: Reader, tasks: Tasks, parent: QObject | None = None) -> None:
        """Keep the office and the threads to reach it by."""
        super().__init__(parent)
        self.reader = reader
        self.tasks = tasks

    def send(
        self,
        command: Command[R],
        done: Callable[[Done[R]], object] | None = None,
        refused: Callable[[Refusal], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Carry out ``command`` off the GUI thread.

        Args:
            command: The command.
            done: Called after ``changed``, with what was done and its result.
            refused: Called instead of the signal, e.g. by a form that shows
                the refusal beside its field.
            owner: The asking object. Once it is deleted, ``done`` and ``refused`` are not called;
                what changed is announced all the same, and a refusal stands in the notice bar.
        """
        asking = owner or self

        def spread(changes: Done[R]) -> None:
            self.changed.emit(changes)
            if done is not None and isValid(asking):
                done(changes)
            self.say_waits(changes.waits)

        def no(refusal: Refusal) -> None:
            (refused if refused is not None and isValid(asking) else self.say_no)(refusal)

        self.run(lambda: self.reader.office.do(command), spread, no)

    def run(
        self,
        job: Callable[[], T],
        done: Callable[[T], object],
        refused: Callable[[Refusal], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        """Run ``job`` on the writer thread; ask for the password when it needs confirmation.

        Args:
            job: The work, done through the office.
            done: Called with what it returns.
            refused: Called with a refusal instead of the signal.
            owner: The asking object; once it is deleted, ``done`` and ``refused`` are not called.
        """

        def no(refusal: Refusal) -> None:
            if isinstance(refusal, PasswordAgain):
                self.asks.emit(
                    Again(
                        lambda: self.run(job, done, refused, owner),
                        lambda: (refused or self.say_no)(refusal),
                    )
                )
            else:
                (refused or self.say_no)(refusal)

        self.tasks.write(owner or self, job, done, no)

    def confirm(
        self,
        password: str,
        then: Callable[[], object],
        no: Callable[[Refusal], object],
        owner: QObject,
    ) -> None:
        """Take the password once more, then go on with ``then``.

        Args:
            password: As typed.
            then: Called when it was right.
            no: Called when it was not.
            owner: The asking object; once it is deleted, neither is called.
        """
        office = self.reader.office
        confirmation = office.confirmation
        if confirmation is None:
            then()
            return
        self.tasks.write(
            owner,
            lambda: confirmation.confirm(password, office.clock.now()),
            lambda _: then(),
            no,
        )

    def open_page(self, page: PageId) -> None:
        """Have the window show ``page``, or the first that the person may see."""
        self.wants_page.emit(page)

    def open_case(self, case: int | str) -> None:
        """Have the window show the case with this row id or number."""
        self.wants_case.emit(case)

    def open_step(self, case: int | str, action: Action | None = None) -> None:
        """Have the window show a case and open ``action`` when it fits, or its next step."""
        self.wants_step.emit(case, action)

    def say_written(self, printed: Printed) -> None:
        """Show in the notice bar which files were written."""
        names = [path.name for path in printed.files.values()]
        words = say(mark("Written: {names}"), names=names)
        self.told.emit(f"{words} {printed.note}".rstrip())

    def say_waits(self, waits: Proposal | None) -> None:
        """Say in the notice bar that what was wanted waits for a second person."""
        if waits is not None:
            words = mark(
                "Proposed (number {id}); it holds once a second person has confirmed it. "
                "See “Waits for a second person”."
            )
            self.told.emit(say(words, id=waits.id))

    def say_no(self, refusal: Refusal) -> None:
        """Show a refusal in the notice bar."""
        self.refused.emit(str(refusal))
