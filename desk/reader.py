"""All queries of the window at one open home; safe on any reader thread."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from desk.actions.keep_draft import draft, drop_draft, keep_draft
from desk.actions.look_up import LookUp
from desk.base.clock import stamp
from desk.base.errors import Refusal
from desk.base.shapes import Facts, JsonMapping, JsonObject, Payload
from desk.home.opening import SignedIn
from desk.office import Office
from desk.reads import queue
from desk.reads.case_file import CaseFile, read_case
from desk.reads.exchange_status import count_conflicts
from desk.reads.figure_values import Figures
from desk.reads.figures import read_figures
from desk.reads.forecast import LongHoliday, Turning, forecast, long_holiday
from desk.reads.handover import OpenCase, open_cases_of
from desk.reads.imports import PastImport, past_imports
from desk.reads.intake_hints import ASKED_WHOLE, IntakeHints, intake_hints, read_memory
from desk.reads.open_duties import leads_to, living_no, owed_by
from desk.reads.period_report import PeriodReport, read_report, seen_by
from desk.reads.print_register import PrintCheck, check_code, check_file
from desk.reads.queue import Ids, LightCounts, QueueRow
from desk.reads.registers import (
    ItemFile,
    ItemLine,
    RegisterReader,
    StepOffer,
    due_items,
    item_lines,
    read_item,
    steps_offered,
)
from desk.reads.rule_lines import rule_lines
from desk.reads.step_effect import step_effect
from desk.reads.told_by_search import Teller
from desk.rules.case.classification import of_office
from desk.rules.case.life import Action
from desk.rules.looking_up import is_number
from desk.rules.memory import Memory
from desk.rules.people.person_id import PersonId
from desk.rules.people.rights import People, Person, Right
from desk.rules.people.sight import Sight
from desk.rules.query import QueueFilter
from desk.rules.registers.table import register_named
from desk.rules.reports.periods import Period
from desk.rules.steps.duties import Owed
from desk.rules.steps.possible import hindrance
from desk.rules.steps.situation import Situation
from desk.rules.steps.step import Step
from desk.rules.steps.table import STEPS
from desk.rules.time.case_clocks import Effect
from desk.rules.time.clock_account import Account, case_account
from desk.rules.time.doubts import Doubt
from desk.rules.time.packs import missing_year

LEARNT_ANEW: Final = timedelta(minutes=15)


class Reader:
    """The window's queries; each thread that uses it calls `close` at its end."""

    def __init__(self, office: Office, signed: SignedIn | None = None) -> None:
        """Keep the office, which re-reads settings and people after changes.

        Args:
            office: The open office.
            signed: The same with the keys that opened it, for work with keys:
                accounts, backups. None where that is not needed.
        """
        self.office = office
        self.signed = signed
        self._memory: tuple[Person, datetime, Memory] | None = None
        self._recorded = set[Hashable]()

    @property
    def now(self) -> datetime:
        """Return the present moment."""
        return self.office.clock.now()

    @property
    def people(self) -> People:
        """Return everybody who works here or did, and names of others."""
        return self.office.people

    def queue_ids(self, want: QueueFilter) -> Iterator[Ids]:
        """Yield the ids of the matching cases in order, a small chunk first.

        What is found by the whole of a hidden value goes on record before it is shown.

        Raises:
            NotPermitted: The signed-in person may not read cases.
            TooManyLookUps: She has searched for whole values too often today.
        """
        self._need_read()
        store, now, reader = self.office.store, self.now, self.office.acting
        teller = Teller(store, want, reader, stamp(now))
        if not teller.may_be_whole:
            return queue.id_chunks(store, want, now, reader)
        found = list(queue.id_chunks(store, want, now, reader, teller.by_whole))
        if teller.by_whole or teller.is_probe:
            self._record(teller.by_whole, (want.words, *want.conditions))
        return iter(found)

    def queue_rows(self, ids: Sequence[int]) -> dict[int, QueueRow]:
        """Return the queue's rows for ``ids``, by id.

        Raises:
            NotPermitted: The signed-in person may not read cases.
        """
        self._need_read()
        office = self.office
        business = of_office(office.settings).business
        return queue.rows(office.store, ids, self.now, office.acting, business)

    def numbers(self, want: QueueFilter) -> list[str]:
        """Return the numbers of the matching cases, in order.

        Raises:
            NotPermitted: The signed-in person may not read cases.
            TooManyLookUps: She has searched for whole values too often today.
        """
        return queue.numbers_of(self.office.store, self.queue_ids(want))

    def past_imports(self) -> list[PastImport]:
        """Return the imported ledgers, newest first."""
        return past_imports(self.office.store)

    def queue_counts(self) -> LightCounts:
        """Return how many open cases have which light."""
        return queue.counts(self.office.store, self.now, self.office.now_acting())

    def rules(self) -> list[JsonObject]:
        """Return every version of every deadline rule."""
        return list(rule_lines(self.office.store))

    def conflicts(self) -> int:
        """Return how many cases have conflicts between workstations."""
        return count_conflicts(self.office.store, self.office.acting)

    def case(self, case: str | int) -> CaseFile:
        """Return the case with this number or row id, masked; of a closed one number and state.

        Raises:
            NotPermitted: The signed-in person may not read cases.
            NoCase: There is none.
            KeptAway: She is recused in it.
            ClosedGroup: It is a report of a violation, and she is not of the closed group.
        """
        self._need_read()
        office, least = self.office, Sight.NUMBER_AND_STATE
        return read_case(office.store, office.reckoning, case, office.acting, self.now, least=least)

    def known(self, facts: Facts) -> IntakeHints:
        """Return hints for the typed ``facts``: the person, similar cases, suggested codes.

        The model of earlier cases is rebuilt every quarter of an hour. What is found by the
        whole of a hidden value goes on record before it is shown.

        Raises:
            NotPermitted: The signed-in person may not read cases.
            TooManyLookUps: She has searched for whole values too often today.
        """
        hints = self._hints(facts)
        if self.office.acting.may(Right.REVEAL):
            for name in ASKED_WHOLE:
                typed = facts.get(name)
                if typed and (hints.by_whole[name] or is_number(str(typed))):
                    self._record({name: hints.by_whole[name]}, (name, typed))
        return hints

    def _hints(self, facts: Facts) -> IntakeHints:
        self._need_read()
        office, kept, reader = self.office, self._memory, self.office.acting
        if kept is None or kept[0] != reader or self.now - kept[1] > LEARNT_ANEW:
            memory = read_memory(office.store, office.settings, reader)
            kept = self._memory = (reader, self.now, memory)
        return intake_hints(office.store, kept[2], reader, facts)

    def _record(self, found: Mapping[str, int], asked: Hashable) -> None:
        """Put a search by whole values on record, once for what is asked again and again."""
        key = (self.now.date(), asked)
        if key not in self._recorded:
            self.office.do(LookUp(found=dict(found)))
            self._recorded.add(key)

    def like(self, case: CaseFile) -> IntakeHints:
        """Return the cases that are like ``case``, without anybody's data.

        Raises:
            NotPermitted: The signed-in person may not read cases.
            Refusal: She may see nothing of this one (`need_sight`).
        """
        office = self.office
        read_case(office.store, office.reckoning, case.id, office.acting, self.now)
        whole = read_case(office.store, office.reckoning, case.id)
        return replace(self._hints(whole.facts), held=None)

    def step_effect(self, case: CaseFile, step: Step, typed: Facts) -> tuple[Effect, ...]:
        """Return what moves with the ends of the clocks when ``step`` is taken with ``typed``."""
        return step_effect(self._situation(case), step, typed, self.office.reckoning)

    def hindrances(self, case: CaseFile) -> dict[Action, Refusal | None]:
        """Return of each step why the signed-in person cannot take it in ``case``, or None."""
        situation = self._situation(case)
        return {action: hindrance(situation, step) for action, step in STEPS.items()}

    def _situation(self, case: CaseFile) -> Situation:
        office = self.office
        return Situation(
            actor=office.acting,
            now=self.now,
            facts=case.facts,
            given={},
            entry={},
            settings=office.settings,
            people=office.people,
            clocks=office.reckoning.clocks(case.facts),
        )

    def living_no(self, case_no: str) -> str | None:
        """Follow mergers: return the surviving number of ``case_no``; None when there is none."""
        return living_no(self.office.store, case_no)

    def owed(self) -> list[tuple[str, Owed]]:
        """Return all duties with their case numbers, soonest first."""
        office = self.office
        found = owed_by(
            office.store, office.settings, office.now_acting(), reckoning=office.reckoning
        )
        return [(facts["case_no"], owed) for facts, owed in found]

    def held(self, who: PersonId) -> list[OpenCase]:
        """Return the open cases that ``who`` handles, oldest first."""
        office = self.office
        return open_cases_of(office.store, office.reckoning, who, office.now_acting(), self.now)

    def leads_to(self, facts: Facts) -> str:
        """Follow mergers: return the surviving case's number, or the case's own."""
        return leads_to(self.office.store, facts)

    def accounts(self, case: CaseFile) -> list[Account]:
        """Return the accounts of the clocks of ``case``, in their order."""
        reckoning = self.office.reckoning
        return [case_account(clock, case.facts, reckoning) for clock in case.clocks]

    def forecast(self) -> tuple[list[Turning], LongHoliday | None]:
        """Return how lights will change, and the next long holiday."""
        store, now = self.office.store, self.now
        calendar, reader = self.office.reckoning.calendar, self.office.acting
        return forecast(store, now, reader), long_holiday(store, calendar, now, reader)

    def register_items(self, register: str, *, is_open: bool = False) -> list[ItemLine]:
        """Return the items of a register, what is due first at the top.

        Raises:
            NotPermitted: The signed-in person may not read cases.
        """
        return item_lines(self._registers(), register, is_open=is_open)

    def register_item(self, register: str, no: str) -> ItemFile:
        """Return an item of a register, whole.

        Raises:
            NotPermitted: The signed-in person may not read cases.
            NoItem: There is none, or it tells of a case that is closed to her.
        """
        return read_item(self._registers(), register, no)

    def beginnings(self, register: str) -> list[StepOffer]:
        """Return the step that begins an item of a register, and why she may not take it."""
        return steps_offered(self._registers(), register_named(register), {}, [])

    def due_items(self, *, mine: bool = False) -> list[ItemLine]:
        """Return what is due in all registers, or what of it is the signed-in person's turn."""
        return due_items(self._registers(), mine=mine)

    def _registers(self) -> RegisterReader:
        self._need_read()
        office = self.office
        return RegisterReader(
            store=office.store,
            reckoning=office.reckoning,
            settings=office.settings,
            people=office.people,
            reader=office.acting,
            now=self.now,
        )

    def time_doubt(self) -> Doubt | None:
        """Return why the PC clock is not trusted, or None."""
        return self.office.time_doubt()

    def missing_calendar(self) -> int | None:
        """Return the year whose calendar is overdue, or None."""
        return missing_year(self.office.reckoning.calendar, self.now.date())

    def figures(self, period: Period) -> Figures:
        """Return the figures of ``period``."""
        return read_figures(self.office.store, period, self.now)

    def report(self, period: Period) -> PeriodReport:
        """Return the report of ``period``: frozen when closed, else counted now."""
        return seen_by(read_report(self.office.store, period, self.now), self.office.now_acting())

    def check_code(self, text: str) -> PrintCheck:
        """Return the print with the code ``text``.

        Raises:
            Refusal: It is not a valid code, or no print has it.
        """
        return check_code(self.office.store, text, self.office.now_acting())

    def check_file(self, path: Path) -> PrintCheck:
        """Return the print that the file at ``path`` came from, and whether it is unchanged.

        Raises:
            Refusal: It cannot be read, or was not printed here.
        """
        return check_file(self.office.store, path, self.office.now_acting())

    def draft(self, form: str) -> Payload | None:
        """Return the signed-in person's unsaved draft of ``form``."""
        return draft(self.office.store, self._key(form))

    def keep_draft(self, form: str, body: JsonMapping) -> None:
        """Save a draft of ``form``; an empty body deletes it. Writer thread only."""
        if body:
            keep_draft(self.office.store, self._key(form), body, self.now)
        else:
            drop_draft(self.office.store, self._key(form))

    def _need_read(self) -> None:
        """Require the right to read cases. Not audited: no page offers this to other roles."""
        self.office.now_acting().need(Right.READ)

    def _key(self, form: str) -> str:
        return f"{self.office.actor.login}/{form}"

    def close(self) -> None:
        """Close this thread's connection."""
        self.office.store.close()
