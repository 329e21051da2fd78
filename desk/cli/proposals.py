"""``proposal``: what waits for a second person; confirm, refuse, withdraw, carry out."""

from argparse import ArgumentParser, Namespace
from typing import Any

from desk.actions.proposals import RefuseProposal, SeeRaises, WithdrawProposal
from desk.base.shapes import JsonObject
from desk.cli.context import emit, sign_in
from desk.home import accounts
from desk.home.opening import SignedIn
from desk.reads.second_persons import read_seconds
from desk.rules.people.two_persons import Proposal, told_of


def add(commands: Any, common: ArgumentParser) -> None:
    """Add the commands of this module."""
    group = commands.add_parser(
        "proposal", parents=[common], help="what waits for a second person to confirm it"
    )
    actions = group.add_subparsers(dest="action", required=True)
    shown = actions.add_parser("list", parents=[common], help="what is open; --all: every one")
    shown.add_argument("--all", action="store_true")
    shown.set_defaults(run=_list)
    actions.add_parser(
        "seen", parents=[common], help="say that you have seen who was given more power"
    ).set_defaults(run=_seen)
    for name, run, words in (
        ("confirm", _confirm, "confirm what another proposed"),
        ("refuse", _refuse, "refuse what another proposed"),
        ("withdraw", _withdraw, "withdraw what you proposed"),
        ("carry-out", _carry_out, "carry out what you proposed and another confirmed"),
    ):
        one = actions.add_parser(name, parents=[common], help=words)
        one.add_argument("id", help="its number, as “proposal list” shows it")
        if run is _refuse:
            one.add_argument("--reason", required=True)
        one.set_defaults(run=run)


def told_waiting(signed: SignedIn, waits: Proposal | None) -> JsonObject:
    """Return the part of a report on what waits for a second person; empty when nothing does."""
    return {"waits": _told(signed, waits)} if waits is not None else {}


def _told(signed: SignedIn, one: Proposal) -> JsonObject:
    office = signed.office
    seconds = read_seconds(office.store, office.people, office.settings, office.seen)
    return {
        "id": one.id,
        "what": told_of(one, office.settings, office.people),
        "by": one.by,
        "at": one.at,
        "until": one.until,
        "stage": one.stage.value,
        "waits_for": [who.login for who in seconds.confirmers(one)],
        "second": one.second,
        "reason": one.reason,
        "done_at": one.done_at,
    }


def _list(args: Namespace) -> None:
    signed = sign_in(args)
    office = signed.office
    seconds = read_seconds(office.store, office.people, office.settings, office.seen)
    for one in seconds.shown_to(office.acting):
        if one.is_open or args.all:
            emit(_told(signed, one))


def _confirm(args: Namespace) -> None:
    signed = sign_in(args)
    emit(_told(signed, accounts.confirm(signed, args.id)))


def _carry_out(args: Namespace) -> None:
    signed = sign_in(args)
    emit(_told(signed, accounts.carry_out(signed, args.id)))


def _refuse(args: Namespace) -> None:
    signed = sign_in(args)
    decided = signed.office.do(RefuseProposal(id=args.id, reason=args.reason)).result
    emit(_told(signed, decided.proposal))


def _withdraw(args: Namespace) -> None:
    signed = sign_in(args)
    emit(_told(signed, signed.office.do(WithdrawProposal(id=args.id)).result.proposal))


def _seen(args: Namespace) -> None:
    sign_in(args).office.do(SeeRaises())
    emit({"seen": True})
