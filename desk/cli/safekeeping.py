"""Safekeeping: doctor, reveal, hold, erasure, the audit log, a person's data."""

import tempfile
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from desk.actions.hold_and_erase import HoldCase, ListForErasure, ReleaseCase
from desk.actions.open_archived import OpenArchived
from desk.actions.reveal_case import RevealCase
from desk.base.clock import stamp
from desk.base.errors import Refusal, Trouble, refuse_all
from desk.base.shapes import JsonObject
from desk.base.words import mark
from desk.cli.context import CommandSession, emit, emit_lines, home_of, how_many, sign_in
from desk.cli.talk import read_day
from desk.home.alarms import alarms, check_at_start, drill_due, remember
from desk.home.doctor import CheckResult, broken, check_up, drill, without_database
from desk.home.erasure import due_cases, erase
from desk.home.record_end import accept
from desk.home.side_checks import mend_side_files
from desk.reads.audit_log import audit_lines
from desk.reads.audit_search import AuditQuery, read_audit
from desk.reads.verify import WITHHELD, Finding, told_apart
from desk.rules.case.erasure import Way
from desk.rules.people.rights import Right
from desk.rules.steps import kinds
from reports.certificate import print_certificate
from reports.subject_copy import print_subject


class NotWell(Refusal):
    """The doctor found something."""

    text: ClassVar[str] = mark("The doctor found something: {names}. Make a copy of the folder.")


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    _add_doctor(commands, common)
    audit = commands.add_parser("audit", parents=[common], help="JSON lines of the audit log")
    audit.add_argument("--kind", default="", metavar="KIND", help="for example audit.exported")
    audit.add_argument("--by", default="", metavar="NAME", help="who acted")
    audit.add_argument("--from", dest="first", metavar="DAY", help="from this day on")
    audit.add_argument("--until", metavar="DAY", help="up to this day")
    audit.add_argument("--case", default="", metavar="NO", help="about this case")
    audit.set_defaults(run=_audit)
    exports = commands.add_parser("exports", parents=[common], help="the register of exports")
    exports.set_defaults(run=_exports)
    for name, run, words in (
        ("reveal", _reveal, "personal data of a case, unmasked"),
        ("hold", _hold, "keep a case from erasure"),
        ("release", _release, "lift the hold of a case"),
    ):
        command = commands.add_parser(name, parents=[common], help=words)
        command.add_argument("case_no", metavar="NO")
        command.add_argument("--reason", required=True)
        command.set_defaults(run=run)
    opening = commands.add_parser("open-archived", parents=[common], help="read an archived case")
    opening.add_argument("case_no", metavar="NO")
    opening.add_argument("--reason", required=True)
    opening.add_argument("--hours", required=True, type=how_many, metavar="N")
    opening.set_defaults(run=_open_archived)
    _add_erasure(commands, common)
    subject = commands.add_parser("subject", parents=[common], help="everything about a person")
    for option in ("--name", "--phone", "--id-no"):
        subject.add_argument(option, default="")
    subject.add_argument("--purpose", required=True)
    subject.add_argument("--out", required=True, metavar="DIR")
    subject.set_defaults(run=_subject)


def _add_doctor(commands: Any, common: ArgumentParser) -> None:
    doctor = commands.add_parser("doctor", parents=[common], help="look at everything")
    doctor.add_argument("--quick", action="store_true", help="leave out what reads everything")
    doctor.add_argument("--next", action="store_true", help="quick, and the next deep part due")
    doctor.add_argument("--drill", action="store_true", help="restore the newest backup to compare")
    doctor.add_argument("--accept-end", metavar="REASON", help="the record ends here for good")
    doctor.set_defaults(run=_doctor)


def _add_erasure(commands: Any, common: ArgumentParser) -> None:
    erasure = commands.add_parser("erasure", parents=[common], help="cases whose time is over")
    actions = erasure.add_subparsers(dest="action", required=True)
    actions.add_parser("due", parents=[common]).set_defaults(run=_due)
    listed = actions.add_parser("list", parents=[common], help="put a case on the list")
    listed.add_argument("case_no", metavar="NO")
    listed.add_argument("--anonymise", action="store_true", help="keep its figures")
    listed.set_defaults(run=_list)
    approve = actions.add_parser("approve", parents=[common], help="erase what is on the list")
    approve.add_argument("case_nos", nargs="+", metavar="NO")
    approve.add_argument("--out", required=True, metavar="DIR", help="where the certificate goes")
    approve.set_defaults(run=_approve)


def _found(findings: list[Finding]) -> list[dict[str, str]]:
    return [{"what": found.what, "where": found.where} for found in findings]


def _signed_for_doctor(args: Namespace) -> CommandSession:
    """Sign in; where damage keeps everybody out, say at least what can be seen from outside."""
    try:
        signed = sign_in(args)
        signed.office.need(Right.BACKUP)
    except Trouble as trouble:
        if trouble.needs_backup:
            shut = without_database(home_of(args).folder, trouble)
            emit({"well": False, "checks": {one.name: _found(one.findings) for one in shut}})
        raise
    return signed


def _doctor(args: Namespace) -> None:
    signed = _signed_for_doctor(args)
    if args.accept_end is not None:
        accept(signed.office, args.accept_end)
        emit({"accepted": True})
        return
    wanted = check_at_start(signed) if args.next else check_up(signed, is_quick=args.quick)
    done = list(wanted)
    with suppress(Trouble):  # what cannot be kept is said all the same
        mend_side_files(signed.home.folder, signed.office.store)
        remember(signed.office, done)
    told: JsonObject = {"checks": {one.name: _found(one.findings) for one in done}}
    if args.drill:
        with tempfile.TemporaryDirectory(
            dir=signed.home.folder, ignore_cleanup_errors=True
        ) as scratch:
            shown = drill(signed, Path(scratch))
        told["drill"] = {**asdict(shown), "at": stamp(shown.at), "findings": _found(shown.findings)}
        done.append(CheckResult("drill", shown.findings))
    with suppress(Trouble):
        told["drill_due_on"] = drill_due(signed.office)
        is_training = signed.home.vault().is_training
        told["alarms"] = [str(alarm) for alarm in alarms(signed.office, is_training=is_training)]
    bad = [one.name for one in done if any(found.what != WITHHELD for found in one.findings)]
    emit({"well": not bad, **told})
    findings = [finding for one in done for finding in one.findings]
    changed, damage = told_apart(findings)
    refuse_all([*changed, *([NotWell(names=bad)] if damage else []), *broken(findings)])


def _audit(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.AUDIT)
    if args.by or args.first or args.until or args.case:
        days = [read_day(day) if day else None for day in (args.first, args.until)]
        asked = AuditQuery(by=args.by, first=days[0], last=days[1], case_no=args.case, most=None)
        found = [one.line for one in reversed(read_audit(office.store, asked, office.acting))]
        lines = [line for line in found if line.kind.startswith(args.kind)]
    else:
        lines = sorted(
            audit_lines(office.store, args.kind, office.acting), key=lambda line: line.at
        )
    emit_lines({**asdict(line), "at": stamp(line.at)} for line in lines)


def _exports(args: Namespace) -> None:
    office = sign_in(args).office
    office.need(Right.AUDIT)
    for line in audit_lines(office.store, kinds.EXPORTED.id, office.acting):
        emit({"at": stamp(line.at), "by": line.by, **line.told})


def _reveal(args: Namespace) -> None:
    changes = sign_in(args).office.do(RevealCase(case_no=args.case_no, reason=args.reason))
    emit({"case_no": changes.case_no, **changes.result})


def _open_archived(args: Namespace) -> None:
    wish = OpenArchived(case_no=args.case_no, reason=args.reason, hours=args.hours)
    done = sign_in(args).office.do(wish)
    emit({"case_no": done.case_no, **done.result})


def _hold(args: Namespace) -> None:
    sign_in(args).office.do(HoldCase(case_no=args.case_no, reason=args.reason))
    emit({"case_no": args.case_no, "held": True})


def _release(args: Namespace) -> None:
    sign_in(args).office.do(ReleaseCase(case_no=args.case_no, reason=args.reason))
    emit({"case_no": args.case_no, "held": False})


def _due(args: Namespace) -> None:
    session = sign_in(args)
    session.office.need(Right.ARCHIVE)
    emit_lines(asdict(one) for one in due_cases(session.office.store, session.now.date()))


def _list(args: Namespace) -> None:
    way = Way.ANONYMISE if args.anonymise else Way.ERASE
    sign_in(args).office.do(ListForErasure(case_no=args.case_no, way=way))
    emit({"case_no": args.case_no, "way": way.value})


def _approve(args: Namespace) -> None:
    session = sign_in(args)
    erased = erase(session, args.case_nos)
    printed = print_certificate(session.office, erased, Path(args.out))
    emit({"erased": erased, "certificate": str(printed)})


def _subject(args: Namespace) -> None:
    office = sign_in(args).office
    wanted = {"name": args.name, "phone": args.phone, "id_no": args.id_no}
    emit(print_subject(office, wanted, args.purpose, Path(args.out)))
