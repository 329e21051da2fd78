"""Who may do what: roles and rights, read from ``resources/rights.toml``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.shapes import JsonObject
from desk.base.words import in_language, mark
from desk.rules.case.fields import Field, Kind
from desk.rules.case.values import spoken_value
from desk.rules.people.person_id import PEOPLE_FIELDS, PersonId, person_id

_NAMING_ONE: Final = PEOPLE_FIELDS | {"to", "owner"}  # fields, and parts of entries


class Role(StrEnum):
    """The five roles of design.md 1."""

    SPECIALIST = "specialist"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """The rights; which role has them is data."""

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
    RULES = "rules"
    PEOPLE = "people"
    BACKUP = "backup"
    EXCHANGE = "exchange"
    DEVICES = "devices"
    DECIDE = "decide"
    PRESCRIBE = "prescribe"
    AUDIT = "audit"
    ERASE = "erase"
    SECOND = "second"


@cache
def rights_of(role: Role) -> frozenset[Right]:
    """Return the rights of ``role``."""
    table: JsonObject = read_toml("rights.toml")["rights"]
    return frozenset(Right(name) for name, entry in table.items() if role in entry["roles"])


def role_label(role: Role) -> str:
    """Return the role's label."""
    return str(in_language(read_toml("rights.toml")["roles"][role]))


def right_label(right: Right) -> str:
    """Return the right's label, a verb with its object."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person with an account here.

    Attributes:
        login: For signing in; also the author in the journal.
        name: As printed on documents.
        role: Her role.
        department: Where she works, or "".
        active: False after her account was closed.
        stands_for: Roles of those she deputises for today.
    """

    login: str
    name: str
    role: Role
    department: str = ""
    active: bool = True
    stands_for: tuple[Role, ...] = ()

    @property
    def id(self) -> PersonId:
        """Return who she is, where she works."""
        return PersonId("", self.login)

    def may(self, right: Right) -> bool:
        """Say whether she works here and her role includes ``right``."""
        roles = (self.role, *self.stands_for)
        return self.active and any(right in rights_of(role) for role in roles)

    def need(self, right: Right) -> None:
        """Refuse unless her role includes ``right``.

        Raises:
            NotPermitted: It does not include it.
        """
        refusal = self.lack_of(right)
        if refusal is not None:
            raise refusal

    def lack_of(self, right: Right) -> "NotPermitted | None":
        """Return why she may not do what takes ``right``; None if her role includes it."""
        if self.may(right):
            return None
        return NotPermitted(
            role=role_label(self.role),
            right=right_label(right),
            roles=[role_label(role) for role in Role if right in rights_of(role)],
        )


class People(dict[str, Person]):
    """Everybody who works or worked here, by login.

    Attributes:
        names: Theirs, and those of other offices' people as packets told of them, by
            `PersonId` as text.
    """

    def __init__(
        self, here: Mapping[str, Person] | None = None, elsewhere: Mapping[str, str] | None = None
    ) -> None:
        """Know those who are ``here``, and the names of those ``elsewhere``."""
        super().__init__(here or {})
        self.names = {**(elsewhere or {}), **{login: one.name for login, one in self.items()}}

    def name(self, who: PersonId | str | None) -> str:
        """Return the name of ``who`` (or of whom this text means); else her login, or ""."""
        text = str(who or "")
        return self.names.get(text) or person_id(text).login

    def spoken(self, field: Field, value: Any) -> str:
        """Return what ``field`` of a case or an entry says as people read it, with names."""
        if field.id in _NAMING_ONE and isinstance(value, str):
            value = self.name(value)
        elif field.kind is Kind.NAMES and value:
            value = [self.name(one) for one in value]
        elif field.kind is Kind.ENTRIES and value:
            value = [{**one, "liaison": self.name(one.get("liaison"))} for one in value]
        return spoken_value(field, value)


def may_manage(actor: Person, role: Role) -> bool:
    """Say whether ``actor`` may make, change and close accounts of ``role``."""
    return role.value in read_toml("rights.toml")["manages"].get(actor.role.value, ())


def need_to_manage(actor: Person, role: Role) -> None:
    """Refuse unless ``actor`` may make, change and close accounts of ``role``.

    Raises:
        RankTooLow: The role is above the actor's.
    """
    if not may_manage(actor, role):
        raise RankTooLow(role=role_label(actor.role), other=role_label(role))


def clean_login(login: str) -> str:
    """Return ``login`` as stored: lower case, stripped.

    Raises:
        BadLogin: It is not 2 to 32 letters, digits, dots or hyphens.
    """
    clean = login.strip().lower()
    if not re.fullmatch(r"[^\W_][\w.-]{1,31}", clean):
        raise BadLogin(field="login", login=login)
    return clean
