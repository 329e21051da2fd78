"""Drafting a report's commentary: sentences generated from the figures, by section.

People may edit them; unedited ones are printed. Every number in them is
a number of the report.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from typing import Any, Final

from desk.base.words import mark, say
from desk.reads.period_report import PeriodReport
from desk.reads.rectifications import Followed, followed
from desk.rules.reports.closing import SECTIONS
from desk.rules.reports.recount import UNSTATED
from desk.rules.reports.warnings import WarningLevel, warned
from desk.rules.settings import Settings
from reports.definitions import name_of_figure
from reports.detail_tables import warning_values
from reports.month_tables import RESOLVED, TARGETS, coded
from reports.table import DASH, Holds, shown_cell

MOST: Final = 3  # items that a sentence names


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
    change = balance.change_since(figures.before)["received"]
    if change is None:
        yield say(mark("There is nothing to compare with: none were received the period before."))
    elif not change:
        yield say(mark("As many came in as in the period before."))
    elif change > 0:
        words = mark("More came in than in the period before ({change}).")
        yield say(words, change=shown_cell(Holds.CHANGE, change))
    else:
        words = mark("Fewer came in than in the period before ({change}).")
        yield say(words, change=shown_cell(Holds.CHANGE, change))
    more = balance.open_at_end - balance.opening
    if more > 0:
        yield say(mark("The stock of open complaints grew by {count}."), count=more)
    elif more < 0:
        yield say(mark("The stock of open complaints shrank by {count}."), count=-more)


def _timeliness(report: PeriodReport, settings: Settings) -> Iterator[str]:
    figures = report.figures
    shares = {name: figures.timeliness.get(name) for name in TARGETS}
    measured = [
        (name_of_figure(name), share.percent, settings.number(TARGETS[name]))
        for name, share in shares.items()
        if share is not None and share.percent is not None
    ]
    resolved = figures.rates["resolved"].percent
    if resolved is not None:
        measured.append((name_of_figure("resolved"), resolved, settings.number(RESOLVED)))
    for title, percent, target in measured:
        reached = mark("{title}: {percent} %, target of {target} % reached.")
        missed = mark("{title}: {percent} %, below the target of {target} %.")
        words = reached if percent >= target else missed
        yield say(words, title=title, percent=percent, target=target)
    if report.details.overdue:
        words = mark("In {count} complaints the statutory limit was missed; see the ledger.")
        yield say(words, count=report.details.overdue)
    elif report.details.cases:
        yield say(mark("No statutory limit was missed."))


def _structure(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    breakdown = report.figures.breakdown
    for name, words in (
        ("product_line", mark("Most complaints concern {items}.")),
        ("cause", mark("The main causes are {items}.")),
        ("unit", mark("Most were made about {items}.")),
    ):
        items = _top(name, breakdown[name])
        if items:
            yield say(words, items=items)


def _top(name: str, counts: Mapping[str, int]) -> list[str]:
    total = sum(counts.values())
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    words = mark("{item} ({count}, {share} %)")
    return [
        say(words, item=coded(name, code), count=n, share=f"{n * 100 / total:.1f}")
        for code, n in ranked[:MOST]
        if code != UNSTATED
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
        words = mark("{count} came from vulnerable people, who were given special care.")
        yield say(words, count=focus["vulnerable"])


def _voice(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    rates = report.figures.rates
    followed, satisfied = rates["followed_up"], rates["satisfied"]
    if not followed.of:
        yield say(mark("Nothing was closed in the period, so that nobody was asked."))
        return
    words = mark("{met} of {of} closed complaints were followed up ({percent} %).")
    yield say(words, met=followed.met, of=followed.of, percent=followed.percent)
    if satisfied.percent is not None:
        words = mark("{percent} % of those who answered were satisfied.")
        yield say(words, percent=satisfied.percent)
    items = _top("cause", report.details.dissatisfied)
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
        yield say(mark("No systemic problem was found."))
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
    trend = report.details.trend
    if trend.upper is None:
        yield say(mark("There are too few months for control limits."))
    elif trend.is_beyond:
        words = mark("The number received, {count}, lies above the upper limit of {limit}.")
        yield say(words, count=trend.received[-1], limit=trend.upper)
    else:
        words = mark("The number received, {count}, lies within the limits ({low} to {high}).")
        yield say(words, count=trend.received[-1], low=trend.lower, high=trend.upper)
    values = warning_values(report.figures, report.details)
    found = warned(values, trend.upper)
    red = [one.title for one in found if one.alarm is WarningLevel.RED]
    amber = [one.title for one in found if one.alarm is WarningLevel.AMBER]
    if red:
        yield say(mark("Warning: {names}."), names=red)
    if amber:
        yield say(mark("Attention: {names}."), names=amber)


def _examples(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    if report.figures.balance.closed:
        yield say(mark("The cases above are for training; personal data is masked."))
    else:
        yield say(mark("Nothing was closed in the period, so that there is no example."))


def _outlook(report: PeriodReport, _settings: Settings) -> Iterator[str]:
    still = report.figures.balance.open_at_end
    if still:
        yield say(mark("Next: settle the {count} open complaints in time."), count=still)
    items = _top("cause", report.figures.breakdown["cause"])[:1]
    if items:
        yield say(mark("Next: put the main cause right, {item}."), item=items[0])
    if not still and not items:
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
