"""Password rules, and the delay after wrong passwords."""

import re
import unicodedata
from typing import Any, ClassVar, Final

from desk.base.errors import Refusal
from desk.base.resources import read_toml
from desk.base.words import mark

_EDGES: Final = re.compile(r"^[\d\W_]+|[\d\W_]+$")
_LONG_ENOUGH_ORDER: Final = 5


class WeakPassword(Refusal):
    """A password that is too easily guessed."""

    text: ClassVar[str] = mark(
        "The password needs at least {least} characters. "
        "Four words that do not belong together are good."
    )


class CommonPassword(Refusal):
    """A password that is among the first to be tried."""

    text: ClassVar[str] = mark(
        "This password is among the first that somebody would try. "
        "Take four words that do not belong together."
    )


class PasswordsDiffer(Refusal):
    """The new password was typed in two ways."""

    text: ClassVar[str] = mark("The two passwords differ.")


def need_same(password: str, again: str) -> None:
    """Refuse a new password whose repetition differs.

    Raises:
        PasswordsDiffer: The two differ.
    """
    if password != again:
        raise PasswordsDiffer(field="again")


def rules() -> dict[str, Any]:
    """Return the numbers and lists of ``resources/passwords.toml``."""
    return read_toml("passwords.toml")


def normal(password: str) -> str:
    """Normalise a password before hashing: full-width input gives the same password."""
    return unicodedata.normalize("NFKC", password)


def need_length(password: str) -> None:
    """Refuse a password shorter than 12 characters or four words.

    Raises:
        WeakPassword: It is too short.
    """
    text, limits = normal(password), rules()
    words = text.split()
    is_words = len(words) >= limits["least_words"]
    if is_words and len("".join(words)) >= limits["least_in_words"]:
        return
    if len(text) < limits["least_characters"]:
        raise WeakPassword(field="password", least=limits["least_characters"])


def need_good(password: str, login: str) -> None:
    """Refuse a password that is short or easily guessed.

    Raises:
        WeakPassword: It is too short.
        CommonPassword: It is common, a keyboard sequence, the login, or digits only.
    """
    need_length(password)
    text = normal(password).casefold()
    bare = re.sub(r"\s+", "", text)
    core = _EDGES.sub("", bare).replace(login, "")
    is_guessable = (
        len(set(bare)) < rules()["least_different"]
        or not core
        or bare in rules()["common"]
        or _is_common(core)
        or _is_order(bare)
    )
    if is_guessable:
        raise CommonPassword(field="password")


def _is_common(core: str) -> bool:
    """Say whether ``core`` is made of common words only."""
    rest = core
    for word in sorted(rules()["common"], key=len, reverse=True):
        rest = rest.replace(word, "")
    return not re.sub(r"[\d\W_]", "", rest)


def _is_order(text: str) -> bool:
    """Say whether ``text`` consists of keyboard sequences of five or more."""
    rest = text
    for order in rules()["orders"]:
        for size in range(len(order), _LONG_ENOUGH_ORDER - 1, -1):
            for place in range(len(order) - size + 1):
                rest = rest.replace(order[place : place + size], "")
    return len(rest) < len(text) / 4


def wait_after(tries: int) -> int:
    """Return the seconds to wait after ``tries`` wrong passwords in a row."""
    limits = rules()
    over = tries - limits["free_tries"]
    if over < 0:
        return 0
    return int(min(limits["first_wait"] * 2 ** min(over, 20), limits["longest_wait"]))
