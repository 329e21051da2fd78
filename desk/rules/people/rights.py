"""Who may do what: roles and rights, read from ``resources/rights.toml``."""

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import in_language, mark
from desk.rules.case.numbering import office_in

# Fields of a case that hold a login.
PEOPLE_FIELDS: Final = frozenset({"handler", "received_by", "planned_by", "approved_by"})


class Role(StrEnum):
    """The five roles of design.md 1."""

    SPECIALIST = "specialist"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a person may be allowed to do; the table is data."""

    READ = "read"
    REGISTER = "register"
    RECORD = "record"
    ASSIGN = "assign"
    APPROVE = "approve"
    CLOSE = "close"
    ARCHIVE = "archive"
    EXTEND = "extend"
    EXTEND_FURTHER = "extend_further"
    REOPEN = "reopen"
    COUNTERSIGN = "countersign"
    REPORT = "report"
    SIGN = "sign"
    PRINT = "print"
    IMPORT = "import"
    EXPORT = "export"
    REVEAL = "reveal"
    SETTINGS = "settings"
    PEOPLE = "people"
    BACKUP = "backup"
    EXCHANGE = "exchange"
    DEVICES = "devices"
    DECIDE = "decide"
    PRESCRIBE = "prescribe"
    AUDIT = "audit"
    ERASE = "erase"


@cache
def rights_of(role: Role) -> frozenset[Right]:
    """Return what ``role`` includes."""
    table: dict[str, Any] = read_toml("rights.toml")["rights"]
    return frozenset(Right(name) for name, entry in table.items() if role in entry["roles"])


def away(office: str, login: str) -> str:
    """Return what stands for ``login`` of another office, where names are looked up."""
    return f"{office}/{login}"


def found_under(known: Container[str], office: str, login: str) -> str:
    """Return under what ``login`` of the office with this code is found among ``intake_hints``.

    Itself where only this office's people are known by it.
    """
    name = away(office, login)
    return name if name in known else login


def found_in(known: Container[str], case_no: str, login: str) -> str:
    """Return the same for a login in the case with this number, which tells whose case it is."""
    return found_under(known, office_in(case_no), login)


def role_label(role: Role) -> str:
    """Return the role as people read it."""
    return str(in_language(read_toml("rights.toml")["roles"][role]))


def right_label(right: Right) -> str:
    """Return the right as people read it, a verb with its object."""
    return str(in_language(read_toml("rights.toml")["rights"][right]))


class RankTooLow(Refusal):
    """The account of somebody whose role is above."""

    text: ClassVar[str] = mark(
        "As {role} you may not change the account of a {other}. Ask the director."
    )


class NotPermitted(Refusal):
    """The person's role does not include the right."""

    text: ClassVar[str] = mark(
        "As {role} you may not {right}. Ask somebody whose role includes it: {roles}."
    )


class BadLogin(Refusal):
    """A login name that cannot be used."""

    text: ClassVar[str] = mark(
        "“{login}” cannot be a login name. Use 2 to 32 letters, digits, dots or hyphens."
    )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here.

    Attributes:
        login: The name to sign in with; also the author in the journal.
        name: As printed on documents.
        role: Her role.
        department: Where she works, or "".
        active: False after she has left; her acts stay hers.
        stands_for: Roles of those whose deputy she is today.
    """

    login: str
    name: str
    role: Role
    department: str = ""
    active: bool = True
    stands_for: tuple[Role, ...] = ()

    def may(self, right: Right) -> bool:
        """Say whether she works here and her role includes ``right``."""
        roles = (self.role, *self.stands_for)
        return self.active and any(right in rights_of(role) for role in roles)

    def need(self, right: Right) -> None:
        """Refuse unless her role includes ``right``.

        Raises:
            NotPermitted: It does not.
        """
        if not self.may(right):
            raise NotPermitted(
                role=role_label(self.role),
                right=right_label(right),
                roles=[role_label(role) for role in Role if right in rights_of(role)],
            )


def may_manage(actor: Person, role: Role) -> bool:
    """Say whether ``actor`` may make, change and close accounts of ``role``."""
    return role.value in read_toml("rights.toml")["manages"].get(actor.role.value, ())


def need_to_manage(actor: Person, role: Role) -> None:
    """Refuse unless ``actor`` may make, change and close accounts of ``role``.

    Raises:
        RankTooLow: She may not.
    """
    if not may_manage(actor, role):
        raise RankTooLow(role=role_label(actor.role), other=role_label(role))


def clean_login(login: str) -> str:
    """Return ``login`` as it is kept: lower case, no spaces around.

    Raises:
        BadLogin: It is not 2 to 32 letters, digits, dots or hyphens.
    """
    clean = login.strip().lower()
    if not re.fullmatch(r"[^\W_][\w.-]{1,31}", clean):
        raise BadLogin(field="login", login=login)
    return clean
