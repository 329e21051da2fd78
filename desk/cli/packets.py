"""Packets: card, trust, revoke, export, import, status."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any, ClassVar

from desk.actions.decide import DecideConflict
from desk.actions.trust_device import RevokeDevice
from desk.actions.undo_packet import UndoPacket
from desk.base.errors import Refusal, need_names
from desk.base.shapes import JsonObject
from desk.base.words import mark, say
from desk.cli.context import emit, emit_lines, read_json, sign_in, tell
from desk.exchange.desk import Exchange
from desk.reads.conflicts import tray_json
from desk.reads.coverage import coverage_json, read_coverage
from desk.reads.exchange_status import read_status
from desk.rules.people.rights import Right
from desk.rules.record.devices import Device
from desk.rules.reports.periods import period_of


class NotADecision(Refusal):
    """JSON that is no decision."""

    text: ClassVar[str] = mark(
        "A decision is a JSON object with “choices” (a value by field), “stands” (keys of what "
        "does not fit and may stand) and “reason”."
    )


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    packet = commands.add_parser("packet", parents=[common], help="exchange by file")
    actions = packet.add_subparsers(dest="action", required=True)
    card = actions.add_parser("card", parents=[common], help="this workstation's card")
    card.add_argument("--out", metavar="FILE", help="write it there instead of printing it")
    card.set_defaults(run=_card)
    trust = actions.add_parser("trust", parents=[common], help="trust a workstation by its card")
    trust.add_argument("file", metavar="FILE")
    trust.set_defaults(run=_trust)
    revoke = actions.add_parser("revoke", parents=[common], help="trust a workstation no more")
    revoke.add_argument("name", metavar="NAME")
    revoke.add_argument("--reason", default="")
    revoke.set_defaults(run=_revoke)
    export = actions.add_parser("export", parents=[common], help="write what somebody lacks")
    export.add_argument("--to", required=True, action="append", metavar="NAME")
    export.add_argument("--out", required=True, metavar="DIR")
    export.add_argument("--all", action="store_true", help="everything, whatever was confirmed")
    export.add_argument("--megabytes", type=int, metavar="N", help="attachments at most")
    export.set_defaults(run=_export)
    take = actions.add_parser("import", parents=[common], help="take in a packet or a receipt")
    take.add_argument("file", metavar="FILE")
    take.add_argument("--simulate", action="store_true", help="only tell what would change")
    take.add_argument("--accept", action="store_true", help="the sender went back or was copied")
    take.add_argument("--receipt", metavar="DIR", help="where the receipt goes (beside the packet)")
    take.set_defaults(run=_import)
    _add_tray(actions, common)
    _add_more(actions, common)


def _add_more(actions: Any, common: ArgumentParser) -> None:
    status = actions.add_parser("status", parents=[common], help="how exchange stands")
    status.set_defaults(run=_status)
    undo = actions.add_parser("undo", parents=[common], help="undo a packet that was taken")
    undo.add_argument("digest", metavar="DIGEST", help="as import and status tell it")
    undo.set_defaults(run=_undo)
    cover = actions.add_parser("coverage", parents=[common], help="head office: office × day")
    cover.add_argument("month", metavar="2026-10")
    cover.set_defaults(run=_coverage)


def _add_tray(actions: Any, common: ArgumentParser) -> None:
    tray = actions.add_parser("conflicts", parents=[common], help="where desks disagree")
    tray.set_defaults(run=_conflicts)
    decide = actions.add_parser("decide", parents=[common], help="decide where desks disagree")
    decide.add_argument("case_no", metavar="NO")
    decide.add_argument("file", metavar="FILE.json|-", help='{"choices": {field: value}, "reason"}')
    decide.set_defaults(run=_decide)


def _exchange(args: Namespace, right: Right = Right.EXCHANGE) -> Exchange:
    session = sign_in(args)
    session.office.need(right)
    return Exchange(session.office, session.home.folder)


def _card(args: Namespace) -> None:
    device, card = _exchange(args).card()
    if args.out:
        Path(args.out).write_text(json.dumps(card, ensure_ascii=False, indent=1), encoding="utf-8")
    else:
        emit(card)
    words = " ".join(device.fingerprint)
    tell(say(mark("{device}, fingerprint: {words}"), device=device.id, words=words))


def _trust(args: Namespace) -> None:
    emit(_device_json(_exchange(args, Right.DEVICES).trust(Path(args.file))))


def _revoke(args: Namespace) -> None:
    exchange = _exchange(args, Right.DEVICES)
    command = RevokeDevice(name=args.name, reason=args.reason)
    emit(_device_json(exchange.office.do(command).result))


def _device_json(device: Device) -> JsonObject:
    return {
        "device": device.id,
        "name": device.name,
        "role": device.role,
        "fingerprint": device.fingerprint,
    }


def _export(args: Namespace) -> None:
    exchange = _exchange(args)
    for report in exchange.send(
        args.to, Path(args.out), is_whole=args.all, megabytes=args.megabytes
    ):
        emit(report)


def _import(args: Namespace) -> None:
    report = _exchange(args).take(
        Path(args.file),
        is_simulation=args.simulate,
        is_accepted=args.accept,
        receipts=Path(args.receipt) if args.receipt else None,
    )
    emit(report)


def _status(args: Namespace) -> None:
    office = _exchange(args).office
    emit(read_status(office.store, office.acting))


def _undo(args: Namespace) -> None:
    command = UndoPacket(digest=args.digest)
    emit(_exchange(args, Right.IMPORT).office.do(command).result)


def _coverage(args: Namespace) -> None:
    period = period_of("month", args.month)
    office = _exchange(args, Right.REPORT).office
    emit_lines(coverage_json(read_coverage(office.store, period, office.clock.now())))


def _conflicts(args: Namespace) -> None:
    office = _exchange(args, Right.READ).office
    emit_lines(tray_json(office.store, office.identity.device, office.acting))


def _decide(args: Namespace) -> None:
    given = read_json(args.file)
    if not isinstance(given, dict) or not isinstance(given.get("choices", {}), dict):
        raise NotADecision
    office = _exchange(args, Right.DECIDE).office
    need_names(given, ("choices", "stands", "reason"))
    command = DecideConflict(
        case_no=args.case_no,
        choices=given.get("choices", {}),
        stands=[str(key) for key in given.get("stands") or ()],
        reason=str(given.get("reason") or ""),
    )
    changes = office.do(command)
    emit({"case_no": changes.case_no, "uuid": changes.uuid})
