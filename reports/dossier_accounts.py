"""The accounts of a case's statutory clocks, and its letters, as parts of the dossier."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from desk.base.words import mark, say, shown
from desk.reads.case_file import CaseFile
from desk.rules.forms.form_templates import known_forms
from desk.rules.forms.letters import LETTERS
from desk.rules.time.case_clocks import Reckoning
from desk.rules.time.clock_account import Account, AccountDay, case_account
from desk.rules.time.rulebook import Track
from reports.letters.form import letter_blocks
from reports.letters.templates import template_of
from reports.making import Making
from reports.table import Block, Column, Holds, Row, Section, Table

MOST_DAYS: Final = 400  # of an account that is printed


def account_tables(case: CaseFile, reckoning: Reckoning) -> Iterator[Block]:
    """Yield the account of each statutory clock except windows, by stretches of days."""
    for clock in case.clocks:
        if clock.rule.track is Track.STATUTORY and not clock.rule.is_window:
            yield _table(case_account(clock, case.facts, reckoning))


def _table(account: Account) -> Table:
    columns = [
        Column(say(mark("From day")), Holds.DAY, paper=20),
        Column(say(mark("To day")), Holds.DAY, paper=20),
        Column(say(mark("Days in it")), Holds.DAYS, paper=14),
        Column(say(mark("Why")), paper=56),
        Column(say(mark("Counted")), Holds.DAYS, paper=14),
        Column(say(mark("Counted so far")), Holds.DAYS, paper=18),
    ]
    title = say(mark("Account of the clock “{clock}”"), clock=account.rule.title)
    rows = list(_stretches(account.lines[:MOST_DAYS]))
    return Table(f"account {account.rule.id}", title, columns, rows, is_dense=True)


def _stretches(lines: Sequence[AccountDay]) -> Iterator[Row]:
    """Yield one row per stretch of consecutive days with the same reason."""
    for (why, pause), several in groupby(lines, key=lambda line: (line.why, line.pause)):
        days = list(several)
        words = shown(why)
        reason = say(mark("{what}: {why}"), what=words, why=pause) if pause else words
        counted = sum(day.counted for day in days)
        first, last = days[0].day, days[-1].day
        yield first, last, len(days), reason, f"{counted:g}", f"{days[-1].total:g}"


def letters_table(case: CaseFile, making: Making) -> Table | None:
    """Return the list of letters that were issued, oldest first; None without any."""
    rows = [
        (
            one["no"],
            _title(one["form"]),
            one["at"][:16].replace("T", " "),
            making.people.name(one["by"]),
        )
        for one in case.facts.get(LETTERS, ())
    ]
    columns = [
        Column(say(mark("Letter number")), Holds.ID, paper=42),
        Column(say(mark("Form")), paper=60),
        Column(say(mark("Issued at")), Holds.MOMENT, paper=30),
        Column(say(mark("Issued by")), paper=24),
    ]
    return Table("letters", say(mark("Letters issued")), columns, rows) if rows else None


def letter_sections(case: CaseFile) -> list[Section]:
    """Return the letters of a case in clear, oldest first, each as it went out on its own page."""
    return [
        Section(
            f"letter-{place}",
            "",
            say(mark("{label}: {value}"), label=_title(one["form"]), value=one["no"]),
            letter_blocks(one),
            starts_page=True,
        )
        for place, one in enumerate(case.facts.get(LETTERS, ()))
    ]


def _title(form: str) -> str:
    return f"{form} {template_of(form, None).title}" if form in known_forms() else form
