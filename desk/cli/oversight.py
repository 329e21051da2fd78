"""What watches over all cases together: ``warnings``, ``sample``, ``what-if``, ``assessment``."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from desk.base.shapes import JsonObject
from desk.base.words import mark, say
from desk.cli.context import emit, emit_lines, how_many, read_input, read_json, sign_in, tell
from desk.cli.talk import add_period, percent, read_day
from desk.reads.assessment import read_assessment
from desk.reads.audit_sample import STRATA, ended_cases, sample_of, stratum_words
from desk.reads.live_warnings import live_warnings
from desk.reads.what_if import WhatIf, rules_tried, settings_tried
from desk.rules.case.classification import Classification, of_office
from desk.rules.case.codes import code_label
from desk.rules.oversight.sampling import Precision, interval
from desk.rules.oversight.surges import NOW_DAYS, Surge
from desk.rules.people.rights import Right
from desk.rules.reports.periods import period_of
from desk.rules.setting_values import clean_settings
from desk.rules.time.rule_files import rules_in, told_rules
from reports.assessment_sheet import print_assessment
from reports.sample_sheet import print_sample

UNCODED: Final = "unit"


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    alarms = commands.add_parser(
        "warnings", parents=[common], help="JSON lines: what came in more often than usual"
    )
    alarms.add_argument("--day", metavar="DAY", help="the last day looked at; by default today")
    alarms.set_defaults(run=_warnings)
    sample = commands.add_parser("sample", parents=[common], help="cases for an audit, by chance")
    actions = sample.add_subparsers(dest="action", required=True)
    draw = actions.add_parser("draw", parents=[common], help="draw cases that ended in a period")
    add_period(draw)
    draw.add_argument("--by", choices=STRATA, default="grade", help="what it is divided by")
    draw.add_argument("--margin", type=percent, default=Decimal(10), metavar="POINTS")
    draw.add_argument("--seed", metavar="TEXT", help="draw again by this; by default a new one")
    draw.add_argument("--out", metavar="DIR", help="where the working sheet goes; else none")
    rate = actions.add_parser("rate", parents=[common], help="what findings say about the whole")
    rate.add_argument("found", type=how_many, metavar="FOUND", help="cases with a finding")
    rate.add_argument("looked_at", type=how_many, metavar="LOOKED-AT", help="cases looked at")
    tried = commands.add_parser(
        "what-if", parents=[common], help="a rule or setting tried on the cases of a period"
    )
    actions = tried.add_subparsers(dest="action", required=True)
    for name, told, run in (
        ("rules", "FILE.toml|-", _what_if_rules),
        ("settings", "FILE.json|-", _what_if_settings),
    ):
        command = actions.add_parser(name, parents=[common], help="writes nothing")
        command.add_argument("file", metavar=told)
        add_period(command)
        command.set_defaults(run=run)
    score = commands.add_parser(
        "assessment", parents=[common], help="what a closed report gives a person or department"
    )
    score.add_argument("by", choices=("handler", "department"))
    score.add_argument("name", metavar="LOGIN|DEPARTMENT")
    add_period(score)
    score.add_argument("--out", metavar="DIR", help="where the sheet goes; else none")
    score.set_defaults(run=_assessment)
    for command, run in ((draw, _draw), (rate, _rate)):
        command.add_argument("--confidence", type=percent, default=Decimal(95), metavar="PERCENT")
        command.set_defaults(run=run)


def _warnings(args: Namespace) -> None:
    session = sign_in(args)
    office = session.office
    office.need(Right.REPORT)
    until = read_day(args.day) if args.day else session.now.date()
    classes = of_office(office.settings)
    found = live_warnings(office.store, office.reckoning.calendar, classes, until, office.acting)
    emit_lines(_alarm(one, classes) for one in found)


def _alarm(one: Surge, classes: Classification) -> JsonObject:
    fields = {"business": classes.business, "cause": classes.cause}
    return {
        "indicator": one.indicator,
        "layer": one.layer.value,
        "title": one.title,
        "level": one.level.value,
        "group": one.group,
        "words": [
            value if name == UNCODED else code_label(fields[name], value)
            for name, value in one.group.items()
        ],
        "from": one.window.now_from.isoformat(),
        "until": one.window.until.isoformat(),
        "workdays": NOW_DAYS,
        "found": len(one.cases),
        "expected": str(one.expected),
        "amber": one.amber,
        "red": one.red,
        "cases": one.cases,
        "past": {
            "from": one.window.past_from.isoformat(),
            "workdays": one.window.past_days,
            "found": len(one.before),
            "cases": one.before,
        },
    }


def _draw(args: Namespace) -> None:
    period = period_of(args.kind, args.period)
    precision = Precision(confidence=args.confidence, margin=args.margin)
    office = sign_in(args).office
    office.need(Right.AUDIT)
    seed = args.seed or token_hex(8)
    tell(say(mark("The sample is drawn by the seed {seed}."), seed=seed))  # before the draw
    classes = of_office(office.settings)
    cases = ended_cases(office.store, period, args.by, classes, office.acting)
    sample = sample_of(cases, period, args.by, precision, seed)
    files = {}
    if args.out:
        printed = print_sample(office, sample, Path(args.out))
        tell(printed.note)
        files = {kind: str(path) for kind, path in printed.files.items()}
    emit(
        {
            "period": period.id,
            "by": sample.by,
            "confidence": str(precision.confidence),
            "margin": str(precision.margin),
            "seed": seed,
            "fingerprint": sample.fingerprint,
            "whole": sample.whole,
            "size": len(sample.cases),
            "strata": [
                {
                    "stratum": one.name,
                    "words": stratum_words(sample.by, one.name, classes),
                    "whole": one.whole,
                    "drawn": list(one.drawn),
                }
                for one in sample.strata
            ],
            **files,
        }
    )


def _rate(args: Namespace) -> None:
    low, high = interval(args.found, args.looked_at, args.confidence)
    share = (Decimal(100 * args.found) / args.looked_at).quantize(Decimal("0.1"))
    emit({"percent": str(share), "low": str(low), "high": str(high)})


def _what_if_rules(args: Namespace) -> None:
    period = period_of(args.kind, args.period)
    session = sign_in(args)
    session.office.need(Right.REPORT)  # before the file is read
    rules = rules_in(told_rules(read_input(args.file)))
    store, reader = session.office.store, session.office.acting
    emit(_told(rules_tried(store, rules, period, session.now, reader)))


def _what_if_settings(args: Namespace) -> None:
    period = period_of(args.kind, args.period)
    session = sign_in(args)
    session.office.need(Right.REPORT)
    values = read_json(args.file)
    cleaned = clean_settings(values if isinstance(values, dict) else {"": values})
    store, reader = session.office.store, session.office.acting
    emit(_told(settings_tried(store, cleaned, period, session.now, reader)))


def _told(found: WhatIf) -> JsonObject:
    return {
        "cases": found.cases,
        "clocks": {name: asdict(told) for name, told in found.clocks.items()},
        "moved": [asdict(one) for one in found.moved],
        "compensations": found.compensations,
        "approvals": [asdict(one) for one in found.approvals],
    }


def _assessment(args: Namespace) -> None:
    period = period_of(args.kind, args.period)
    session = sign_in(args)
    office = session.office
    office.need(Right.READ)
    whose = {"by": args.by, "name": args.name}
    found = read_assessment(office.store, period, **whose, now=session.now, reader=office.acting)
    files = {}
    if args.out:
        printed = print_assessment(office, period, **whose, folder=Path(args.out))
        tell(printed.note)
        files = {kind: str(path) for kind, path in printed.files.items()}
    shares = [
        {
            "id": one.id,
            "met": one.met,
            "of": len(one.cases),
            "weight": one.weight,
            "target": one.target,
            "points": one.points,
            "formula": one.formula,
            "missed": one.missed,
        }
        for one in found.shares
    ]
    emit({"period": period.id, args.by: args.name, "total": found.total, "shares": shares, **files})
