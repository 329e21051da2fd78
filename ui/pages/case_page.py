"""One case: what to do now first, clocks above, story below, facts beside."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QMenu,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desk.actions.undo_step import UndoStep
from desk.actions.work import Done
from desk.base.clock import stamp
from desk.base.shapes import Facts
from desk.base.text import plain
from desk.base.words import mark, say, shown
from desk.reads.case_file import CaseFile, TimelineEntry
from desk.rules.case.fields import BY_ID
from desk.rules.case.life import ENDED, Action, State
from desk.rules.case.titles import case_title
from desk.rules.case.ways import way_of
from desk.rules.people.rights import Right
from desk.rules.people.sight import Sight, closed_words, opened_until
from desk.rules.steps.duties import duties
from desk.rules.steps.gate import gaps
from desk.rules.steps.next_step import next_step
from desk.rules.steps.possible import has_object
from desk.rules.steps.table import STEPS
from desk.rules.time.case_clocks import worst
from desk.rules.time.clock_account import Account
from desk.rules.time.wording import track_and_time
from ui.base.hub import Hub
from ui.base.timers import pause
from ui.dialogs.case_papers import CasePapers
from ui.dialogs.open_archived_dialog import OpenArchivedDialog
from ui.dialogs.palette_dialog import PaletteEntry
from ui.dialogs.repeat_dialog import RepeatDialog
from ui.dialogs.reveal_dialog import Revealed, ask_to_reveal
from ui.dialogs.step_dialog import StepDialog
from ui.models.case_layout import FACTS, MERGED, TABS
from ui.models.case_menu import DAILY, GROUPS
from ui.widgets.account_view import AccountView
from ui.widgets.attachments_view import AttachmentsView
from ui.widgets.boxes import STRETCH, Grown, add, column, grid, row
from ui.widgets.cards import card, separator
from ui.widgets.clock_strip import ClockLine
from ui.widgets.conflict_bar import ApartBar
from ui.widgets.owed_view import OwedView
from ui.widgets.page import Page
from ui.widgets.payment_lines import payment_lines
from ui.widgets.pill import Pill
from ui.widgets.scrolled import clear, fill, scrolled
from ui.widgets.stages import StageBar
from ui.widgets.step_button import offer_step, refusal_of
from ui.widgets.step_place import StepPlace
from ui.widgets.story import details, headline
from ui.widgets.text import button, label, wrapped

TITLE = 70
LABELS = 92
TOP = Qt.AlignmentFlag.AlignTop


class CasePage(Page):
    """Shows a case and sends steps; contains no rules.

    Signals:
        left: The person wants back to the queue.
    """

    left = Signal()

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the page, empty."""
        super().__init__(hub, parent)
        self._wanted: int | str = 0
        self._case: CaseFile | None = None
        self._step: Action | None = None  # the next one
        self._revealed = Revealed(self)
        self._revealed.over.connect(self._on_masked)
        self._over = pause(self, 0, self.start)  # an archived case that was opened closes
        self._opens: tuple[Action | None] | None = None
        self._apart = ApartBar(hub)
        self._build()
        hub.leaving.connect(self._revealed.forget)

    def _build(self) -> None:
        back = button(say(mark("← Queue")), "back", self.left, quiet=True)
        self._no = label("", "muted")
        self._pill = Pill()
        self._state = label("", "heading")
        head = row(back, self._no, self._pill, self._state, STRETCH, spacing=12)
        self._title = wrapped("", "title")
        self._stages = StageBar()
        left = column(self._make_next(), self._make_clocks(), Grown(self._make_tabs()), spacing=12)
        self._facts = scrolled()
        self._facts.setMinimumWidth(300)
        self._side = StepPlace()
        self._side.turned.connect(self._on_turned)
        self._right = column(Grown(self._facts), Grown(self._side), spacing=0)
        columns = row(Grown(left, 3), Grown(self._right, 2), spacing=12)
        self.fill(head, self._title, self._stages, self._apart, Grown(columns), spacing=8)

    def _make_next(self) -> QFrame:
        box = card()
        self._next = wrapped()
        self._do = button("", "next-step", self._on_next, primary=True)
        self._more = button(say(mark("More")), "more")
        self._menu = QMenu(self)
        self._more.setMenu(self._menu)
        self._papers = CasePapers(self._hub)
        self._papers.issued.connect(self.start)
        buttons = (self._do, self._more, self._papers)
        row(Grown(self._next), *buttons, inside=box, margins=(16, 12, 12, 12))
        return box

    def _make_clocks(self) -> QFrame:
        box = card()
        self._clocks_box = box
        self._clocks = QGridLayout(box)
        self._clocks.setContentsMargins(16, 12, 16, 12)
        self._clocks.setHorizontalSpacing(28)
        self._clocks.setVerticalSpacing(8)
        return box

    def _make_tabs(self) -> QTabWidget:
        self._tabs = QTabWidget(documentMode=True)
        self._pages: list[QScrollArea] = []
        for name in (mark("Story"), *TABS):
            page = scrolled()
            self._pages.append(page)
            self._tabs.addTab(page, say(name))
        self._files = AttachmentsView(self._hub)
        self._tabs.addTab(self._files, say(mark("Attachments")))
        self._files.titled.connect(self._on_titled)
        self._account = AccountView()
        self._tabs.addTab(self._account, say(mark("Deadline account")))
        self._owed = OwedView(self._hub)
        self._owed.wanted.connect(self._open_step)
        self._tabs.addTab(self._owed, say(mark("To settle")))
        return self._tabs

    @Slot(str)
    def _on_titled(self, words: str) -> None:
        self._tabs.setTabText(self._tabs.indexOf(self._files), words)

    def show_case(self, case: int | str) -> None:
        """Show the case with this row id or number, once it is read."""
        self._wanted = case
        self._hub.tasks.read(self, partial(self._hub.reader.case, case), self._show, self._gone)

    def show_step(self, case: int | str, action: Action | None = None) -> None:
        """Show the case and open ``action`` beside it, by default its next step."""
        self._opens = (action,)
        self.show_case(case)

    def show_account(self) -> None:
        """Bring the deadline account to the front."""
        self._tabs.setCurrentWidget(self._account)

    def _gone(self, refusal: object) -> None:
        self._hub.refused.emit(str(refusal))
        self._revealed.forget()
        self.left.emit()

    def _show(self, case: CaseFile) -> None:
        if self._wanted not in (case.id, case.case_no):
            return
        is_same = self._case is not None and self._case.id == case.id
        if not is_same or case.sight < Sight.MASKED:
            self._side.close_step()
        self._case = case
        if case.sight is not Sight.CLEAR:  # also what was shown in clear a minute ago
            self._revealed.forget()
        self._close_in_time(case)
        title = case_title(case.facts.get("facts"), TITLE)
        self._no.setText(case.case_no)
        self.setWindowTitle(say(mark("Case {case_no}"), case_no=case.case_no))
        closed = closed_words(case.sight)
        self._title.setText(plain(say(closed) if closed else title))
        self._state.setText(shown(case.state))
        is_ended = not case.facts.get("next_step")
        self._stages.show_way(way_of(case.facts), case.state, is_ended=is_ended)
        self._apart.show_case(case)
        self._show_pill(case)
        self._show_next(case)
        self._show_clocks(case)
        self._show_tabs(case)
        self._show_facts(case)
        self._papers.show_case(case)
        self._tabs.setEnabled(case.sight >= Sight.MASKED)
        if self._opens is not None:
            self._open_wanted(case, *self._opens)

    def _close_in_time(self, case: CaseFile) -> None:
        """Read the case again when the hours for which it was opened are over."""
        self._over.stop()
        reader = self._hub.reader
        until = opened_until(reader.office.acting, case.facts)
        if case.state is State.ARCHIVED and until > stamp(reader.now):
            left = datetime.fromisoformat(until) - reader.now
            self._over.start(math.ceil(left / timedelta(milliseconds=1)))

    def _open_wanted(self, case: CaseFile, action: Action | None) -> None:
        self._opens = None
        if action is None:
            self._on_next()
        elif action in case.actions:
            self._open_step(action)

    def _show_pill(self, case: CaseFile) -> None:
        reader = self._hub.reader
        clock = worst(case.clocks, reader.now)
        self._pill.setVisible(clock is not None)
        if clock is not None:
            calendar = reader.office.reckoning.calendar
            words = track_and_time(
                clock.rule, clock.due.at, reader.now, calendar, provisional=clock.due.provisional
            )
            self._pill.show_light(clock.light(reader.now), words)

    def _show_closed(self) -> None:
        """Say that the case is archived, and offer to open it for a reason."""
        words = mark("The case is archived. Its content is for the director and the supervisors.")
        self._next.setText(say(words))
        self._do.setText(say(mark("Open for a reason…")))
        self._do.setVisible(True)
        self._do.setEnabled(True)
        self._more.hide()

    def _show_next(self, case: CaseFile) -> None:
        self._step = None
        if case.sight < Sight.MASKED:
            self._show_closed()
            return
        self._step = step = next_step(case.facts)
        who = self._hub.reader.people.name(case.facts.get("handler")) or say(mark("nobody yet"))
        if case.facts.get("outcome") == "merged":
            text = say(
                mark("This case was merged into {case_no}."), case_no=case.facts["merged_into"]
            )
            self._next.setText(plain(text))
        elif step is None:
            self._next.setText(say(mark("The case is archived; nothing more is to be done.")))
        else:
            text = say(mark("Now: {step}. Handler: {who}."), step=shown(step), who=who)
            self._next.setText(plain(text))
            self._do.setText(say(mark("{step}…"), step=shown(step)))
        actor = self._hub.reader.office.acting
        self._show_do()
        if step is not None:
            offer_step(self._do, actor, step)
        for before in self._menu.findChildren(QMenu):
            before.deleteLater()
        self._menu.clear()
        offered = [one for one in case.actions if one is not step and self._is_offered(case, one)]
        self._add_steps(self._menu, [one for one in DAILY if one in offered])
        for words, group in GROUPS.items():
            some = [one for one in group if one in offered]
            if some:
                self._add_steps(self._menu.addMenu(say(words)), some)
        self._add_more(case)
        self._more.setVisible(not self._menu.isEmpty())

    @Slot()
    def _show_do(self) -> None:
        """Offer the next step, unless one is open: there is one thing to press."""
        self._do.setVisible(self._step is not None and self._side.step is None)

    @Slot()
    def _on_turned(self) -> None:
        """Let the facts stand among the tabs while a step has their place."""
        if self._side.step is not None:
            self._tabs.insertTab(0, self._facts, say(mark("Facts of the case")))
        else:
            self._tabs.removeTab(self._tabs.indexOf(self._facts))
            self._right.insertWidget(0, self._facts, 1)
            self._facts.show()
        self._show_do()

    def _is_offered(self, case: CaseFile, action: Action) -> bool:
        """Say whether the menu leads to ``action``: allowed, and about something."""
        is_asked_elsewhere = action is Action.MERGE  # by the repeat wizard, with its questions
        may = self._hub.reader.office.acting.may(STEPS[action].right)
        return may and not is_asked_elsewhere and has_object(action, case.facts)

    def _add_steps(self, menu: QMenu, actions: Sequence[Action]) -> None:
        for action in actions:
            entry = menu.addAction(say(mark("{step}…"), step=shown(action)))
            entry.setObjectName(f"step-{action}")
            entry.triggered.connect(partial(self._open_step, action))

    def _add_more(self, case: CaseFile) -> None:
        """Add what is no single step: the repeat wizard, and taking the last step back."""
        if not self._hub.reader.office.acting.may(Right.RECORD):
            return
        self._menu.addSeparator()
        if case.state not in ENDED:
            repeat = self._menu.addAction(say(mark("Repeat complaint…")))
            repeat.triggered.connect(self._on_repeat)
        self._menu.addAction(say(mark("Take the last step back"))).triggered.connect(self._on_undo)

    def _show_clocks(self, case: CaseFile) -> None:
        clear(self._clocks)
        reader = self._hub.reader
        calendar = reader.office.reckoning.calendar
        clocks = [clock for clock in case.clocks if not clock.rule.is_window]
        self._clocks_box.setVisible(bool(clocks))
        for place, clock in enumerate(clocks):
            line = ClockLine(clock, reader.now, calendar)
            self._clocks.addWidget(line, place // 3, place % 3)

    def _show_tabs(self, case: CaseFile) -> None:
        story = column(spacing=14)
        for told in reversed(case.story):
            story.addLayout(self._entry(told))
        fill(self._pages[0], story)
        self._show_owed(case)
        self._files.show_case(case)
        self._hub.tasks.read(
            self,
            partial(self._hub.reader.accounts, case),
            partial(self._show_account, case),
        )
        for page, names in zip(self._pages[1:], TABS.values(), strict=True):
            fill(page, self._values(case, names))

    def _show_owed(self, case: CaseFile) -> None:
        owed = duties(case.facts, self._hub.reader.office.settings, case.clocks)
        people = self._hub.reader.people
        missing = [] if case.state in ENDED else gaps(case.facts, people)
        self._owed.show_owed(owed, missing, people)
        count = len(owed) + len(missing)
        title = say(mark("To settle  {count}"), count=count) if count else say(mark("To settle"))
        self._tabs.setTabText(self._tabs.indexOf(self._owed), title)

    def _show_account(self, case: CaseFile, accounts: list[Account]) -> None:
        if case is self._case:
            self._account.show_case(case, accounts, self._hub.reader.people)

    def _entry(self, told: TimelineEntry) -> QVBoxLayout:
        people = self._hub.reader.people
        line = row(
            label(f"{told.at:%Y-%m-%d %H:%M}", "muted"),
            *([label(say(mark("time in doubt")), "muted")] if told.is_doubtful else []),
            label(headline(told, people)),
            STRETCH,
            spacing=10,
        )
        entry = column(line, spacing=2)
        for title, words in details(told, people):
            text = say(mark("{label}: {words}"), label=title, words=words)
            entry.addWidget(wrapped(text, "muted"))
        return entry

    def _values(self, case: CaseFile, names: tuple[str, ...]) -> QVBoxLayout:
        rows, facts = column(spacing=8), case.facts
        for name in names:
            value = facts.get(name)
            if value in (None, "", []):
                continue
            add(rows, label(say(BY_ID[name].words), "label"), wrapped(self._worded(name, value)))
        paid = payment_lines(case.facts, self._hub.reader.people) if "plan" in names else []
        if paid:
            add(rows, label(say(mark("Payments")), "label"), *paid)
        if not rows.count():
            rows.addWidget(label(say(mark("Nothing is recorded here yet.")), "muted"))
        return rows

    def _worded(self, name: str, value: object) -> str:
        """Return the field ``name`` as displayed."""
        return self._hub.reader.people.spoken(BY_ID[name], value)

    def _show_facts(self, case: CaseFile) -> None:
        facts = {**case.facts, **self._revealed.of(case.case_no)}
        rows = column(spacing=6)
        if case.sight is Sight.CLEAR:
            show = button(say(mark("Show personal data…")), "reveal", self._on_reveal, quiet=True)
            rows.addWidget(show, 0, TOP | Qt.AlignmentFlag.AlignRight)
        for group, names in FACTS.items():
            self._add_group(rows, say(group), facts, names)
        for one in case.merged:
            title = say(mark("Merged into this case: {case_no}"), case_no=one["case_no"])
            self._add_group(rows, title, one, MERGED)
        fill(self._facts, rows)

    def _add_group(self, rows: QVBoxLayout, group: str, facts: Facts, names: Sequence[str]) -> None:
        """Add what ``facts`` say in the fields ``names``, under a heading."""
        told = [name for name in names if facts.get(name) not in (None, "", [])]
        if not told:
            return
        if rows.count():
            add(rows, 6, separator())
        rows.addWidget(label(group, "group"))
        titles = [label(say(BY_ID[name].words), "label") for name in told]
        for title in titles:
            title.setAlignment(TOP)
        values = [wrapped(self._worded(name, facts[name])) for name in told]
        lines = grid(zip(titles, values, strict=True), across=12, down=5, grows=1)
        lines.setColumnMinimumWidth(0, LABELS)
        rows.addLayout(lines)

    @Slot()
    def _on_reveal(self) -> None:
        if self._case is not None:
            ask_to_reveal(self._hub, self._case.case_no, self._on_revealed, self)

    def _on_revealed(self, changes: Done[Facts]) -> None:
        self._revealed.keep(changes.case_no, changes.result)
        self._on_masked()

    @Slot()
    def _on_masked(self) -> None:
        if self._case is not None:
            self._show_facts(self._case)

    def _open_step(self, action: Action) -> None:
        """Open ``action`` beside the case; whoever may not take it is told so at once."""
        refusal = refusal_of(self._hub.reader.office.acting, action)
        if refusal is not None:
            self._hub.say_no(refusal)
        elif self._case is not None and not self._is_open(self._case, action):
            step = StepDialog(self._hub, self._case, action, self)
            step.instead.connect(self._open_step)
            self._side.open(step)

    def _is_open(self, case: CaseFile, action: Action) -> bool:
        """Say whether ``action`` of ``case`` is open already: what is typed there stays."""
        step = self._side.step
        return isinstance(step, StepDialog) and step.is_of(case, action)

    def offers(self) -> list[PaletteEntry]:
        """Return every step of the case that is shown, with why it cannot be taken now."""
        case = self._case
        if case is None or case.sight < Sight.MASKED:
            return []
        hindrances, made = self._hub.reader.hindrances(case), []
        for action in STEPS:
            go = self._on_repeat if action is Action.MERGE else partial(self._open_step, action)
            made.append(
                PaletteEntry(words=shown(action), go=go, why_not=str(hindrances[action] or ""))
            )
        return made

    def give_way(self) -> bool:
        """Leave the open step first, then the page."""
        return self._side.close_step()

    @Slot()
    def _on_repeat(self) -> None:
        if self._case is not None:
            RepeatDialog(self._hub, self._case, self).open()

    @Slot()
    def _on_undo(self) -> None:
        if self._case is not None:
            self._hub.send(UndoStep(case_nos=(self._case.case_no,)), self._on_undone, owner=self)

    def _on_undone(self, changes: Done[object]) -> None:
        self._hub.told.emit(
            say(mark("{case_no}: the last step is taken back."), case_no=changes.case_no)
        )

    @Slot()
    def _on_next(self) -> None:
        if self._case is not None and self._case.sight < Sight.MASKED:
            OpenArchivedDialog(self._hub, self._case.case_no, self).open()
        elif self._step is not None:
            self._open_step(self._step)

    def concerns(self, changes: Done[object]) -> bool:
        """Read again after a change of the case that is shown."""
        return self._case is not None and self._case.id in changes.cases

    @Slot()
    def start(self) -> None:
        """Read the shown case again."""
        if self._case is not None:
            self.show_case(self._case.id)
