"""The description of a new home, and the office file it is read from."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Self

from desk.base.errors import Refusal, cleaned_each, refuse_all
from desk.base.given_text import text_of, toml_in
from desk.base.shapes import JsonMapping
from desk.base.words import mark
from desk.rules.people.rights import clean_login
from desk.rules.setting_values import clean_setting
from desk.rules.settings import missing_settings
from desk.store.keys.vault import calibrated


class BadOfficeFile(Refusal):
    """The office file cannot be read."""

    text: ClassVar[str] = mark("The office file {name} cannot be read: {reason}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffice:
    """The description of a new home.

    Attributes:
        settings: Values by setting id, cleaned.
        device: Letter of this workstation, in case numbers.
        login: The first director's login.
        name: Her name.
        is_training: A training home, where today may be moved.
        kdf: Cost parameters of the key file; None is the minimum.
        server: URL of a database on a server, and the password; None for a file in the home.
    """

    settings: JsonMapping
    device: str
    login: str
    name: str
    is_training: bool = False
    kdf: dict[str, int] | None = None
    server: tuple[str, str] | None = None

    def calibrated(self) -> Self:
        """Return it with key derivation costs calibrated on this machine."""
        return replace(self, kdf=calibrated())


def read_office_file(path: Path) -> NewOffice:
    """Read an office file (example: ``resources/examples/office.toml``).

    Raises:
        BadOfficeFile: It cannot be read or lacks a part.
        Refusal: A setting is missing or invalid; all problems at once.
    """
    try:
        data = toml_in(text_of(path))
        director = data["director"]
        device, login, name = data["device"]["letter"], director["login"], director["name"]
        office = data.get("office", {})
    except (OSError, ValueError) as error:
        raise BadOfficeFile(name=path.name, reason=str(error)) from error
    except (KeyError, TypeError) as error:
        raise BadOfficeFile(name=path.name, reason="[device], [director]") from error
    if not isinstance(office, dict):
        raise BadOfficeFile(name=path.name, reason="[office]")
    for value in (device, login, name):
        if not isinstance(value, str):
            raise BadOfficeFile(name=path.name, reason=str(value))
    return new_office(office, device, login, name)


def new_office(settings: JsonMapping, device: str, login: str, name: str) -> NewOffice:
    """Return a new office, its settings checked.

    Raises:
        Refusal: A setting is missing or invalid; all problems at once.
    """
    cleaned, problems = cleaned_each(settings, clean_setting)
    refuse_all(problems + missing_settings(settings))
    if len(device) != 1 or not "A" <= device <= "Z":
        raise BadOfficeFile(name="letter", reason=device)
    return NewOffice(settings=cleaned, device=device, login=clean_login(login), name=name)
