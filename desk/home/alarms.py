"""What somebody should look at: seen at each start, remembered in this home alone."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from desk.base.clock import stamp
from desk.base.resources import read_toml
from desk.base.words import mark, say
from desk.home.doctor import DEEP_BESIDE, CheckResult, check_up, deep_check
from desk.home.opening import SignedIn
from desk.office import Office
from desk.reads.audit_search import first_moment, last_of
from desk.reads.verify import DEEP_PARTS, Finding
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from desk.store.record.heads import forks
from desk.store.tables import CheckRow

LOUD_DAYS: Final = 30  # that a use of the recovery code is shown
DEEP: Final = (*DEEP_BESIDE, *DEEP_PARTS)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that somebody should look at.

    Attributes:
        kind: "frozen", "doubt", "fork", "recovered", "checked" or "drill".
        text: What it is and what to do, ``mark``ed.
        values: For its holes.
        right: Who can do something about it; others are not told, unless it is None.
    """

    kind: str
    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    right: Right | None = None

    def __str__(self) -> str:
        """Return the sentence to show."""
        return say(self.text, **self.values)


def alarms(office: Office, *, is_training: bool = False) -> list[Alarm]:
    """Return what the signed-in person should look at, the gravest first.

    Nobody needs a drill for invented cases: a training home never asks for one.
    """
    found = [*_state(office), *_vault(office)]
    if not is_training:
        found += _drill(office)
    return [one for one in found if one.right is None or office.acting.may(one.right)]


def _state(office: Office) -> Iterator[Alarm]:
    """Yield why the home can only be read, or why its entries are in doubt."""
    if office.frozen_since:
        text = mark(
            "Read only: this home was restored on {at}. Look at it, then confirm it or take it "
            "back on the page “Backups and checks”; until then nothing can be saved."
        )
        yield Alarm("frozen", text, {"at": office.frozen_since.replace("T", " ")})
    doubt = office.time_doubt()
    if doubt is not None:
        text = mark("Check the date and time of this PC: {why}. Entries will say so.")
        yield Alarm("doubt", text, {"why": doubt})
    for device in sorted({chain.device for chain, _ in forks(office.store)}):
        text = mark(
            "{device} was copied and both copies were used. Both sides are kept; stop using one of "
            "them, and tell head office."
        )
        yield Alarm("fork", text, {"device": device})


def _vault(office: Office) -> Iterator[Alarm]:
    now = office.clock.now()
    used = last_of(office.store, kinds.RECOVERED.id)
    if used is not None and now - used[0] <= timedelta(days=LOUD_DAYS):
        text = mark(
            "The printed recovery code was used at {at}: “{login}” has a new password. "
            "If nobody knows of it, tell the auditor; see that new sheets are sealed."
        )
        yield Alarm("recovered", text, {"at": used[0], "login": used[1].get("login", "")})
    bad = [one for one in last_checks(office).values() if one.findings]
    if bad:
        text = mark(
            "A check found something ({count}). See the page “Backups and checks” or “Audit”, "
            "make a copy of the folder, and tell the director."
        )
        yield Alarm("checked", text, {"count": sum(len(one.findings) for one in bad)})


def _drill(office: Office) -> Iterator[Alarm]:
    due = drill_due(office)
    if due is not None and due <= office.clock.now().date():
        text = mark("A recovery drill is due: try the newest backup (page “Backups and checks”).")
        yield Alarm("drill", text, right=Right.BACKUP)


def drill_due(office: Office) -> date | None:
    """Return the day on which the next recovery drill is due.

    Without any drill it is due so many days after the home's first entry.
    """
    days = timedelta(days=read_toml("backup.toml")["drill_days"])
    drilled = last_of(office.store, kinds.DRILLED.id)
    last = drilled[0] if drilled else first_moment(office.store)
    return (last + days).date() if last else None


@dataclass(frozen=True, slots=True)
class Kept:
    """A check as it is remembered."""

    at: datetime
    findings: list[Finding]


def last_checks(office: Office) -> dict[str, Kept]:
    """Return when each check was last made in this home, and what it found."""
    rows = office.store.rows(CheckRow.select(CheckRow.name, CheckRow.at, CheckRow.findings))
    return {
        name: Kept(
            datetime.fromisoformat(at),
            [Finding(what, where) for what, where in json.loads(findings)],
        )
        for name, at, findings in rows
    }


def remember(office: Office, done: Iterator[CheckResult] | list[CheckResult]) -> None:
    """Keep what checks found; on the writer's thread only."""
    at = stamp(office.clock.now())
    rows = []
    for one in done:
        told = [[finding.what, finding.where] for finding in one.findings]
        rows.append((one.name, at, json.dumps(told, ensure_ascii=False)))
    with office.store.writing():
        office.store.put(CheckRow, ("name", "at", "findings"), rows)


def next_deep(office: Office) -> str | None:
    """Return the part of the deep check that was looked at longest ago; None when none is due.

    One part a day, so that no start is long.
    """
    known, now = last_checks(office), office.clock.now()
    if any(known[name].at.date() == now.date() for name in DEEP if name in known):
        return None
    oldest = min(DEEP, key=lambda name: stamp(known[name].at) if name in known else "")
    days = timedelta(days=read_toml("backup.toml")["deep_days"])
    is_due = oldest not in known or now - known[oldest].at >= days
    return oldest if is_due else None


def check_at_start(signed: SignedIn) -> list[CheckResult]:
    """Return what the quick check finds, and one part of the deep one when it is due."""
    done = list(check_up(signed, is_quick=True))
    part = next_deep(signed.office)
    return [*done, *([deep_check(signed, part)] if part else [])]
