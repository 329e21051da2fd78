"""Period reports by the command line: write, close, comment, submit, see where they stand."""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.actions.close_report import NoteReport, SubmitReport
from desk.base.shapes import JsonObject
from desk.base.words import shown
from desk.cli.cases import NotAnObject
from desk.cli.context import emit, emit_lines, read_json, sign_in, tell
from desk.cli.talk import add_period, read_day, result_json
from desk.reads.period_report import read_report, read_whole, reports_listed, state_json
from desk.rules.people.rights import Right
from desk.rules.reports.periods import period_of
from reports.close_request import closing_of
from reports.printing import Printed, print_disclosure, print_report


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    report = commands.add_parser("report", parents=[common], help="a period's report: xlsx, pdf")
    add_period(report)
    report.add_argument("--out", required=True, metavar="DIR", help="where the files go")
    report.add_argument("--close", action="store_true", help="freeze and sign it first, for good")
    report.add_argument("--despite", default="", metavar="REASON", help="close despite blockers")
    report.add_argument("--disclosure", action="store_true", help="the public text instead")
    report.set_defaults(run=_report)
    note = commands.add_parser("report-note", parents=[common], help="commentary, denominators")
    add_period(note)
    note.add_argument("file", metavar="FILE.json|-")
    note.set_defaults(run=_note)
    submit = commands.add_parser("report-submit", parents=[common], help="record the submission")
    add_period(submit)
    submit.add_argument("--on", required=True, metavar="DAY")
    submit.add_argument("--proof", default="", metavar="TEXT", help="how it can be proved")
    submit.set_defaults(run=_submit)
    figures = commands.add_parser("figures", parents=[common], help="a period's figures as JSON")
    add_period(figures)
    figures.set_defaults(run=_figures)
    status = commands.add_parser("report-status", parents=[common], help="where a report stands")
    add_period(status)
    status.set_defaults(run=_status)
    listing = commands.add_parser("reports", parents=[common], help="JSON lines of begun reports")
    listing.set_defaults(run=_list)


def _report(args: Namespace) -> None:
    period = period_of(args.kind, args.period)
    office = sign_in(args).office
    told: JsonObject = {}
    if args.close:
        office.need(Right.SIGN)
        told = result_json(office.do(closing_of(office, period, args.despite)).result)
    write = print_disclosure if args.disclosure else print_report
    emit(_paths(write(office, period, Path(args.out))) | told)


def _note(args: Namespace) -> None:
    period, values = period_of(args.kind, args.period), read_json(args.file)
    if not isinstance(values, dict):
        raise NotAnObject
    changed = sign_in(args).office.do(NoteReport(period=period, values=values)).result
    emit({"period": period.id, "changed": changed})


def _submit(args: Namespace) -> None:
    period, on = period_of(args.kind, args.period), read_day(args.on)
    wish = SubmitReport(period=period, on=on, proof=args.proof)
    emit(sign_in(args).office.do(wish).result)


def _paths(printed: Printed) -> dict[str, str]:
    tell(printed.note)
    return {kind: str(path) for kind, path in printed.files.items()}


def _figures(args: Namespace) -> None:
    period = period_of(args.kind, args.period)
    session = sign_in(args)
    session.office.need(Right.REPORT)
    emit(read_whole(session.office.store, period, session.now, session.office.acting))


def _status(args: Namespace) -> None:
    period = period_of(args.kind, args.period)
    session = sign_in(args)
    session.office.need(Right.REPORT)
    report = read_report(session.office.store, period, session.now)
    blockers = [
        {
            "why": blocker.why.value,
            "words": shown(blocker.why),
            "case_no": blocker.case_no,
            "fields": list(blocker.fields),
            "since": _iso(blocker.since),
        }
        for blocker in report.blockers
    ]
    state = state_json(report.facts, period, session.now)
    emit({"period": period.id, **state, "blockers": blockers, "draft_hash": report.frozen().hash})


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _list(args: Namespace) -> None:
    session = sign_in(args)
    session.office.need(Right.REPORT)
    emit_lines(
        {
            "period": one.period,
            "closed_at": _iso(one.closed_at),
            "submitted_on": one.submitted_on.isoformat() if one.submitted_on else None,
            "days_late": one.days_late,
            "hash": one.hash,
        }
        for one in reports_listed(session.office.store)
    )
