"""Drafting a report's commentary: sentences generated from the figures, by section.

People may edit them; unedited ones are printed. Every number in a sentence stands in a table of
its section (`reports.proof`), and nothing is said that nothing records.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from typing import Any, Final

from desk.base.words import mark, say
from desk.reads.figure_values import Share, change
from desk.reads.period_report import PeriodReport
from desk.reads.rectifications import Followed, followed
from desk.rules.case.fields import BY_ID
from desk.rules.oversight.indicators import Warned, WarningLevel
from desk.rules.reports.closing import SECTIONS
from desk.rules.reports.recount import UNSTATED
from desk.rules.settings import Settings
from desk.rules.time.rulebook import Track
from reports.definitions import name_of_figure
from reports.detail_tables import warnings_of
from reports.month_tables import RESOLVED, TARGETS, coded, compared
from reports.table import DASH, Holds, shown_cell

MOST: Final = 3  # items that a sentence names
FEW: Final = 30  # a percentage of fewer is not told; statistical offices print counts below it
CHANCE: Final = 2  # times the standard deviation of a difference of counts


def commentary(report: PeriodReport, settings: Settings) -> dict[str, str]:
    """Return the commentary of every section: typed, else drafted; "" where there is none."""
    typed = report.comments
    if report.is_closed:
        return {name: typed.get(name, "") for name in SECTIONS}
    return {name: typed.get(name) or draft(report, settings, name) for name in SECTIONS}


def draft(report: PeriodReport, settings: Settings, section: str) -> str:
    """Return the first draft for ``section``."""
    return joined(_DRAFTS[section](report, settings))


def joined(sentences: Iterable[str]) -> str:
    """Join sentences in the way of the language."""
    words = mark("{one} {two}")
    return reduce(lambda one, two: say(words, one=one, two=two), sentences, "").strip()


def _overview(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    figures, balance = report.figures, report.figures.balance
    if not balance.received:
        yield say(mark("No complaint was received in the period; this is a nil report."))
        return
    for name in compared(figures):
        base = figures.bases[name]
        if base is not None:
            yield from _against(balance.received, base.received, _COMPARED[name])
    if balance.open_at_end != balance.opening:
        grew = mark("The stock of open complaints grew from {opening} to {open}.")
        shrank = mark("The stock of open complaints shrank from {opening} to {open}.")
        words = grew if balance.open_at_end > balance.opening else shrank
        yield say(words, opening=balance.opening, open=balance.open_at_end)


_COMPARED: Final = {
    "before": (
        mark("{now} came in, {base} in the period before."),
        mark("{now} came in, {base} in the period before ({change})."),
    ),
    "year_ago": (
        mark("In the same period of the year before {base} came in."),
        mark("In the same period of the year before {base} came in ({change})."),
    ),
}


def _against(now: int, base: int, words: tuple[str, str]) -> Iterator[str]:
    """Yield how many came before, and whether the difference is more than chance.

    A percentage of fewer than ``FEW`` says more than is known: the counts alone are told. Counts
    of events differ by chance by up to twice the square root of their sum (95 % of the time).
    """
    percent = change(now, base) if base >= FEW else None
    yield say(words[percent is not None], now=now, base=base, change=_signed(percent))
    if now != base and (now - base) ** 2 <= CHANCE**2 * (now + base):
        yield say(mark("The difference is within what chance brings."))


def _signed(percent: Decimal | None) -> str:
    return "" if percent is None else shown_cell(Holds.CHANGE, percent)


def _timeliness(report: PeriodReport, settings: Settings) -> Iterator[str]:
    figures = report.figures
    measured = [
        (name_of_figure(name), share, settings.number(TARGETS[name]))
        for name in TARGETS
        if (share := figures.timeliness.get(name)) is not None
    ]
    measured.append(
        (name_of_figure("resolved"), figures.rates["resolved"], settings.number(RESOLVED))
    )
    for title, share, target in measured:
        if share.percent is None:
            continue
        reached = mark("{title}: {met} of {of} ({percent} %), target of {target} % reached.")
        missed = mark("{title}: {met} of {of} ({percent} %), below the target of {target} %.")
        words = reached if share.reaches(target) else missed
        yield say(
            words, title=title, met=share.met, of=share.of, percent=share.percent, target=target
        )
    yield from _missed(report)


def _missed(report: PeriodReport) -> Iterator[str]:
    """Yield what was missed of the statutory limits, or that nothing was."""
    figures, rules = report.figures, report.rules
    missed = {
        rule.title: share.of - share.met
        for name, share in figures.timeliness.items()
        if (rule := rules.rule(name, figures.period.last)).track is Track.STATUTORY
        and share.met < share.of
    }
    for title, count in missed.items():
        yield say(mark("{title}: {count} missed the statutory limit."), title=title, count=count)
    if report.details.overdue:
        words = mark(
            "Of the complaints open in the period {count} are past the limit of the decision; "
            "see the ledger."
        )
        yield say(words, count=report.details.overdue)
    elif report.details.cases and not missed:
        yield say(mark("No statutory limit was missed."))


def _structure(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    breakdown, classes = report.figures.breakdown, report.figures.classes
    for name, most, none in (
        (
            classes.business,
            mark("Most complaints concern ({what}): {items}."),
            mark("{what}: nothing stands out."),
        ),
        (classes.cause, mark("The main causes are {items}."), mark("No cause stands out.")),
        ("unit", mark("Most were made about {items}."), mark("No unit stands out.")),
    ):
        items = _top(name, breakdown[name])
        what = say(BY_ID[name].words) if name in BY_ID else ""
        if items:
            yield say(most, items=items, what=what)
        elif breakdown[name].keys() - {UNSTATED}:
            yield say(none, what=what)


def _foremost(counts: Mapping[str, int]) -> list[str]:
    """Return the codes that stand out, most first: at most ``MOST``, none without its equals.

    A single case stands out nowhere, and where all are alike none does.
    """
    several = Counter({code: n for code, n in counts.items() if code != UNSTATED})
    if len(several) > 1 and len(set(several.values())) == 1:
        return []
    found: list[str] = []
    for count in sorted({n for n in several.values() if n > 1}, reverse=True):
        equals = sorted(code for code, n in several.items() if n == count)
        if len(found) + len(equals) > MOST:
            break
        found += equals
    return found


def _top(name: str, counts: Mapping[str, int]) -> list[str]:
    total = sum(counts.values())
    words = mark("{item} ({count}, {share} %)")
    return [
        say(words, item=coded(name, code), count=n, share=Share(n, total).percent)
        for code in _foremost(counts)
        if (n := counts[code])
    ]


def _focus(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    focus = report.details.focus
    if not any(focus.values()):
        yield say(mark("No complaint of the period stands out."))
        return
    words = mark(
        "Of the complaints received {forwarded} were forwarded by regulators, {repeated} were "
        "repeated, {major} were major and {group} came from groups."
    )
    names = ("forwarded", "repeated", "major", "group")
    yield say(words, **{name: focus[name] for name in names})
    if focus["vulnerable"]:
        yield say(mark("{count} came from vulnerable people."), count=focus["vulnerable"])


def _voice(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    rates = report.figures.rates
    followed, satisfied = rates["followed_up"], rates["satisfied"]
    if not followed.of:
        yield say(mark("Nothing was closed in the period, so that nobody was asked."))
        return
    words = mark("{met} of {of} closed complaints were followed up ({percent} %).")
    yield say(words, met=followed.met, of=followed.of, percent=followed.percent)
    if satisfied.percent is not None:
        words = mark("{met} of {of} who answered were satisfied ({percent} %).")
        yield say(words, met=satisfied.met, of=satisfied.of, percent=satisfied.percent)
    items = _top(report.figures.classes.cause, report.details.dissatisfied)
    if items:
        yield say(mark("Those who were not complained mainly about {items}."), items=items)


def _causes(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    details = report.details
    items = _top("root_cause", details.root_cause)
    if items:
        yield say(mark("The roots found most often are {items}."), items=items)
    systemic = details.systemic.get("systemic", 0)
    if systemic:
        words = mark("{count} closed complaints show a systemic problem that must be put right.")
        yield say(words, count=systemic)
    elif details.systemic.get("isolated"):
        yield say(mark("Of those judged none shows a systemic problem."))
    unstated = details.systemic.get(UNSTATED, 0)
    if unstated:
        words = mark("Of {count} closed complaints nobody said whether the problem is systemic.")
        yield say(words, count=unstated)
    yield from _rectified(followed(report.tasks, report.period))


def _rectified(found: Followed) -> Iterator[str]:
    if found.due.of:
        words = mark("Of {of} rectifications that were due, {met} were done in time.")
        yield say(words, of=found.due.of, met=found.due.met)
    if found.overdue:
        words = mark("{count} rectifications are past their day and not checked.")
        yield say(words, count=found.overdue)
    elif found.open:
        yield say(mark("{count} rectifications are under way."), count=found.open)


def _warnings(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    yield from _months(report)
    found = [one for one in warnings_of(report.figures, report.details) if one.id != "received"]
    red = [_valued(one) for one in found if one.alarm is WarningLevel.RED]
    amber = [_valued(one) for one in found if one.alarm is WarningLevel.AMBER]
    if red:
        yield say(mark("Warning: {names}."), names=red)
    if amber:
        yield say(mark("Attention: {names}."), names=amber)


def _months(report: PeriodReport) -> Iterator[str]:
    """Yield how the period's months stand to their limits; those beyond them by name."""
    months = report.details.trend.judged
    if not months:
        yield say(mark("There are too few months for control limits."))
        return
    for month in months:
        limits = month.limits
        if limits is not None and month.is_above:
            words = mark("{month}: {count} received, above the upper limit of {limit}.")
            yield say(words, month=month.id, count=month.received, limit=limits.upper)
        elif limits is not None and month.is_below:
            words = mark("{month}: {count} received, below the lower limit of {limit}.")
            yield say(words, month=month.id, count=month.received, limit=limits.lower)
        elif limits is not None and len(months) == 1:
            words = mark("{month}: {count} received, within the limits ({low} to {high}).")
            low, high = limits.lower, limits.upper
            yield say(words, month=month.id, count=month.received, low=low, high=high)
    if len(months) > 1 and not any(month.is_above for month in months):
        yield say(mark("No month lies above its upper limit."))


def _valued(one: Warned) -> str:
    limit = one.red if one.alarm is WarningLevel.RED else one.amber
    words = mark("{title} {value} (limit {limit})")
    return say(words, title=one.title, value=one.value, limit=limit)


def _examples(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    if report.figures.balance.closed:
        yield say(mark("The cases above are for training; personal data is masked."))
    else:
        yield say(mark("Nothing was closed in the period, so that there is no example."))


def _outlook(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    still = report.figures.balance.open_at_end
    if still:
        yield say(mark("Next: settle the {count} open complaints in time."), count=still)
    cause = report.figures.classes.cause
    causes = [coded(cause, code) for code in _foremost(report.figures.causes)]
    if causes:
        yield say(mark("Next: put the main causes right: {items}."), items=causes)
    if not still and not causes:
        yield DASH


_DRAFTS: Final[Mapping[str, Callable[[Any, Settings], Iterator[str]]]] = {
    "overview": _overview,
    "timeliness": _timeliness,
    "structure": _structure,
    "focus": _focus,
    "voice": _voice,
    "causes": _causes,
    "warnings": _warnings,
    "examples": _examples,
    "outlook": _outlook,
}
