"""Alarms: what needs attention, checked at each start; the results stay in this home."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from desk.base.clock import stamp
from desk.base.resources import read_toml
from desk.base.shapes import Facts
from desk.base.words import mark, say
from desk.home.doctor import DEEP_BESIDE, RESTORED, CheckResult, check_up, deep_check
from desk.home.opening import SignedIn
from desk.home.record_end import WENT_BACK, end_findings
from desk.office import Office
from desk.reads.audit_search import first_moment, last_of
from desk.reads.looked_up import probed_days
from desk.reads.second_persons import read_seconds
from desk.reads.verify import DEEP_PARTS, WITHHELD, Finding
from desk.rules.looking_up import limit
from desk.rules.people.rights import Right
from desk.rules.people.two_persons import told_of
from desk.rules.steps import kinds
from desk.rules.time.doubts import Doubt
from desk.store.record.heads import forks
from desk.store.tables import CheckRow

SOME: Final = 3  # that an alarm tells of; the list tells of all
LOUD_DAYS: Final = 30  # that a use of the recovery code is shown
DEEP: Final = (*DEEP_BESIDE, *DEEP_PARTS)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs attention.

    Attributes:
        kind: "frozen", "unwritten", "went back", "doubt", "fork", "replaced", "recovered",
            "probed", "checked", "raised", "second" or "drill".
        text: What it is and what to do, a ``mark``ed template.
        values: For the template.
        right: Needed to act on it; shown only to people who have it. None: shown to all.
    """

    kind: str
    text: str
    values: Facts = field(default_factory=dict)
    right: Right | None = None

    def __str__(self) -> str:
        """Return the sentence to show."""
        return say(self.text, **self.values)


def alarms(office: Office, *, is_training: bool = False) -> list[Alarm]:
    """Return the alarms for the signed-in person, gravest first.

    A training home never asks for a recovery drill.
    """
    found = [*_state(office), *_replaced(office), *_vault(office), *_power(office)]
    if not is_training:
        found += _drill(office)
    return [one for one in found if one.right is None or office.acting.may(one.right)]


def _state(office: Office) -> Iterator[Alarm]:
    """Yield alarms about a read-only home, a doubtful clock, or a forked chain."""
    if office.frozen_since:
        text = mark(
            "Read only: this home was restored on {at}. Look at it, then confirm it or take it "
            "back on the page “Backups and checks”; until then nothing can be saved."
        )
        yield Alarm("frozen", text, {"at": office.frozen_since.replace("T", " ")})
    if any(found.what == WENT_BACK for found in end_findings(office.store)):
        text = mark(
            "The database file was put back by hand: entries are missing at the end of the record. "
            "Enter nothing more; tell the director. She restores the newest backup, or takes the "
            "end as it is on the page “Backups and checks”. No number is given twice."
        )
        yield Alarm(WENT_BACK, text)
    if office.store.unwritten is not None:
        text = mark("Read only, for nothing can be saved here now: {why}")
        yield Alarm("unwritten", text, {"why": str(office.store.unwritten)})
    doubt = office.time_doubt()
    if doubt is not None:
        text = mark("Check the date and time of this PC: {why}. Entries will say so.")
        if doubt is Doubt.AHEAD:
            text = mark(
                "This PC’s clock had run ahead and was put back: what is entered now carries the "
                "time of the clock and “time in doubt”, until the time it had shown is reached."
            )
        yield Alarm("doubt", text, {"why": doubt})
    for device in sorted({fork.device for fork in forks(office.store)}):
        text = mark(
            "{device} was copied and both copies were used. Both sides are kept; stop using one of "
            "them, and tell head office."
        )
        yield Alarm("fork", text, {"device": device})


def _replaced(office: Office) -> Iterator[Alarm]:
    """Yield that newer work was left behind by a restore, as long as it can be put back."""
    found = last_of(office.store, kinds.HOME_RESTORED.id)
    if office.frozen_since or found is None or not found[1].get("work"):
        return
    days = timedelta(days=office.settings.number("replaced_days"))
    if office.clock.now() <= found[0] + days:
        text = mark(
            "{by} restored this home from {name} on {at}; {count} newer entries were left behind. "
            "They are kept until {day} and can be put back from the list of backups."
        )
        day, (at, told) = (found[0] + days).date(), found
        values = {"by": told["by"], "name": told["name"], "count": told["work"]}
        yield Alarm("replaced", text, {**values, "at": at, "day": day}, right=Right.DEVICES)


def _vault(office: Office) -> Iterator[Alarm]:
    now = office.clock.now()
    used = last_of(office.store, kinds.RECOVERED.id)
    if used is not None and now - used[0] <= timedelta(days=LOUD_DAYS):
        text = mark(
            "The printed recovery code was used at {at}: “{login}” has a new password. "
            "If nobody knows of it, tell the auditor; see that new sheets are sealed."
        )
        yield Alarm("recovered", text, {"at": used[0], "login": used[1].get("login", "")})
    for probed in probed_days(office.store, now.date() - timedelta(days=limit("told_days"))):
        text = mark(
            "“{login}” searched {count} times on {at} by whole numbers that belong to nobody here. "
            "Ask what for; the page “Audit” has each search, under “Personal data shown”."
        )
        told = {"login": probed.login, "count": probed.times, "at": probed.day}
        yield Alarm("probed", text, told, Right.AUDIT)
    found = [finding for one in last_checks(office).values() for finding in one.findings]
    bad = [finding for finding in found if finding.what not in (RESTORED, WITHHELD)]
    if bad:  # an unconfirmed restore has its own alarm
        text = mark(
            "A check found something ({count}). See the page “Backups and checks” or “Audit”, "
            "make a copy of the folder, and tell the director."
        )
        yield Alarm("checked", text, {"count": len(bad)})


def _power(office: Office) -> Iterator[Alarm]:
    """Yield alarms about who was given more power, and about what waits to be confirmed."""
    seconds = read_seconds(office.store, office.people, office.settings, office.seen)
    news, waiting = seconds.news_to(office.acting), seconds.waiting_for(office.actor)
    if news:
        text = mark(
            "Somebody was given more power ({count}): {what}. See “Waits for a second person”, "
            "and say that you have seen it."
        )
        what = [
            sentence
            for one in news[:SOME]
            for sentence in told_of(one, office.settings, office.people)
        ]
        yield Alarm("raised", text, {"count": len(news), "what": what})
    if waiting:
        text = mark(
            "{count} proposals wait for you as the second person, or to be carried out: {what}."
        )
        what = [
            sentence
            for one in waiting[:SOME]
            for sentence in told_of(one, office.settings, office.people)
        ]
        yield Alarm("second", text, {"count": len(waiting), "what": what})


def _drill(office: Office) -> Iterator[Alarm]:
    due = drill_due(office)
    if due is not None and due <= office.clock.now().date():
        text = mark("A recovery drill is due: try the newest backup (page “Backups and checks”).")
        yield Alarm("drill", text, right=Right.BACKUP)


def drill_due(office: Office) -> date | None:
    """Return the day on which the next recovery drill is due.

    Without an earlier drill it is counted from the home's first entry.
    """
    days = timedelta(days=read_toml("backup.toml")["drill_days"])
    drilled = last_of(office.store, kinds.DRILLED.id)
    last = drilled[0] if drilled else first_moment(office.store)
    return (last + days).date() if last else None


@dataclass(frozen=True, slots=True)
class Kept:
    """The stored result of a check."""

    at: datetime
    findings: list[Finding]


def last_checks(office: Office) -> dict[str, Kept]:
    """Return the time and findings of each check's last run in this home."""
    rows = office.store.rows(CheckRow.select(CheckRow.name, CheckRow.at, CheckRow.findings))
    return {
        name: Kept(
            datetime.fromisoformat(at),
            [Finding(what, where) for what, where in json.loads(findings)],
        )
        for name, at, findings in rows
    }


def remember(office: Office, done: Iterator[CheckResult] | list[CheckResult]) -> None:
    """Store the results of checks; on the writer thread only."""
    at = stamp(office.clock.now())
    rows = []
    for one in done:
        told = [[finding.what, finding.where] for finding in one.findings]
        rows.append((one.name, at, json.dumps(told, ensure_ascii=False)))
    with office.store.writing():
        office.store.put(CheckRow, ("name", "at", "findings"), rows)


def next_deep(office: Office) -> str | None:
    """Return the part of the deep check that is due and ran longest ago, or None.

    One part a day, to keep the start short.
    """
    known, now = last_checks(office), office.clock.now()
    if any(known[name].at.date() == now.date() for name in DEEP if name in known):
        return None
    oldest = min(DEEP, key=lambda name: stamp(known[name].at) if name in known else "")
    days = timedelta(days=read_toml("backup.toml")["deep_days"])
    is_due = oldest not in known or now - known[oldest].at >= days
    return oldest if is_due else None


def check_at_start(signed: SignedIn) -> list[CheckResult]:
    """Run the quick check, and one part of the deep check when one is due."""
    done = list(check_up(signed, is_quick=True))
    part = next_deep(signed.office)
    return [*done, *([deep_check(signed, part)] if part else [])]
