"""Intake: the paper form's order on one page; what is typed is kept from the first key on."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from desk.actions.register_case import RegisterCase, Registered
from desk.actions.work import Done
from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.text import plain
from desk.base.words import day_with_weekday, mark, say, shown
from desk.reads.intake_hints import IntakeHints
from desk.rules.case.classification import of_office
from desk.rules.case.fields import BY_ID, Field, FieldGroup, Kind, nested
from desk.rules.case.materials import materials
from desk.rules.people.rights import Right
from desk.rules.steps import intake
from desk.rules.time.case_clocks import CaseClock
from ui.base.draft import Draft
from ui.base.hub import Hub
from ui.base.timers import pause
from ui.dialogs.dialog import SEND_KEYS
from ui.dialogs.intake_papers import IntakePapers
from ui.widgets.boxes import STRETCH, Grown, column, leave_out, row
from ui.widgets.cards import Card, separator
from ui.widgets.field_widgets import edit_for
from ui.widgets.files_to_add import FilesToAdd
from ui.widgets.form import Form
from ui.widgets.hints_view import KnownView
from ui.widgets.on_the_spot import OnTheSpot
from ui.widgets.page import Page
from ui.widgets.problems import each
from ui.widgets.scrolled import Body, clear, fill, scrolled
from ui.widgets.text import Elided, button, label, wrapped

GROUPS: Final = {
    mark("1  How it came in"): (
        "channel",
        "received_at",
        "kind",
        "forwarded_by",
        "forward_no",
        "forwarded_on",
        "reply_by",
        "late_reason",
    ),
    mark("2  Complainant"): (
        "complainant.name",
        "complainant.phone",
        "complainant.form",
        "complainant.id_type",
        "complainant.id_no",
        "complainant.birth_year",
        "standing",
        "complainant.email",
        "complainant.address",
        "people_count",
        "agent",
        "representatives",
        "party_type",
        "vulnerable",
    ),
    mark("3  What is complained of"): (
        "complained_unit",
        "complained_staff",
        "occurred_on",
        "product",
        "account_tail",
        "contract_no",
        "amount",
        "third_party",
        "facts",
        "grounds",
    ),
    mark("4  Demand and classification"): (
        "demands",
        "demand_text",
        "product_line",
        "business_channel",
        "cause",
        "insurance_line",
        "sales_channel",
        "dispute",
        "phase",
        "issue",
        "topic",
        "grade",
        "complexity",
        "department",
        "sensitive",
        "remarks",
    ),
}
FORM_NO: Final = Field("form_no", Kind.TEXT, mark("Number of the paper form"), FieldGroup.ARRIVAL)
DRAFT: Final = "intake"
RESOLVED: Final = "resolved"  # in a draft: what is typed of a resolution on the spot
LOOK_MS: Final = 500
EMPTY: Final = mark("Empty the form")
BRING_BACK: Final = mark("Bring back what was there")
LOOKED: Final = (  # what is looked for while somebody types
    "complainant.name",
    "complainant.phone",
    "complainant.id_no",
    "account_tail",
    "facts",
)


class IntakePage(Page):
    """The registration form."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        """Build the form and bring back what was typed before."""
        super().__init__(hub, parent)
        self._forms: list[Form] = []
        self._looked: dict[str, object] = {}
        self._emptied: dict[str, object] = {}  # what was there before the form was emptied
        self._papers = IntakePapers(hub, self)
        self._wants_receipt = False
        self._began: object = None
        self._build()
        self._look = pause(self, LOOK_MS, self._look_around)
        self._draft = Draft(hub, DRAFT, self._values, self)
        self._draft.found.connect(self._show_draft)
        self._draft.kept.connect(self._on_kept)
        self._reset()
        self._draft.look()

    def _build(self) -> None:
        body = Body()
        body.setObjectName("scrolled")
        groups = [self._make_group(say(title), names) for title, names in GROUPS.items()]
        self._spot = OnTheSpot(self._hub, self.problems)
        self._spot.edited.connect(self._on_edited)
        column(*groups, self._spot, STRETCH, inside=body, margins=(0, 0, 12, 12), spacing=12)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(body)
        columns = row(Grown(self._scroll), self._make_side(), spacing=12)
        self.fill(Grown(columns), self._papers.running, self._make_foot(), spacing=10)

    def _make_group(self, title: str, names: tuple[str, ...]) -> QFrame:
        form = Form(columns=3, problems=self.problems, now=lambda: self._hub.reader.now)
        settings, today = self._hub.reader.office.settings, self._hub.reader.now.date()
        offers = {
            "complained_unit": settings.texts("units"),
            "department": settings.texts("departments"),
        }
        for name in filter(of_office(settings).asks, names):
            edit = edit_for(BY_ID[name], lambda field: offers.get(field, []), today=today)
            form.add(edit, is_wanted=name in intake.NEEDED)
        if not self._forms:
            form.add(edit_for(FORM_NO, today=today))
        form.edited.connect(self._on_edited)
        self._forms.append(form)
        return Card(title, form, spacing=10)

    def _make_side(self) -> QFrame:
        self._clocks = column(spacing=6)
        self._materials = wrapped("", "muted", "materials")
        self._files = FilesToAdd(self._hub)
        self._known = KnownView()
        self._known.opened.connect(self._hub.open_case)
        self._known.taken.connect(self._on_taken_over)
        area = scrolled()  # what is known may be more than the window is high
        fill(area, column(self._known))
        box = Card(
            say(mark("Clocks that will run")),
            self._clocks,
            separator(),
            label(say(mark("To be asked for")), "group"),
            self._materials,
            self._files,
            separator(),
            Grown(area),
        )
        box.setFixedWidth(300)
        return box

    def _make_foot(self) -> QHBoxLayout:
        self.problems.line.setObjectName("intake-problem")
        self._kept = label("", "muted")
        blank = button(say(mark("Blank forms…")), "blank-forms", self._papers.ask_blank, quiet=True)
        self._empty = button(say(EMPTY), "empty", self._on_empty, quiet=True)
        self._receipt = button(
            say(mark("Register and print the receipt")),
            "register-receipt",
            self._on_save_with_receipt,
        )
        leave_out(self._receipt, unless=self._hub.reader.office.acting.may(Right.PRINT))
        self._save = button(say(mark("Register")), "register", self._on_save, primary=True)
        for keys in SEND_KEYS:
            press = QShortcut(QKeySequence(keys), self)
            press.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            press.activated.connect(self._save.click)
        buttons = (self._empty, blank, self._receipt, self._save)
        told = Grown(column(self.problems.line))
        return row(told, self._kept, *buttons, spacing=12)

    def _reset(self) -> None:
        now = stamp(self._hub.reader.now)
        self._fill({**intake.DEFAULTS, "received_at": now})
        self._began = self._forms[0].edit("received_at").value()
        self.problems.clear()
        self._kept.setText("")
        self._look_around()

    def _fill(self, values: Mapping[str, object]) -> None:
        for form in self._forms:
            form.fill(values)
        self._spot.fill(values.get(RESOLVED))
        self._suit()

    def _values(self) -> dict[str, object]:
        typed = {name: value for form in self._forms for name, value in form.values().items()}
        return {**typed, RESOLVED: self._spot.given()}

    def _suit(self) -> None:
        """Ask for what the kind of the case needs, and say what the button does."""
        self._spot.suit(str(self._forms[0].edit("kind").value() or ""))
        is_resolved = self._spot.given() is not None
        words = mark("Register as resolved") if is_resolved else mark("Register")
        self._save.setText(say(words))

    @Slot(dict)
    def _show_draft(self, draft: dict[str, object]) -> None:
        self._fill(draft)
        self._kept.setText(say(mark("What you typed before is still here.")))
        self._look_around()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Put the cursor where the clerk begins."""
        super().showEvent(event)
        self._forms[0].edit("channel").setFocus()

    @Slot()
    def _on_edited(self) -> None:
        self._emptied = {}
        self._empty.setText(say(EMPTY))
        self._ask_true_time()
        self._suit()
        self._draft.touch()
        self._look.start()

    def _ask_true_time(self) -> None:
        """Clear the time of receipt when a paper form is entered, as it came in earlier."""
        form = self._forms[0]
        received = form.edit("received_at")
        if form.edit("form_no").value() and received.value() == self._began:
            received.show_value(None)

    @Slot()
    def _on_kept(self) -> None:
        now = f"{self._hub.reader.now:%H:%M}"
        self._kept.setText(say(mark("Draft kept {time}"), time=now))

    @Slot()
    def _on_empty(self) -> None:
        """Empty the form; until something is typed, the same button brings back what was there."""
        before, self._emptied = self._emptied, {}
        if before:
            self._fill(before)
            self._on_edited()
            return
        typed = self._values()
        self._draft.forget()
        self._reset()
        self._emptied = typed
        self._empty.setText(say(BRING_BACK))

    @Slot()
    def _on_save_with_receipt(self) -> None:
        self._wants_receipt = self._papers.has_place()
        if self._wants_receipt:
            self._send()

    @Slot()
    def _on_save(self) -> None:
        self._wants_receipt = False
        self._send()

    def _send(self) -> None:
        self._enable(is_on=False)
        self.problems.clear()
        given = self._values()
        given.pop(RESOLVED)
        form_no = str(given.pop("form_no", ""))
        command = RegisterCase(given=given, form_no=form_no, resolved=self._spot.given())
        self._hub.send(command, self._on_saved, self._on_refused, self)

    def _enable(self, *, is_on: bool) -> None:
        for one in (self._save, self._receipt):
            one.setEnabled(is_on)

    def _on_saved(self, changes: Done[Registered]) -> None:
        self._enable(is_on=True)
        told = _registered(changes)
        if self._spot.given() is not None:
            told = say(mark("{told} It was resolved on the spot and is closed."), told=told)
        self._draft.forget()
        self._reset()
        self._files.attach_to(changes.case_no)
        self._hub.told.emit(told)
        if self._wants_receipt:
            self._papers.print_receipt(changes.case_no)
        self._hub.open_case(changes.case_no)

    def _on_refused(self, refusal: Refusal) -> None:
        self._enable(is_on=True)
        first = self.problems.show(refusal)
        if first is not None:
            self._scroll.ensureWidgetVisible(first, 0, 80)
        if not self.problems.line.text():
            count = len(each(refusal))
            self.problems.tell(say(mark("{count} fields need a look."), count=count))

    @Slot()
    def _look_around(self) -> None:
        """Show the clocks that will run, and hints from earlier cases."""
        facts = self._facts()
        whole = intake.completed(facts, self._hub.reader.now)
        self._show_clocks(self._hub.reader.office.reckoning.clocks(whole))
        wanted = [f"□ {text}" for text in materials(facts)]
        self._materials.setText(plain("\n".join(wanted)))
        suggested = of_office(self._hub.reader.office.settings).suggested
        looked = {name: facts.get(name) for name in (*LOOKED, *suggested)}
        if looked == self._looked:
            return
        self._looked = looked
        job = partial(self._hub.reader.known, facts) if any(looked.values()) else IntakeHints
        self._hub.tasks.read(self, job, self._show_known)

    def _facts(self) -> dict[str, object]:
        """Return the typed values as stored; invalid ones are left out."""
        typed = {name: value for name, value in self._values().items() if name in BY_ID}
        return intake.cleaned(nested(typed))[0]

    def _show_known(self, knowledge: IntakeHints) -> None:
        facts = self._facts()
        self._known.show_known(knowledge, facts)

    @Slot(dict)
    def _on_taken_over(self, values: dict[str, object]) -> None:
        """Fill in known values; typed ones are kept."""
        typed = self._values()
        for form in self._forms:
            form.fill({**typed, **values})
        self._looked = {}
        self._on_edited()

    def _show_clocks(self, clocks: list[CaseClock]) -> None:
        clear(self._clocks)
        for clock in clocks:
            if clock.counts:
                due = day_with_weekday(clock.due.on)
                if not clock.rule.is_by_day:
                    due = f"{clock.due.at:%m-%d %H:%M}"
                text = say(
                    mark("{track} {title}: {due}"),
                    track=shown(clock.rule.track),
                    title=clock.rule.title,
                    due=("≈ " if clock.due.provisional else "") + due,
                )
                self._clocks.addWidget(Elided(text))


def _registered(changes: Done[Registered]) -> str:
    """Return the message: the case number, and why the grade was raised."""
    told = say(mark("Registered as {case_no}."), case_no=changes.case_no)
    if not changes.result.grade:
        return told
    rose, why = mark("{told} Its grade is {grade} by rule: {why}."), changes.result.grade_grounds
    return say(rose, told=told, grade=changes.result.grade, why=why)
