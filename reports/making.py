"""The context of a paper: who makes it, where and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desk.base.words import CHINESE, language, mark, say
from desk.rules.people.rights import People, Person
from desk.rules.settings import Settings

LANGUAGES: Final = {CHINESE: "zh-CN"}


@dataclass(frozen=True, slots=True)
class Making:
    """The context of a paper.

    Attributes:
        settings: The office's.
        people: Everybody who works or worked here, and names of others.
        by: Who makes it.
        at: When.
    """

    settings: Settings
    people: People
    by: Person
    at: datetime

    @property
    def office(self) -> str:
        """Return the office's name."""
        return self.settings.text("office_name")

    @property
    def language(self) -> str:
        """Return the paper's language as files name it: "zh-CN" or "en"."""
        return LANGUAGES.get(language(), language())

    def printed(self) -> str:
        """Return who printed it and when, for the foot of the pages."""
        return say(mark("Printed by {name}, {at}"), name=self.by.name, at=self.at)


def masking(*, is_full: bool) -> str:
    """Return the phrase on whether personal data is masked."""
    return say(mark("unmasked")) if is_full else say(mark("personal data masked"))
